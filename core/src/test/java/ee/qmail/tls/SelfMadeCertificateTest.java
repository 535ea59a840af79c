package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelfMadeCertificateTest {
    @TempDir
    Path directory;

    private CertificateHome home;

    @BeforeEach
    void home() throws IOException {
        home = new CertificateHome(directory);
    }

    private static X509Certificate shown(ServerCertificates certificates) throws IOException {
        return CertificateHome.shown(certificates, none -> {});
    }

    @Test
    void cert6AFirstStartMakesACertificateForThisHost() throws IOException, GeneralSecurityException {
        X509Certificate made = shown(home.open());
        assertThat(made.getSubjectX500Principal().getName()).isEqualTo("CN=mx.example.org");
        assertThat(made.getSubjectAlternativeNames()).containsExactly(List.of(2, "mx.example.org"));
        assertThat(Duration.between(
                        made.getNotBefore().toInstant(), made.getNotAfter().toInstant()))
                .isEqualTo(Duration.ofDays(825));
        assertThat(made.getVersion()).isEqualTo(3);
        assertThat(made.getSigAlgName()).isEqualTo("SHA256withECDSA");
        assertThat(made.getBasicConstraints()).isNegative();
        assertThat(made.getKeyUsage()[0]).isTrue();
        assertThat(made.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        made.verify(made.getPublicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.file("servercert.pem"))))
                .isEqualTo("rw-------");
        assertThat(home.remarks)
                .containsExactly(
                        "control/servercert.pem: made by this server for mx.example.org, since there was no certificate");
    }

    @Test
    void cert6ItIsSaidToBeSelfSigned() {
        assertThat(home.open().reports()).hasSize(1).allSatisfy(report -> {
            assertThat(report.isSelfSigned()).isTrue();
            assertThat(report.isDefault()).isTrue();
            assertThat(report.names()).containsExactly("mx.example.org");
            assertThat(report.problem()).isNull();
            assertThat(report.daysLeft(home.now)).isEqualTo(824);
        });
    }

    @Test
    void cert6TheNextStartKeepsIt() throws IOException {
        X509Certificate first = shown(home.open());
        assertThat(shown(home.open())).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"servercert.pem", "fullchain.pem", "my.crt", "servercerts/mx.example.org/servercert.pem"})
    void cert6WhereThereIsAnyFileNoneIsMade(String file) throws IOException {
        home.putText(file, "what an administrator will finish later\n");
        assertThat(home.open().engine(false)).isEmpty();
        assertThat(home.file(file)).hasContent("what an administrator will finish later");
    }

    @Test
    void cert6ItIsRenewedWithItsKeyBeforeItEnds() throws IOException {
        ServerCertificates certificates = home.open();
        X509Certificate first = shown(certificates);
        home.now = first.getNotAfter().toInstant().minus(Duration.ofDays(31));
        certificates.look();
        assertThat(shown(certificates)).isEqualTo(first);
        home.now = home.now.plus(Duration.ofDays(2));
        certificates.look();
        X509Certificate next = shown(certificates);
        assertThat(next.getNotAfter()).isAfter(first.getNotAfter());
        assertThat(next.getPublicKey()).isEqualTo(first.getPublicKey());
        assertThat(next.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
    }

    @Test
    void cert6ItFollowsTheNameOfThisHost() throws IOException {
        ServerCertificates certificates = home.open();
        home.me = "B\u00fccher.example";
        certificates.look();
        assertThat(certificates.reports().get(0).names()).containsExactly("xn--bcher-kva.example");
        assertThat(shown(certificates).getSubjectX500Principal().getName()).isEqualTo("CN=xn--bcher-kva.example");
    }

    @Test
    void cert6OneOfAnAdministratorIsNeverReplaced() throws IOException {
        home.put("servercert.pem", "stranger.key", "ec.key", "ec.crt", "stranger.crt");
        home.put("servercert.pem", "common-name.key", "common-name.crt");
        ServerCertificates certificates = home.open();
        home.now = home.now.plus(Duration.ofDays(90 * 365));
        certificates.look();
        home.me = "other.example";
        certificates.look();
        assertThat(home.file("servercert.pem"))
                .hasContent(Pem.text("common-name.key", "common-name.crt").stripTrailing());
    }

    /** Whether it is for the same name and kind of key, or for others. */
    @ParameterizedTest
    @ValueSource(strings = {"ec", "rsa"})
    void cert6ItGivesWayToOneThatIsPutBesideIt(String other) throws IOException {
        ServerCertificates certificates = home.open();
        X509Certificate own = shown(certificates);
        home.put("privkey.pem", other + ".key");
        home.put("fullchain.pem", other + ".crt", "issuer.crt");
        certificates.look();
        assertThat(shown(certificates)).isNotEqualTo(own);
        assertThat(CertificateHome.shown(certificates, HandshakePair.asking("mx.example.org")))
                .isNotEqualTo(own);
        assertThat(certificates.reports())
                .extracting(report -> report.file() + " " + report.isDefault())
                .containsExactly("control/servercert.pem false", "control/fullchain.pem true");

        Files.delete(home.file("fullchain.pem"));
        certificates.look();
        assertThat(shown(certificates)).isEqualTo(own);
    }

    @Test
    void cert6OneThatIsTakenAwayIsMadeAnewAfterAWhile() throws IOException {
        ServerCertificates certificates = home.open();
        X509Certificate first = shown(certificates);
        Files.delete(home.file("servercert.pem"));
        certificates.look();
        assertThat(shown(certificates)).isEqualTo(first);
        assertThat(home.file("servercert.pem")).doesNotExist();
        certificates.look();
        assertThat(shown(certificates)).isNotEqualTo(first);
    }

    @Test
    void cert6ServersThatShareTheDirectoryMakeOne() throws Exception {
        ExecutorService servers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<ServerCertificates>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                starts.add(() -> ServerCertificates.unwatched(home.home, () -> home.me, home, remark -> {}));
            }
            X509Certificate one = null;
            for (Future<ServerCertificates> started : servers.invokeAll(starts)) {
                X509Certificate shown = shown(started.get());
                assertThat(shown).isEqualTo(one == null ? shown : one);
                one = shown;
            }
        } finally {
            servers.shutdownNow();
        }
    }

    @Test
    void aLongNameIsAnAlternativeNameOnly() throws IOException {
        home.me = "a".repeat(60) + ".example.org";
        X509Certificate made = shown(home.open());
        assertThat(made.getSubjectX500Principal().getName()).isEqualTo("CN=qmail EE");
        assertThat(CertificateNames.hosts(made)).containsExactly(home.me);
    }
}
