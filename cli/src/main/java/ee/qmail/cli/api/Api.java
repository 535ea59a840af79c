package ee.qmail.cli.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The REST API of a server. */
public final class Api {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final String root;
    private final String authorization;

    /** @param root address of the API, such as {@code http://127.0.0.1:8080/api} */
    public Api(String root, String user, String password) {
        this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    /** A name as part of a path. */
    public static String part(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The objects of an answer that is a list of them, or one. */
    public static List<JsonObject> objects(JsonValue answer) {
        return answer instanceof JsonArray many ? many.getValuesAs(JsonObject.class) : List.of(answer.asJsonObject());
    }

    public JsonValue get(String path) throws ApiException {
        return send("GET", path, null);
    }

    /**
     * An answer, to be changed and sent back by {@link #put(String, JsonObject, Seen)}.
     *
     * @param tag of its version; empty if nothing is there yet
     */
    public record Seen(JsonValue value, Optional<String> tag) {
        /** The condition under which it is still what was seen (RFC 9110 section 13.1). */
        private String[] condition() {
            return tag.map(seen -> new String[] {"If-Match", seen}).orElse(new String[] {"If-None-Match", "*"});
        }
    }

    /** Something with its version. */
    public Seen look(String path) throws ApiException {
        HttpResponse<String> response = answer("GET", path, null);
        return new Seen(value(response), response.headers().firstValue("ETag"));
    }

    /** Changes what was seen, unless somebody else has changed it meanwhile: that is an error, and nothing is changed. */
    public JsonValue put(String path, JsonObject body, Seen seen) throws ApiException {
        return value(answer("PUT", path, body, seen.condition()));
    }

    public JsonValue post(String path, JsonObject body) throws ApiException {
        return send("POST", path, body);
    }

    public JsonValue put(String path, JsonObject body) throws ApiException {
        return send("PUT", path, body);
    }

    public void delete(String path) throws ApiException {
        send("DELETE", path, null);
    }

    private JsonValue send(String method, String path, JsonObject body) throws ApiException {
        return value(answer(method, path, body));
    }

    /** @param headers besides those of each request, name and value by turns */
    private HttpResponse<String> answer(String method, String path, JsonObject body, String... headers)
            throws ApiException {
        HttpRequest.Builder request;
        try {
            request = HttpRequest.newBuilder(URI.create(root + path))
                    .timeout(PATIENCE)
                    .header("Authorization", authorization)
                    .header("Content-Type", "application/json")
                    .header("Accept", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body.toString()));
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ApiException.PERMANENT,
                    "'" + root + "': must be the address of the API, such as http://127.0.0.1:8080/api",
                    e);
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.TEMPORARY, "no answer from " + root + ": is the server running? (" + e + ")", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiException(ApiException.TEMPORARY, "interrupted", e);
        }
    }

    private JsonValue value(HttpResponse<String> response) throws ApiException {
        int status = response.statusCode();
        if (status >= CLIENT_ERROR) {
            boolean later = status >= SERVER_ERROR || status == TOO_MANY;
            throw new ApiException(later ? ApiException.TEMPORARY : ApiException.PERMANENT, detail(response));
        }
        return response.body().isEmpty() ? JsonValue.NULL : parse(response.body());
    }

    private String detail(HttpResponse<String> response) {
        try {
            JsonValue problem = parse(response.body());
            if (problem instanceof JsonObject object && object.containsKey("detail")) {
                return object.getString("detail");
            }
        } catch (ApiException e) {
            return "status " + response.statusCode() + " from " + root + ": is that the address of the API?";
        }
        return "status " + response.statusCode() + " from " + root;
    }

    private JsonValue parse(String text) throws ApiException {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (JsonException e) {
            throw new ApiException(
                    ApiException.PERMANENT, "no JSON from " + root + ": is that the address of the API?", e);
        }
    }
}
