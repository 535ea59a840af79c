package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Program;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The doors with TLS under strangers, scanners, a proxy, and an administrator who changes certificates. */
@ExtendWith(SharedServer.class)
@Timeout(300)
class TlsDoorsIT {
    private static final Pattern FINDING =
            Pattern.compile("\"id\" *: *\"(?<id>[^\"]*)\"[^}]*?\"severity\" *: *\"(?<severity>[A-Z]*)\"[^}]*");

    private static final Set<String> HARMLESS = Set.of("OK", "INFO", "LOW", "DEBUG", "WARN");

    private final QmailServer server;

    @TempDir
    private Path directory;

    TlsDoorsIT(QmailServer server) {
        this.server = server;
    }

    private enum Way {
        MX("--starttls-smtp"),
        SUBMISSION("--starttls-smtp"),
        SUBMISSIONS("--no-failed"),
        POP3("--starttls-pop3"),
        POP3S("--no-failed");

        private final String option;

        Way(String option) {
            this.option = option;
        }

        int port(QmailServer server) {
            return switch (this) {
                case MX -> server.smtpPort();
                case SUBMISSION -> server.submissionPort();
                case SUBMISSIONS -> server.submissionsPort();
                case POP3 -> server.pop3Port();
                case POP3S -> server.pop3sPort();
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void tls10And11AScannerFindsNothingOld(Way way) {
        String found = new Program("sslscan", directory)
                .succeeds("", "--no-colour", way.option, "127.0.0.1:" + way.port(server));
        assertThat(found)
                .containsPattern("TLSv1\\.2 +enabled")
                .containsPattern("TLSv1\\.3 +enabled")
                .doesNotContainPattern("(SSLv2|SSLv3|TLSv1\\.0|TLSv1\\.1) +enabled")
                .doesNotContain("ffdhe", "CBC", "RC4", "NULL", "EXP-")
                .doesNotContainPattern("Accepted +TLSv1.2 .* (?!ECDHE)[A-Z]+-")
                .contains("not vulnerable to heartbleed");
    }

    /** Of a certificate that the server has made itself: nobody vouches for it, it says nowhere who might revoke it, and no DNS record tells of it. */
    private static final Set<String> SELF_MADE = Set.of(
            "cert_chain_of_trust",
            "cert_trust",
            "cert_crlDistributionPoints",
            "cert_ocspURL",
            "cert_revocation",
            "DNS_CAArecord",
            "certificate_transparency");

    @ParameterizedTest
    @EnumSource(Way.class)
    void tls10And11TestsslFindsNothingAboveLow(Way way) throws IOException {
        Path found = directory.resolve("testssl.json");
        List<String> arguments = new ArrayList<>(List.of(
                "--quiet",
                "--color",
                "0",
                "--warnings",
                "batch",
                "--nodns",
                "none",
                "--openssl",
                "/usr/bin/openssl",
                "--fast",
                "-p",
                "-s",
                "-f",
                "-U",
                "--jsonfile",
                found.toString()));
        if (way.option.startsWith("--starttls-")) {
            arguments.addAll(List.of("--starttls", way.option.substring("--starttls-".length())));
        }
        arguments.add("127.0.0.1:" + way.port(server));
        new Program("testssl", directory).run("", arguments.toArray(String[]::new));

        List<String> above = new ArrayList<>();
        Matcher finding = FINDING.matcher(Files.readString(found));
        while (finding.find()) {
            boolean harmless = HARMLESS.contains(finding.group("severity"));
            if (!harmless && !SELF_MADE.contains(finding.group("id"))) {
                above.add(finding.group());
            }
        }
        assertThat(above).isEmpty();
        assertThat(Files.readString(found)).contains("\"TLS1_3\"", "\"heartbleed\"", "\"secure_client_renego\"");
    }

    /** A line in clear behind STARTTLS is not carried over, in one segment or in two. */
    @Test
    void tls3ALineBehindStarttlsIsRefused() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.smtpPort())) {
            BufferedReader replies = reader(socket);
            assertThat(replies.readLine()).startsWith("220 ");
            socket.getOutputStream()
                    .write("STARTTLS\r\nMAIL FROM:<x@client.example>\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).startsWith("501 5.5.1 nothing may follow STARTTLS");
            assertThat(replies.readLine()).isNull();
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private SSLSocket connect(int port) throws IOException {
        SSLSocket socket =
                (SSLSocket) trusting().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        socket.startHandshake();
        return socket;
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Trusting()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Trusting implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // the tests are about who talks when, not about trust
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static String serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSerialNumber()
                .toString();
    }

    /** Two hundred connections go on while the certificate is replaced; a wrong file changes nothing. */
    @Test
    void cert5CertificatesAreReplacedUnderOpenConnections() throws IOException {
        Path file = server.home().resolve("control/servercert.pem");
        Path before = Files.copy(file, directory.resolve("before.pem"));
        server.admin().control("maxconnip", "1000\n");
        List<SSLSocket> open = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                open.add(connect(server.pop3sPort()));
                assertThat(reader(open.get(i)).readLine()).startsWith("+OK");
            }
            Set<String> serials = new HashSet<>(Set.of(serial(open.get(0))));
            for (int i = 0; i < 5; i++) {
                replace(file, certificate(i));
                Await.until("a new certificate is shown", () -> serials.add(shown()));
            }
            String last = shown();
            replace(file, Files.writeString(directory.resolve("broken.pem"), "-----BEGIN CERTIFICATE-----\nno\n"));
            Await.elapsed(Duration.ofSeconds(3));
            assertThat(shown()).isEqualTo(last);
            for (SSLSocket socket : open) {
                socket.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(reader(socket).readLine()).startsWith("+OK");
            }
        } finally {
            replace(file, before);
            server.admin().control("maxconnip", "100\n");
            for (SSLSocket socket : open) {
                socket.close();
            }
        }
    }

