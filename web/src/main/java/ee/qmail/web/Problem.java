package ee.qmail.web;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.text.Counted;
import ee.qmail.text.Sentence;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.List;

/**
 * An error as RFC 9457 tells it.
 *
 * @param detail names the input and says what would be right
 * @param field member of the request with all that is wrong; null if it is none of them alone
 * @param problems with the field, one sentence each
 */
public record Problem(int status, String detail, String field, List<String> problems) {
    private static final String MEDIA_TYPE = "application/problem+json";

    public Problem(int status, String detail) {
        this(status, detail, null, List.of());
    }

    public static Problem of(int status, InvalidInputException wrong) {
        return new Problem(status, wrong.getMessage(), wrong.field().orElse(null), Sentence.english(wrong.problems()));
    }

    public static Problem tooManyWrongPasswords(long secondsToWait) {
        return new Problem(429, "Too many wrong passwords; try again in " + Counted.seconds(secondsToWait));
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

    String json() {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", title())
                .add("status", status)
                .add("detail", detail);
        if (field != null) {
            json.add("errors", errors());
        }
        return json.build().toString();
    }

    /** In the form of the example in RFC 9457 section 3. */
    private JsonArrayBuilder errors() {
        JsonArrayBuilder errors = Json.createArrayBuilder();
        for (String problem : problems) {
            errors.add(Json.createObjectBuilder().add("detail", problem).add("pointer", "#/" + field));
        }
        return errors;
    }

    private String title() {
        Response.Status known = Response.Status.fromStatusCode(status);
        return known == null ? "Error" : known.getReasonPhrase();
    }
}
