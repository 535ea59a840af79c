package ee.qmail.web.api;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Schemas of records as {@link RecordJson} reads and writes them: null where there is no value, and text for all that is no number. */
final class OpenApiSchemas {
    private final Map<String, JsonObject> made = new TreeMap<>();
    private final Map<String, Class<?>> names = new TreeMap<>();

    JsonObject components() {
        JsonObjectBuilder all = Json.createObjectBuilder();
        made.forEach(all::add);
        return all.build();
    }

    JsonObject of(Type type) {
        if (type instanceof ParameterizedType many) {
            Type[] of = many.getActualTypeArguments();
            return Collection.class.isAssignableFrom((Class<?>) many.getRawType())
                    ? Json.createObjectBuilder()
                            .add("type", "array")
                            .add("items", of(of[0]))
                            .build()
                    : Json.createObjectBuilder()
                            .add("type", "object")
                            .add("additionalProperties", of(of[1]))
                            .build();
        }
        Class<?> known = (Class<?>) type;
        return known.isRecord() ? reference(known) : simple(known, null).build();
    }

    private JsonObject reference(Class<?> type) {
        Class<?> other = names.putIfAbsent(type.getSimpleName(), type);
        if (other != null && other != type) {
            throw new AssertionError("two schemas would have one name: " + type + " and " + other);
        }
        if (other == null) {
            made.put(type.getSimpleName(), members(type));
        }
        return Json.createObjectBuilder()
                .add("$ref", "#/components/schemas/" + type.getSimpleName())
                .build();
    }

    private JsonObject members(Class<?> type) {
        JsonObjectBuilder properties = Json.createObjectBuilder();
        for (RecordComponent component : type.getRecordComponents()) {
            properties.add(JsonRecord.name(component), member(component.getGenericType()));
        }
        return Json.createObjectBuilder()
                .add("type", "object")
                .add("properties", properties)
                .build();
    }

    private JsonObject member(Type type) {
        if (!(type instanceof Class<?> known) || known.isPrimitive()) {
            return of(type);
        }
        return known.isRecord()
                ? Json.createObjectBuilder()
                        .add(
                                "anyOf",
                                Json.createArrayBuilder()
                                        .add(of(known))
                                        .add(Json.createObjectBuilder().add("type", "null")))
                        .build()
                : simple(known, "null").build();
    }

    private static JsonObjectBuilder simple(Class<?> type, String orNull) {
        JsonObjectBuilder schema = Json.createObjectBuilder();
        if (type == Object.class) {
            return schema;
        }
        String name = type == boolean.class || type == Boolean.class
                ? "boolean"
                : type == long.class || type == Long.class ? "integer" : "string";
        if (orNull == null) {
            schema.add("type", name);
        } else {
            schema.add("type", Json.createArrayBuilder().add(name).add(orNull));
        }
        if (name.equals("integer")) {
            schema.add("format", "int64");
        }
        if (type == Instant.class) {
            schema.add("format", "date-time");
        }
        if (type.isEnum()) {
            JsonArrayBuilder values = Json.createArrayBuilder();
            Arrays.stream(type.getEnumConstants()).forEach(value -> values.add(value.toString()));
            if (orNull != null) {
                values.addNull();
            }
            schema.add("enum", values);
        }
        return schema;
    }
}
