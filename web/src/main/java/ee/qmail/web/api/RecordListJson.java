package ee.qmail.web.api;

import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.Collection;

/**
 * Lists of records as {@link RecordJson} has them. For its own type: of two writers for any object, this one and that of JSON-B,
 * now one is asked and now the other, which leaves out what is null.
 */
@Provider
@Produces(MediaType.APPLICATION_JSON)
public class RecordListJson implements MessageBodyWriter<Collection<?>> {
    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return Collection.class.isAssignableFrom(type);
    }

    @Override
    public void writeTo(
            Collection<?> value,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        RecordJson.write(value, out);
    }
}
