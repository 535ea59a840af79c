package ee.qmail.web.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;

/**
 * The description of this API (OpenAPI 3.1), for programs and for those who make them. It is made from the resources and from docs/rest.md when
 * this is built, and is the same on each application server.
 */
@Path("openapi.json")
@Produces(MediaType.APPLICATION_JSON)
public class OpenApiResource {
    @GET
    @Answer(Object.class)
    public byte[] description() throws IOException {
        try (InputStream text = OpenApiResource.class.getResourceAsStream("openapi.json")) {
            return text.readAllBytes();
        }
    }
}
