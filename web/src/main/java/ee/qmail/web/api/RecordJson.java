package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import jakarta.json.Json;
import jakarta.json.stream.JsonGenerator;
import jakarta.json.stream.JsonGeneratorFactory;
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
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
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
    /** Made once: {@code Json} looks through all jars for its provider each time. */
    private static final JsonGeneratorFactory GENERATORS = Json.createGeneratorFactory(Map.of());

    private static final ClassValue<List<Member>> MEMBERS = new ClassValue<>() {
        @Override
        protected List<Member> computeValue(Class<?> type) {
            return Arrays.stream(type.getRecordComponents())
                    .map(component -> new Member(JsonRecord.name(component), component.getAccessor()))
                    .toList();
        }
    };

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
        write(value, out);
    }

    /** As it goes along: a list may be long. The stream stays open. */
    static void write(Object value, OutputStream out) {
        JsonGenerator json = GENERATORS.createGenerator(out, StandardCharsets.UTF_8);
        write(value, json);
        json.flush();
    }

    private static void write(Object value, JsonGenerator json) {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Boolean truth) {
            json.write(truth);
        } else if (value instanceof Long number) {
            json.write(number);
        } else if (value instanceof Collection<?> many) {
            json.writeStartArray();
            many.forEach(each -> write(each, json));
            json.writeEnd();
        } else if (value instanceof Map<?, ?> members) {
            json.writeStartObject();
            members.forEach((name, each) -> {
                json.writeKey(name.toString());
                write(each, json);
            });
            json.writeEnd();
        } else if (value instanceof Record members) {
            writeMembers(members, json);
        } else {
            json.write(value.toString());
        }
    }

    private static void writeMembers(Record members, JsonGenerator json) {
        json.writeStartObject();
        for (Member member : MEMBERS.get(members.getClass())) {
            json.writeKey(member.name);
            write(member.of(members), json);
        }
        json.writeEnd();
    }

    private record Member(String name, Method accessor) {
        Object of(Record members) {
            try {
                return accessor.invoke(members);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(members.getClass() + ": must be a public record", e);
            }
        }
    }
}
