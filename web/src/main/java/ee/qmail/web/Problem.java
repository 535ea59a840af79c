package ee.qmail.web;

import jakarta.json.Json;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;

/**
 * An error as RFC 9457 tells it.
 *
 * @param detail names the input and says what would be right
 */
public record Problem(int status, String detail) {
    private static final String MEDIA_TYPE = "application/problem+json";

    public static Problem tooManyWrongPasswords(long secondsToWait) {
        return new Problem(429, "Too many wrong passwords; try again in " + secondsToWait + " seconds");
    }

    public static Problem databaseGone() {
        return new Problem(503, "The database does not answer; try again when /health/ready says that it is up");
    }

    public Response response() {
        return Response.status(status).type(MEDIA_TYPE).entity(json()).build();
    }

    /** For answers that do not come from a resource class. */
    public void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        response.setContentType(MEDIA_TYPE);
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(json());
    }

    private String json() {
        return Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", title())
                .add("status", status)
                .add("detail", detail)
                .build()
                .toString();
    }

    private String title() {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
