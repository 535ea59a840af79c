package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;

/**
 * Records as JSON objects, in the order of their components, null where there is no value. JSON-B 3.0 leaves records to the provider, and Yasson knows
 * them only where its multi-release jar is loaded as one, which a server started from a single jar does not do. Where it does, it is
 * passed over since it writes any object, and this one records.
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
        return body.length == 0 ? null : JsonRecord.read(type, body);
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
        if (value instanceof Map<?, ?> members) {
            var object = Json.createObjectBuilder();
            members.forEach((name, each) -> object.add(name.toString(), json(each)));
            return object.build();
        }
        return value instanceof Record record ? object(record) : Json.createValue(value.toString());
    }

    private static JsonObject object(Record record) {
        var object = Json.createObjectBuilder();
        try {
            for (RecordComponent component : record.getClass().getRecordComponents()) {
                object.add(
                        JsonRecord.name(component), json(component.getAccessor().invoke(record)));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(record.getClass() + ": must be a public record", e);
        }
        return object.build();
    }
}
