package ee.qmail.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The REST API as the administrator uses it. */
public final class Admin {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final String root;
    private final String password;

    Admin(int port) {
        this("http://127.0.0.1:" + port, QmailServer.ADMIN_PASSWORD);
    }

    private Admin(String root, String password) {
        this.root = root;
        this.password = password;
    }

    public HttpResponse<String> send(String method, String path, String json) {
        HttpRequest.BodyPublisher body = json == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8);
        return send(request(path).header("Authorization", basic()).method(method, body));
    }

    /** A whole message, to be sent on. */
    public HttpResponse<String> inject(String query, String message, String key) {
        return send(request("/api/messages" + query)
                .setHeader("Content-Type", "message/rfc822")
                .header("Idempotency-Key", key)
                .header("Authorization", basic())
                .POST(HttpRequest.BodyPublishers.ofString(message, StandardCharsets.UTF_8)));
    }

    /** Without credentials. */
    public HttpResponse<String> open(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path))
                .timeout(Await.PATIENCE)
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Admin withPassword(String other) {
        return new Admin(root, other);
    }

    private String basic() {
        byte[] credentials = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(credentials);
    }

    private String must(String method, String path, String json) {
        HttpResponse<String> response = send(method, path, json);
        if (response.statusCode() / 100 != 2) {
            throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    public void createDomain(String name) {
        must("POST", "/api/domains", "{\"name\":" + quoted(name) + "}");
    }

    /** @param password null: nobody can log in */
    public void createMailbox(String name, String password) {
        String secret = password == null ? "" : ",\"password\":" + quoted(password);
        must("POST", "/api/domains/" + QmailServer.DOMAIN + "/mailboxes", "{\"name\":" + quoted(name) + secret + "}");
    }

    public void createAlias(String name, String... targets) {
        String list = Arrays.stream(targets).map(Admin::quoted).collect(Collectors.joining(","));
        must(
                "POST",
                "/api/domains/" + QmailServer.DOMAIN + "/aliases",
                "{\"name\":" + quoted(name) + ",\"targets\":[" + list + "]}");
    }

    public int changePassword(String current, String chosen) {
        return send(
                        "PUT",
                        "/api/administrators/admin/password",
                        "{\"current\":" + quoted(current) + ",\"password\":" + quoted(chosen) + "}")
                .statusCode();
    }

    /** Logs in at the console as a browser does; the session's cookie. */
    public String openSession() {
        HttpRequest.Builder login = HttpRequest.newBuilder(URI.create(root + "/console/login"))
                .timeout(Await.PATIENCE)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("name=admin&password=" + password));
        String cookie = send(login).headers().firstValue("Set-Cookie").orElseThrow();
        return cookie.substring(0, cookie.indexOf(';'));
    }

    /** 200 in a session, else 302 to the login page. */
    public int startPage(String cookie) {
        return send(request("/console/index.xhtml").header("Cookie", cookie).GET())
                .statusCode();
    }

    /** A page of the console as an administrator sees it. */
    public String page(String path) {
        return send(request("/console/" + path).header("Cookie", openSession()).GET())
                .body();
    }

    public void control(String file, String content) {
        must("PUT", "/api/control/" + file, "{\"content\":" + quoted(content) + "}");
    }

    public void controlDefault(String file) {
        must("DELETE", "/api/control/" + file, null);
    }

    /** @param state {@code up}, {@code paused} or {@code down} */
    public void turn(String service, String state) {
        must("PUT", "/api/services/" + service, "{\"state\":" + quoted(state) + "}");
    }

    /** Counts of {@code /api/queue}: local, remote, deferred, dead. */
    public long queue(String place) {
        String json = must("GET", "/api/queue", null);
        Matcher count = Pattern.compile("\"" + place + "\":(-?\\d+)").matcher(json);
        if (!count.find()) {
            throw new AssertionError("no count of " + place + " in " + json);
        }
        return Long.parseLong(count.group(1));
    }

    /** Nothing is under way. */
    public void awaitIdle() {
        List<String> places = List.of("local", "remote");
        Await.until(
                "the queue is empty",
                Duration.ofMinutes(3),
                () -> places.stream().allMatch(place -> queue(place) == 0),
                () -> must("GET", "/api/queue", null));
    }

    /** What waits in the database is due now. */
    public void retry() {
        must("POST", "/api/queue/retry", "{}");
    }

    /** Nothing is under way and nothing waits: what does is tried until it does not. */
    public void awaitNothingWaits() {
        Await.until("nothing waits", Duration.ofMinutes(10), this::isEverythingDone, () -> queue("deferred") + " do");
    }

    private boolean isEverythingDone() {
        awaitIdle();
        retry();
        return queue("deferred") == 0;
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
