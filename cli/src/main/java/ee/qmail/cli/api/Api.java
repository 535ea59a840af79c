package ee.qmail.cli.api;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The REST API of a server. By the JDK's older client for HTTP, which is there ten times sooner than the newer one. */
public final class Api {
    static {
        // it would send a POST a second time when the connection breaks
        System.setProperty("sun.net.http.retryPost", "false");
    }

    private static final int CONNECT_MILLIS = 10_000;
    private static final int READ_MILLIS = 60_000;
    private static final int CLIENT_ERROR = 400;
    private static final int SERVER_ERROR = 500;
    private static final int TOO_MANY = 429;

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
        return look(path).value();
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
        return send("GET", path, null);
    }

    /** Changes what was seen, unless somebody else has changed it meanwhile: that is an error, and nothing is changed. */
    public JsonValue put(String path, JsonObject body, Seen seen) throws ApiException {
        return send("PUT", path, body, seen.condition()).value();
    }

    public JsonValue post(String path, JsonObject body) throws ApiException {
        return send("POST", path, body).value();
    }

    /** Sends a file. @param type of it, such as {@code text/csv} */
    public JsonValue post(String path, Path file, String type) throws ApiException {
        HttpURLConnection connection = connection(path);
        try (InputStream from = open(file)) {
            begin(connection, "POST", type, "application/json");
            connection.setDoOutput(true);
            connection.setFixedLengthStreamingMode(Files.size(file));
            try (OutputStream out = connection.getOutputStream()) {
                from.transferTo(out);
            }
            return value(connection);
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private static InputStream open(Path file) throws ApiException {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw new ApiException(ApiException.PERMANENT, file + ": cannot be read (" + e + ")", e);
        }
    }

    /**
     * Copies an answer that is no JSON, as it comes.
     *
     * @param type that is wanted
     */
    public void fetch(String method, String path, String type, OutputStream to) throws ApiException {
        HttpURLConnection connection = connection(path);
        try {
            begin(connection, method, "application/json", type);
            requireSuccess(connection);
            try (InputStream answer = connection.getInputStream()) {
                answer.transferTo(to);
            }
        } catch (IOException e) {
            throw silent(e);
        }
    }

    public JsonValue put(String path, JsonObject body) throws ApiException {
        return send("PUT", path, body).value();
    }

    public void delete(String path) throws ApiException {
        send("DELETE", path, null);
    }

    /** @param headers besides those of each request, name and value by turns */
    private Seen send(String method, String path, JsonObject body, String... headers) throws ApiException {
        HttpURLConnection connection = connection(path);
        try {
            begin(connection, method, "application/json", "application/json");
            for (int i = 0; i < headers.length; i += 2) {
                connection.setRequestProperty(headers[i], headers[i + 1]);
            }
            if (body != null) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.toString().getBytes(StandardCharsets.UTF_8));
                }
            }
            return new Seen(value(connection), Optional.ofNullable(connection.getHeaderField("ETag")));
        } catch (IOException e) {
            throw silent(e);
        }
    }

    private void begin(HttpURLConnection connection, String method, String type, String wanted) throws IOException {
        connection.setRequestMethod(method);
        connection.setConnectTimeout(CONNECT_MILLIS);
        connection.setReadTimeout(READ_MILLIS);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Authorization", authorization);
        connection.setRequestProperty("Content-Type", type);
        connection.setRequestProperty("Accept", wanted);
    }

    private ApiException silent(IOException e) {
        return new ApiException(
                ApiException.TEMPORARY, "no answer from " + root + ": is the server running? (" + e + ")", e);
    }

    private HttpURLConnection connection(String path) throws ApiException {
        try {
            URI address = URI.create(root + path);
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null
                    && address.toURL().openConnection() instanceof HttpURLConnection connection) {
                return connection;
            }
            throw new IllegalArgumentException("no address of HTTP");
        } catch (IllegalArgumentException | IOException e) {
            throw new ApiException(
                    ApiException.PERMANENT,
                    "'" + root + "': must be the address of the API, such as http://127.0.0.1:8080/api",
                    e);
        }
    }

    private JsonValue value(HttpURLConnection connection) throws ApiException, IOException {
        requireSuccess(connection);
        String text = text(connection.getInputStream());
        return text.isEmpty() ? JsonValue.NULL : parse(text);
    }

    private void requireSuccess(HttpURLConnection connection) throws ApiException, IOException {
        int status = connection.getResponseCode();
        if (status < 0) {
            throw new IOException("no HTTP");
        }
        if (status >= CLIENT_ERROR) {
            boolean later = status >= SERVER_ERROR || status == TOO_MANY;
            String text = text(connection.getErrorStream());
            throw new ApiException(later ? ApiException.TEMPORARY : ApiException.PERMANENT, detail(status, text));
        }
    }

    /** @param answer null if it has no text */
    private static String text(InputStream answer) throws IOException {
        if (answer == null) {
            return "";
        }
        try (answer) {
            return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String detail(int status, String text) {
        try {
            JsonValue problem = parse(text);
            if (problem instanceof JsonObject object && object.containsKey("detail")) {
                return object.getString("detail");
            }
        } catch (ApiException e) {
            return "status " + status + " from " + root + ": is that the address of the API?";
        }
        return "status " + status + " from " + root;
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
