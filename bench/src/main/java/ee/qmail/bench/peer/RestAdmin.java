package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;

/** The administrator of {@link QmailEe}. */
final class RestAdmin {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String api;
    private final String credentials;

    RestAdmin(int port, String password) {
        api = "http://127.0.0.1:" + port + "/api/";
        byte[] plain = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
        credentials = "Basic " + Base64.getEncoder().encodeToString(plain);
    }

    void createDomain(String domain) {
        send("POST", "domains", "{\"name\":\"" + domain + "\"}");
    }

    /** A mailbox that keeps mail and that nobody can open. */
    void createMailbox(String domain, String name) {
        send("POST", "domains/" + domain + "/mailboxes", "{\"name\":\"" + name + "\"}");
    }

    void createMailbox(String domain, String name, String password) {
        String json = "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}";
        send("POST", "domains/" + domain + "/mailboxes", json);
    }

    void setPassword(String domain, String name, String password) {
        send("PUT", "domains/" + domain + "/mailboxes/" + name + "/password", "{\"password\":\"" + password + "\"}");
    }

    /** Writes a control file. */
    void put(String control, String line) {
        send("PUT", "control/" + control, "{\"content\":\"" + line + "\\n\"}");
    }

    private void send(String method, String path, String json) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(api + path))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", credentials)
                .method(method, HttpRequest.BodyPublishers.ofString(json))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() / 100 != 2) {
                throw new BenchException(
                        method + " " + path + " " + json + ": " + response.statusCode() + " " + response.body());
            }
        } catch (IOException e) {
            throw new BenchException(method + " " + api + path + " failed: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }
}
