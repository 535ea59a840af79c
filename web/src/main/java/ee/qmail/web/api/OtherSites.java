package ee.qmail.web.api;

import ee.qmail.web.Problem;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;

/**
 * Refuses what a page of another site makes a browser send, with the credentials that the browser remembers: a request without a body
 * needs no {@code Content-Type} that a page may not set. Browsers tell where a request comes from (Fetch Metadata); programs say nothing of it.
 */
@Provider
public class OtherSites implements ContainerRequestFilter {
    private static final String FROM = "Sec-Fetch-Site";
    private static final Set<String> HERE = Set.of("same-origin", "none");

    @Override
    public void filter(ContainerRequestContext request) {
        String from = request.getHeaderString(FROM);
        if (from != null && !HERE.contains(from)) {
            request.abortWith(
                    new Problem(403, FROM + ": is " + from + "; pages of other sites cannot use this API").response());
        }
    }
}
