package ee.qmail.web.security;

import ee.qmail.web.Problem;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The answer to a request whose sender cannot be looked up, because the database does not answer. */
final class Unavailable {
    private Unavailable() {}

    /** @param api whether a program reads the answer, and not a browser */
    static void send(HttpServletResponse response, boolean api) throws IOException {
        SecurityHeaders.set(response);
        response.setHeader("Retry-After", "10");
        if (api) {
            Problem.databaseGone().send(response);
        } else {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        }
    }
}
