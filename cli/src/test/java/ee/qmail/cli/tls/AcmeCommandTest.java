package ee.qmail.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import ee.qmail.cli.QmailRun;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmeCommandTest {
    private static final String STATE =
            "{\"state\":\"failing\",\"directory\":\"https://acme.example/directory\",\"names\":[\"mx.example.org\"],\"method\":\"http-01\","
                    + "\"notAfter\":null,\"next\":\"2026-11-22T13:00:00Z\",\"reason\":\"there is none\",\"failures\":1,\"error\":\"no\",\"tlsa\":[\"x IN TLSA 3 1 1 y\"]}";

    @TempDir
    private Path directory;

    private final QmailRun qmail = new QmailRun();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private String answer = STATE;

    @BeforeEach
    void listen() throws IOException {
        Files.writeString(directory.resolve("password"), "x\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private int run(String... act) {
        List<String> line = new ArrayList<>(List.of("tls", "acme"));
        line.addAll(List.of(act));
        line.addAll(List.of(
                "--api",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "--password-file",
                directory.resolve("password").toString()));
        return qmail.run(line.toArray(String[]::new));
    }

    @Test
    void cert9TheStateIsShown() {
        assertThat(run()).isZero();
        assertThat(asked).containsExactly("GET /certificates/acme");
        assertThat(qmail.out()).isEqualToNormalizingNewlines("""
                failing: mx.example.org, by http-01 from https://acme.example/directory
                  next order at 2026-11-22T13:00:00Z: there is none
                  no
                  x IN TLSA 3 1 1 y
                """);
    }

    @Test
    void cert9ARenewalIsAskedFor() {
        assertThat(run("renew")).isZero();
        assertThat(asked).containsExactly("POST /certificates/acme/renewal");
        assertThat(qmail.out()).startsWith("failing: ");
    }

    @Test
    void cert10NamesThatLeadElsewhereAreAnError() {
        answer = "{\"problems\":[]}";
        assertThat(run("check")).isZero();
        assertThat(qmail.out()).isEqualToNormalizingNewlines("nothing is wrong\n");
        answer = "{\"problems\":[\"port 80 of a.example\",\"port 80 of b.example\"]}";
        assertThat(run("check")).isEqualTo(100);
        assertThat(qmail.err()).contains("port 80 of a.example", "port 80 of b.example");
        assertThat(asked).containsOnly("POST /certificates/acme/check");
    }

    @Test
    void cert9WithoutADirectoryItSaysHowToBegin() {
        answer = "{\"state\":\"off\"}";
        assertThat(run("state")).isZero();
        assertThat(qmail.out()).contains("off: write the address of an authority's directory into control/acme");
        assertThat(run("again")).isNotZero();
    }
}
