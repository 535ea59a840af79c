package ee.qmail.test.server;

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
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The REST API as the administrator uses it. Names without a domain are in that of the test. A request that is not
 * answered with success is an {@link AssertionError} that has the answer. Safe for use by several threads.
 */
public class Admin {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final Duration LONG = Duration.ofMinutes(3);
    private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");

    private final String root;
    private final String password;
    private final String domain;

    /**
     * @param port of console and API
     * @param password of the administrator {@code admin}
     * @param domain of names without one
     */
    public Admin(int port, String password, String domain) {
        this.root = "http://127.0.0.1:" + port;
        this.password = password;
        this.domain = domain;
    }

    /** @param json null for none */
    public final HttpResponse<String> send(String method, String path, String json) {
        HttpRequest.BodyPublisher body = json == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(json, StandardCharsets.UTF_8);
        return send(request(path).header("Authorization", basic()).method(method, body));
    }

    /** Without credentials. */
    public final HttpResponse<String> open(String path) {
        return send(request(path).GET());
    }

    protected final HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(root + path))
                .timeout(Await.PATIENCE)
                .header("Content-Type", "application/json");
    }

    protected static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    protected final String basic() {
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

    public final void createDomain(String name) {
        must("POST", "/api/domains", "{\"name\":" + quoted(name) + "}");
    }

    /**
     * @param name with or without a domain
     * @param password null: nobody can log in
     */
    public final void createMailbox(String name, String password) {
        String secret = password == null ? "" : ",\"password\":" + quoted(password);
        must("POST", of(name) + "/mailboxes", "{\"name\":" + quoted(local(name)) + secret + "}");
    }

    /**
     * @param name with or without a domain
     * @param targets addresses, {@code jms:queue:NAME} and the like
     */
    public final void createAlias(String name, String... targets) {
        String list = Arrays.stream(targets).map(Admin::quoted).collect(Collectors.joining(","));
        must("POST", of(name) + "/aliases", "{\"name\":" + quoted(local(name)) + ",\"targets\":[" + list + "]}");
    }

    private String of(String name) {
        return "/api/domains/" + (name.contains("@") ? name.substring(name.lastIndexOf('@') + 1) : domain);
    }

    private static String local(String name) {
        return name.contains("@") ? name.substring(0, name.lastIndexOf('@')) : name;
    }

    /** Writes a control file, which counts from now on. */
    public final void control(String file, String content) {
        must("PUT", "/api/control/" + file, "{\"content\":" + quoted(content) + "}");
    }

    public final void controlDefault(String file) {
        must("DELETE", "/api/control/" + file, null);
    }

    /**
     * @param service smtpd, pop3d or send
     * @param state {@code up}, {@code paused} or {@code down}
     */
    public final void turn(String service, String state) {
        must("PUT", "/api/services/" + service, "{\"state\":" + quoted(state) + "}");
    }

    /**
     * @param place local, remote, deferred or dead
     * @return how many jobs or messages are there
     */
    public final long queue(String place) {
        String json = must("GET", "/api/queue", null);
        Matcher count = Pattern.compile("\"" + place + "\":(-?\\d+)").matcher(json);
        if (!count.find()) {
            throw new AssertionError("no count of " + place + " in " + json);
        }
        return Long.parseLong(count.group(1));
    }

    /** Waits until nothing is under way. */
    public final void awaitIdle() {
        List<String> places = List.of("local", "remote");
        Supplier<String> state = () -> must("GET", "/api/queue", null);
        Await.until("the queue is empty", LONG, () -> places.stream().allMatch(place -> queue(place) == 0), state);
    }

    /** Makes all that waits for another attempt due now. */
    public final void retry() {
        must("POST", "/api/queue/retry", "{}");
    }

    /** Waits until nothing is under way and nothing waits: what does is tried until it does not. */
    public final void awaitNothingWaits() {
        Await.until("nothing waits", Duration.ofMinutes(10), this::isEverythingDone, () -> queue("deferred") + " do");
    }

    private boolean isEverythingDone() {
        awaitIdle();
        retry();
        return queue("deferred") == 0;
    }

    /** Gives up on all that waits for another attempt, which is bounced, and waits until nothing is under way. */
    public final void giveUpAll() {
        Await.until("nothing waits", LONG, this::isEverythingGivenUp, () -> queue("deferred") + " do");
    }

    private boolean isEverythingGivenUp() {
        awaitIdle();
        ID.matcher(must("GET", "/api/queue/messages?max=1000", null))
                .results()
                // one that is settled meanwhile is answered 404
                .forEach(message -> send("DELETE", "/api/queue/messages/" + message.group(1), null));
        awaitIdle();
        return queue("deferred") == 0;
    }

    /** Forgets which servers have not answered lately, so that they are asked again. */
    public final void forgetTimeouts() {
        must("DELETE", "/api/tcpto", null);
    }

    protected static String quoted(String text) {
        return '"'
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\r", "\\r")
                        .replace("\t", "\\t")
                + '"';
    }
}
