package ee.qmail.web.api;

import ee.qmail.users.InvalidInputException;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * Records as JSON objects, in the order of their components. JSON-B 3.0 leaves records to the provider, and Yasson knows
 * them only where its multi-release jar is loaded as one, which a server started from a single jar does not do.
 */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RecordJson implements MessageBodyReader<Record>, MessageBodyWriter<Record> {
    private static final int MAX_BODY = 1 << 20;

    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.isRecord();
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream in)
            throws IOException {
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new InvalidInputException("body: must be at most " + MAX_BODY + " octets");
        }
        try (var reader = Json.createReader(new ByteArrayInputStream(body))) {
            return record(type, reader.readObject());
        } catch (JsonException e) {
            throw new InvalidInputException("body: cannot be read; must be a JSON object with the members "
                    + String.join(
                            ", ",
                            Arrays.stream(type.getRecordComponents())
                                    .map(RecordComponent::getName)
                                    .toList()));
        }
    }

    private static Record record(Class<Record> type, JsonObject json) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = Arrays.stream(components)
                .map(component -> value(component, json.get(component.getName())))
                .toArray();
        try {
            Constructor<Record> constructor = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + ": must be a public record", e);
        }
    }

    private static Object value(RecordComponent component, JsonValue given) {
        if (given == null || given == JsonValue.NULL) {
            return null;
        }
        if (component.getType() == String.class && given instanceof JsonString text) {
            return text.getString();
        }
        if (component.getType() == List.class
                && given.getValueType() == JsonValue.ValueType.ARRAY
                && given.asJsonArray().stream().allMatch(JsonString.class::isInstance)) {
            return given.asJsonArray().getValuesAs(JsonString::getString);
        }
        throw new InvalidInputException(component.getName() + ": must be "
                + (component.getType() == List.class ? "an array of strings" : "a string"));
    }

    @Override
    public void writeTo(
            Record value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        out.write(json(value).toString().getBytes(StandardCharsets.UTF_8));
    }

    static JsonValue json(Object value) {
        if (value == null) {
            return JsonValue.NULL;
        }
        if (value instanceof Boolean truth) {
            return truth ? JsonValue.TRUE : JsonValue.FALSE;
        }
        if (value instanceof Long number) {
            return Json.createValue(number);
        }
        if (value instanceof Collection<?> many) {
            var array = Json.createArrayBuilder();
            many.forEach(each -> array.add(json(each)));
            return array.build();
        }
        return value instanceof Record record ? object(record) : Json.createValue(value.toString());
    }

    private static JsonObject object(Record record) {
        var object = Json.createObjectBuilder();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                object.add(component.getName(), json(component.getAccessor().invoke(record)));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + ": must be a public record", e);
        }
        return object.build();
    }
}
