package ee.qmail.web.api;

import ee.qmail.revision.Precondition;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/**
 * If-Match and If-None-Match of a request (RFC 9110 section 13.1), which the bean that makes the change asks under its lock. The entity tag is
 * that of what is set, not of the whole answer: what the server counts or works out may be another one under the same tag.
 */
final class Conditions {
    private Conditions() {}

    /** Met in any case if the request has neither field. */
    static Precondition of(Request request) {
        // what is answered is null if the condition is met
        return version -> version.isPresent()
                ? request.evaluatePreconditions(new EntityTag(version.get())) == null
                : request.evaluatePreconditions() == null;
    }

    /** @param version empty: no tag, since nothing is set */
    static Response answer(Object view, Optional<String> version) {
        return Response.ok(view).tag(version.map(EntityTag::new).orElse(null)).build();
    }
}
