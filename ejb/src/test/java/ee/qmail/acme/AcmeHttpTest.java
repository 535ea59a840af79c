package ee.qmail.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of strangers. */
class AcmeHttpTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void close() {
        over.countDown();
        server.stop(0);
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private AcmeReply reply(int status, String body, String... headers) throws IOException {
        server.createContext("/", exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
        });
        AcmeReply reply = AcmeHttp.plain(Duration.ofSeconds(30)).get(url());
        server.removeContext("/");
        return reply;
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() {
        server.createContext("/", exchange -> answer(exchange, 200, new byte[256 * 1024 + 1]));
        assertThatThrownBy(() -> AcmeHttp.plain(Duration.ofSeconds(30)).get(url()))
                .isInstanceOf(AcmeException.class)
                .hasMessageContaining("larger than 262144 octets");
    }

    @Test
    void anAnswerThatDoesNotEndIsNotWaitedFor() {
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        assertThatThrownBy(() -> AcmeHttp.plain(Duration.ofMillis(500)).get(url()))
                .isInstanceOf(AcmeException.class)
                .hasMessageContaining("has not answered whole within");
    }

    @Test
    void noRedirectIsFollowed() throws IOException {
        assertThat(reply(302, "", "Location", "http://127.0.0.1:1/").status()).isEqualTo(302);
    }

    @Test
    void theReasonIsOneLineWithItsParts() throws IOException {
        AcmeReply reply = reply(
                429,
                "{\"type\":\"urn:ietf:params:acme:error:rateLimited\",\"detail\":\"too\\nmany\",\"subproblems\":[{\"detail\":\"a.example\"}]}",
                "Retry-After",
                "7200");
        AcmeException problem = reply.problem(NOW);
        assertThat(problem).hasMessageEndingWith(": too many; a.example (rateLimited)");
        assertThat(problem.isOfType("rateLimited")).isTrue();
        assertThat(problem.retryAfter()).isEqualTo(Duration.ofHours(2));
        assertThat(reply(500, "<html>").problem(NOW)).hasMessageEndingWith(" answers 500");
    }

    @Test
    void theTimeToWaitIsSecondsOrADateAndBounded() throws IOException {
        assertThat(reply(200, "", "Retry-After", "Sun, 22 Nov 2026 12:00:30 GMT")
                        .retryAfter(NOW))
                .isEqualTo(Duration.ofSeconds(30));
        assertThat(reply(200, "", "Retry-After", "999999999").retryAfter(NOW)).isEqualTo(Duration.ofDays(7));
        assertThat(reply(200, "", "Retry-After", "soon").retryAfter(NOW)).isZero();
        assertThat(reply(200, "", "Retry-After", "Sun, 22 Nov 2020 12:00:30 GMT")
                        .retryAfter(NOW))
                .isZero();
    }

    @Test
    void nothingIsAskedForWithoutTls() throws IOException {
        AcmeReply reply = reply(200, "{\"newNonce\":\"http://acme.example/nonce\",\"n\":1}");
        assertThatThrownBy(() -> AcmeReply.url(reply.json(), "newNonce")).hasMessageContaining("no https address");
        assertThatThrownBy(() -> AcmeReply.url(reply.json(), "n")).hasMessageContaining("no text \"n\"");
        assertThatThrownBy(() -> reply(200, "[]").json()).hasMessageContaining("is no JSON object");
    }
}
