package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Command;
import ee.qmail.it.harness.Pebble;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A certificate that looks after itself, from a real authority and without a restart (CERT-9 to CERT-14). */
@Timeout(600)
class AcmeIT {
    private static final String NAME = "mx.it.example";
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(3);
    private static final int LONG = 90 * 86_400;
    private static final int SHORT = 45;
    private static final Pattern SERIAL = Pattern.compile("serial=([0-9A-F]+)");

    private static QmailServer server;

    @TempDir
    private Path directory;

    private Pebble pebble;

    @BeforeAll
    static void start() {
        server = QmailServer.inNewHome("acme");
        server.start();
    }

    @AfterAll
    static void stop() {
        server.end();
    }

    @BeforeEach
    void prepare() throws IOException {
        pebble = new Pebble(directory);
        Files.copy(pebble.authorities(), control("acmeca.pem"), StandardCopyOption.REPLACE_EXISTING);
        server.admin().control("acmedomains", NAME);
    }

    /** Back to a server without an authority, whose certificate is self-made. */
    @AfterEach
    void forget() throws IOException {
        server.admin().controlDefault("acme");
        for (String file : List.of("acmecontact", "acmeeab", "acmekey")) {
            server.admin().controlDefault(file);
        }
        Files.deleteIfExists(control("acmedns"));
        Files.deleteIfExists(control("servercert.pem"));
        pebble.close();
        Await.until("the self-made certificate is shown", () -> !shown().contains("Pebble"));
    }

    private Path control(String file) {
        return server.home().resolve("control").resolve(file);
    }

    private String acme() {
        return server.admin().send("GET", "/api/certificates/acme", null).body();
    }

    private void awaitState(String state) {
        Await.until("state " + state, LONG_PATIENCE, () -> acme().contains("\"state\":\"" + state + "\""), this::acme);
    }

    /** The certificate that a client meets at the door for POP3 with TLS. */
    private String shown() {
        return Command.must(
                "sh",
                "-c",
                "openssl s_client -connect 127.0.0.1:" + server.pop3sPort()
                        + " -servername " + NAME + " </dev/null 2>/dev/null"
                        + " | openssl x509 -noout -serial -issuer -ext subjectAltName");
    }

    private void awaitIssued() {
        Await.until(
                "an issued certificate is shown",
                LONG_PATIENCE,
                () -> shown().contains("Pebble Intermediate"),
                this::acme);
    }

    private String serial() {
        Matcher serial = SERIAL.matcher(shown());
        assertThat(serial.find()).isTrue();
        return serial.group(1);
    }

    @Test
    void cert9AndCert10OneFileIsEnoughAndTheRenewalComesByItself() throws IOException {
        pebble.begin(server.httpPort(), SHORT, false);
        server.admin().control("acme", pebble.directoryUrl());
        awaitIssued();
        assertThat(shown()).contains("DNS:" + NAME);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control("servercert.pem"))))
                .isEqualTo("rw-------");
        String first = serial();
        Await.until("the next certificate is shown", LONG_PATIENCE, () -> !serial().equals(first), this::acme);
        assertThat(server.traces()).isEmpty();
        String missing = "/.well-known/acme-challenge/evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr-oA";
        assertThat(server.admin().open(missing).statusCode()).isEqualTo(404);
    }

    @Test
    void cert13WhileTheAuthorityIsDownOrRefusesTheOldCertificateStays() throws IOException {
        pebble.begin(server.httpPort(), LONG, false);
        server.admin().control("acme", pebble.directoryUrl());
        awaitState("current");
        Path before = Files.copy(control("servercert.pem"), directory.resolve("before"));
        pebble.end();
        server.admin().send("POST", "/api/certificates/acme/renewal", "{}");
        awaitState("failing");
        assertThat(acme()).contains("cannot be asked", "\"failures\":1");
        // it looks for answers where nobody listens
        pebble.begin(QmailServer.freePorts(1).get(0), LONG, false);
        server.admin().send("POST", "/api/certificates/acme/renewal", "{}");
        Await.until("the second failure", LONG_PATIENCE, () -> acme().contains("\"failures\":2"), this::acme);
        assertThat(acme()).containsPattern("127\\.0\\.0\\.1:[0-9]+: .*" + NAME + ".*\\((unauthorized|connection)\\)");
        assertThat(control("servercert.pem")).hasSameTextualContentAs(before);
        assertThat(server.admin().page("index.xhtml")).contains("is not renewed by ACME");
        assertThat(server.admin().page("certificates.xhtml")).contains("Renew now", "failing", "TLSA");
        assertThat(server.admin().send("GET", "/health/ready", null).statusCode())
                .isEqualTo(200);
        String check = server.admin()
                .send("POST", "/api/certificates/acme/check", "{}")
                .body();
        assertThat(check).contains("port 80 of " + NAME + " does not lead to this server");
    }

    @Test
    void cert11AndCert15ByDnsAWildcardWithAnAccountThatIsBoundAndTheOldKey() throws IOException {
        pebble.begin(server.httpPort(), LONG, true);
        server.admin().control("acmecontact", "postmaster@it.example");
        server.admin().control("acmeeab", Pebble.KID + "|" + Pebble.KEY);
        server.admin().control("acmekey", "keep");
        server.admin().control("acmedomains", NAME + "\n*.it.example\nit.example\n");
        assertThat(server.admin()
                        .send("PUT", "/api/control/acmedns", "{\"content\":\"/bin/true\"}")
                        .statusCode())
                .isEqualTo(403);
        Files.writeString(control("acmedns"), pebble.dnsProgram() + "\n");
        String key = key();
        server.admin().control("acme", pebble.directoryUrl());
        awaitState("current");
        Await.until("it is shown", LONG_PATIENCE, () -> shown().contains("DNS:*.it.example"), this::acme);
        assertThat(shown()).contains("DNS:it.example", "DNS:" + NAME);
        assertThat(key()).isEqualTo(key);
        assertThat(server.admin().send("GET", "/api/control/acmeeab", null).body())
                .contains("********")
                .doesNotContain(Pebble.KEY);
    }

    private String key() {
        return Command.must(
                "openssl",
                "x509",
                "-noout",
                "-pubkey",
                "-in",
                control("servercert.pem").toString());
    }

    @Test
    void cert14AnAdministratorsFileIsLeftAlone() throws IOException {
        pebble.begin(server.httpPort(), LONG, false);
        String text = Files.readString(control("servercert.pem"));
        Path own = Files.writeString(directory.resolve("mine.pem"), text.substring(text.indexOf("-----")));
        Files.move(own, control("servercert.pem"), StandardCopyOption.REPLACE_EXISTING);
        server.admin().control("acme", pebble.directoryUrl());
        awaitState("blocked");
        assertThat(acme()).contains("put there by an administrator");
        delete(control("servercert.pem"));
        awaitIssued();
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
