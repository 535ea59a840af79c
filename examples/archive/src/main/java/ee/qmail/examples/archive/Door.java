package ee.qmail.examples.archive;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Nobody reads the archive without the token of the variable ARCHIVE_TOKEN; without such a variable, nobody at all. */
@Provider
public class Door implements ContainerRequestFilter {
    private static final int SHORTEST = 16;
    private static final String TOKEN = System.getenv("ARCHIVE_TOKEN");

    @Override
    public void filter(ContainerRequestContext request) {
        if (!isKnown(request.getHeaderString(HttpHeaders.AUTHORIZATION))) {
            request.abortWith(Response.status(Response.Status.UNAUTHORIZED)
                    .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                    .build());
        }
    }

    private static boolean isKnown(String given) {
        return TOKEN != null
                && TOKEN.length() >= SHORTEST
                && given != null
                && MessageDigest.isEqual(octets(given), octets("Bearer " + TOKEN));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