    private String shown() {
        try (SSLSocket socket = connect(server.pop3sPort())) {
            return serial(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path certificate(int number) throws IOException {
        Path key = directory.resolve("key" + number);
        Path certificate = directory.resolve("certificate" + number);
        new Program("openssl", directory)
                .succeeds(
                        "",
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:prime256v1",
                        "-nodes",
                        "-days",
                        "30",
                        "-subj",
                        "/CN=it.example",
                        "-addext",
                        "subjectAltName=DNS:it.example",
                        "-keyout",
                        key.toString(),
                        "-out",
                        certificate.toString());
        return Files.writeString(
                directory.resolve("both" + number), Files.readString(key) + Files.readString(certificate));
    }

    private static void replace(Path file, Path by) throws IOException {
        Path fresh = Files.copy(by, file.resolveSibling("servercert.new"), StandardCopyOption.REPLACE_EXISTING);
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"send-proxy", "send-proxy-v2"})
    void proxy5HaproxyTellsTheClient(String version) throws IOException {
        server.admin().control("proxies", "127.0.0.2\n");
        int port = QmailServer.freePorts(1).get(0);
        Path configuration =
                Files.writeString(directory.resolve("haproxy.cfg"), """
                defaults
                  mode tcp
                  timeout connect 5s
                  timeout client 20s
                  timeout server 20s
                listen smtp
                  bind 127.0.0.1:%d
                  server qmail 127.0.0.1:%d %s source 127.0.0.2
                """.formatted(port, server.smtpPort(), version));
        Process haproxy = new ProcessBuilder(haproxyPath(), "-f", configuration.toString(), "-db")
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("haproxy.out").toFile())
                .start();
        try {
            String user = "proxied" + version.length();
            server.admin().createMailbox(user, "opensesame");
            String from = "x@client.example";
            Await.until("haproxy listens, and its header is known", () -> isAnswered(port));
            try (SmtpClient smtp = new SmtpClient("127.0.0.3", port).ehlo()) {
                assertThat(smtp.message(
                                from,
                                List.of(user + "@" + QmailServer.DOMAIN),
                                "Subject: proxied\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)))
                        .startsWith("250 ");
            }
            assertThat(server.mailbox(user).awaitMessage("Subject: proxied")).contains(" (127.0.0.3)\n");
        } finally {
            haproxy.destroy();
            server.admin().control("proxies", "\n");
        }
    }

    /** A changed control file is in force within a second or two. */
    private static boolean isAnswered(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            BufferedReader replies = reader(socket);
            socket.getOutputStream().write("EHLO x\r\n".getBytes(StandardCharsets.US_ASCII));
            String greeting = replies.readLine();
            String answer = replies.readLine();
            return greeting != null && greeting.startsWith("220 ") && answer != null && answer.startsWith("250");
        } catch (IOException e) {
            return false;
        }
    }

    private String haproxyPath() {
        return new Program("haproxy", directory).path();
    }
}
