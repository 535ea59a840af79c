package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Command;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Console and REST by TLS, on the runnable jar (TLS-16). */
class HttpsIT {
    private static final Path PEM = Path.of("..", "core", "src", "test", "resources", "ee", "qmail", "tls");

    private static QmailServer server;
    private static int port;

    @BeforeAll
    static void start() {
        port = QmailServer.freePorts(1).get(0);
        server = QmailServer.inNewHome("https")
                .with("QMAIL_HTTPS_PORT", String.valueOf(port))
                .start();
    }

    @AfterAll
    static void stop() {
        server.end();
    }

    private static String curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of("curl", "-sk", "--max-time", "60"));
        command.addAll(List.of(arguments));
        return Command.must(command.toArray(String[]::new));
    }

    private static String url(String path) {
        return "https://127.0.0.1:" + port + path;
    }

    private static SSLSocket connect() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anybody()}, null);
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
            socket.setSoTimeout(60_000);
            return socket;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The begin of the answer. */
    private static String get(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[4096];
        int length = socket.getInputStream().read(answer);
        return new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII);
    }

    private static void putCertificate(String name) throws IOException {
        Path file = Files.writeString(
                server.home().resolve("control/.new"),
                Files.readString(PEM.resolve(name + ".key")) + Files.readString(PEM.resolve(name + ".crt")));
        Files.move(file, server.home().resolve("control/servercert.pem"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String keyShown() {
        try (SSLSocket socket = connect()) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0].getPublicKey().getAlgorithm();
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    void tls16TheConsoleIsReachedByTlsAndSaysSo() {
        assertThat(curl("-i", url("/health/live"))).contains("HTTP/1.1 200", "Strict-Transport-Security: max-age=");
        assertThat(curl(
                        "-i",
                        "-d",
                        "name=admin",
                        "-d",
                        "password=" + QmailServer.ADMIN_PASSWORD,
                        url("/console/login")))
                .contains("302 Found")
                .containsPattern("Set-Cookie: .*; Secure");
        String plain = "http://127.0.0.1:" + server.httpPort();
        assertThat(curl("-i", plain + "/health/live")).doesNotContain("Strict-Transport-Security");
        assertThat(curl(
                        "-i",
                        "-d",
                        "name=admin",
                        "-d",
                        "password=" + QmailServer.ADMIN_PASSWORD,
                        plain + "/console/login"))
                .contains("302 Found")
                .doesNotContain("Secure");
    }

    @Test
    void tls16RestTakesBodiesOfAllFormsAndGivesLongAnswers() throws IOException {
        String admin = "admin:" + QmailServer.ADMIN_PASSWORD;
        Path large = Files.writeString(server.home().resolve("run/large"), "x".repeat(3_000_000));
        for (String framing : List.of("X-None: x", "Transfer-Encoding: chunked")) {
            assertThat(curl(
                            "-u",
                            admin,
                            "-H",
                            framing,
                            "-H",
                            "Content-Type: application/json",
                            "-o",
                            "/dev/null",
                            "-w",
                            "%{http_code}",
                            "--data-binary",
                            "@" + large,
                            url("/api/domains")))
                    .isEqualTo("400");
        }
        String byTls = curl("-u", admin, url("/api/control"));
        assertThat(byTls).hasSizeGreaterThan(5_000);
        assertThat(byTls).isEqualTo(curl("-u", admin, "http://127.0.0.1:" + server.httpPort() + "/api/control"));
        assertThat(curl("-u", admin, url("/api/certificates"))).contains("control/servercert.pem");
    }

    @Test
    void cert5ANewCertificateIsInForceWithoutARestartAndConnectionsStay() throws IOException {
        putCertificate("ec");
        Await.until("the first certificate", () -> keyShown().equals("EC"));
        try (SSLSocket open = connect()) {
            assertThat(get(open)).startsWith("HTTP/1.1 200");
            putCertificate("rsa");
            Await.until("the second certificate", () -> keyShown().equals("RSA"));
            assertThat(get(open)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void tls16ClientsOfBothPortsAreCountedTogether() throws IOException {
        Path limit = server.home().resolve("control/maxconnip");
        Files.writeString(limit, "3\n");
        List<Socket> open = new ArrayList<>();
        try {
            Await.until("the limit", () -> {
                try {
                    Socket socket = connect();
                    open.add(socket);
                    return open.size() > 3 && isRefused(socket);
                } catch (IOException e) {
                    return true;
                }
            });
            try (Socket plain = new Socket("127.0.0.1", server.httpPort())) {
                plain.setSoTimeout(10_000);
                assertThat(isRefused(plain)).isTrue();
            }
        } finally {
            Files.delete(limit);
            for (Socket socket : open) {
                socket.close();
            }
        }
        Await.until("clients are served again", () -> keyShown().length() < 4);
    }

    private static boolean isRefused(Socket socket) {
        try {
            return get(socket).isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void tls16AHandshakeThatDoesNotEndHoldsAConnectionForABoundedTimeOnly() throws IOException {
        long begin = System.nanoTime();
        try (Socket silent = new Socket("127.0.0.1", port);
                Socket slow = new Socket("127.0.0.1", port)) {
            slow.setSoTimeout(60_000);
            silent.setSoTimeout(60_000);
            slow.getOutputStream().write(new byte[] {0x16, 3, 1, 2, 0, 1, 0});
            assertThat(end(slow)).isNegative();
            assertThat(end(silent)).isNegative();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(50));
    }

    private static int end(Socket socket) {
        try (InputStream in = socket.getInputStream()) {
            return in.read();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void tls16WhatIsNoTlsGetsNoAnswer() throws IOException {
        try (Socket plain = new Socket("127.0.0.1", port)) {
            plain.setSoTimeout(10_000);
            assertThat(get(plain)).doesNotContain("HTTP");
        }
        assertThat(server.traces()).noneMatch(line -> line.contains("ssl") || line.contains("ee.qmail.httpd"));
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
