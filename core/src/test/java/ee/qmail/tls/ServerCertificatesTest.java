package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerCertificatesTest {
    @TempDir
    Path directory;

    private CertificateHome home;

    @BeforeEach
    void home() throws IOException {
        home = new CertificateHome(directory);
    }

    private CertificateReport onlyReport(ServerCertificates certificates) {
        assertThat(certificates.reports()).hasSize(1);
        return certificates.reports().get(0);
    }

    @Test
    void cert1FilesStandInTheirPlacesUnderTheirNames() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt", "issuer.crt", "root.crt");
        home.put(
                "servercerts/old.example.com/servercert.pem",
                "common-name.crt",
                "common-name.key",
                "issuer.crt",
                "root.crt");
        home.put("servercerts/mx.example.net/fullchain.pem", "wildcard.crt", "issuer.crt", "root.crt");
        home.put("servercerts/mx.example.net/privkey.pem", "wildcard.key");
        home.put("servercerts/mx.example.org/any.crt", "rsa.crt", "issuer.crt", "root.crt");
        home.put("servercerts/mx.example.org/any.key", "rsa.key");
        ServerCertificates certificates = home.open();
        assertThat(certificates.reports())
                .allSatisfy(report -> assertThat(report.problem()).isNull())
                .extracting(report -> report.file() + " " + report.keyKind() + " " + report.isDefault())
                .containsExactly(
                        "control/servercert.pem EC P-256 true",
                        "control/servercerts/mx.example.net/fullchain.pem EC P-384 false",
                        "control/servercerts/mx.example.org/any.crt RSA 2048 false",
                        "control/servercerts/old.example.com/servercert.pem EC P-256 false");
        assertThat(home.remarks).isEmpty();
    }

    @Test
    void cert1SymbolicLinksAreFollowedAndTheirTargetsWatched() throws IOException {
        home.put("archive/fullchain1.pem", "ec.crt", "issuer.crt", "root.crt");
        home.put("archive/privkey1.pem", "ec.key");
        home.put("archive/fullchain2.pem", "rsa.crt", "issuer.crt", "root.crt");
        home.put("archive/privkey2.pem", "rsa.key");
        link("fullchain.pem", "archive/fullchain1.pem");
        link("privkey.pem", "archive/privkey1.pem");
        ServerCertificates certificates = home.open();
        assertThat(onlyReport(certificates).keyKind()).isEqualTo("EC P-256");
        link("fullchain.pem", "archive/fullchain2.pem");
        certificates.look();
        link("privkey.pem", "archive/privkey2.pem");
        certificates.look();
        assertThat(onlyReport(certificates).keyKind()).isEqualTo("RSA 2048");
        assertThat(home.remarks)
                .hasSize(1)
                .first()
                .asString()
                .startsWith("control/fullchain.pem: in force, mx.example.org, RSA 2048");
    }

    private void link(String name, String target) throws IOException {
        Files.deleteIfExists(home.file(name));
        Files.createSymbolicLink(home.file(name), Path.of(target));
    }

    @Test
    void cert1ALinkThatLeadsNowhereIsTold() throws IOException {
        link("servercert.pem", "nowhere");
        ServerCertificates certificates = home.open();
        assertThat(certificates.engine(false)).isEmpty();
        assertThat(onlyReport(certificates).problem()).contains("servercert.pem is missing");
        assertThat(home.remarks).hasSize(1);
    }

    @Test
    void cert2APasswordIsBesideTheKeyInEachDirectory() throws IOException {
        home.put("servercerts/mx.example.org/servercert.pem", "ec.encrypted.key", "ec.crt", "issuer.crt");
        ServerCertificates certificates = home.open();
        assertThat(onlyReport(certificates).problem())
                .contains("must have its password in servercert.password beside it");
        home.putText("servercerts/mx.example.org/servercert.password", "secret\n");
        certificates.look();
        assertThat(CertificateHome.subject(certificates, "mx.example.org")).isEqualTo("CN=mx.example.org");
    }

    /** A stray link stopped the look at everything, renewals of others too. */
    @Test
    void cert1ALoopOfLinksIsToldAndStopsNothing() throws IOException {
        home.put("servercert.pem", "common-name.key", "common-name.crt", "issuer.crt");
        home.put("servercerts/mx.example.org/servercert.pem", "ec.key", "ec.crt", "issuer.crt");
        link("servercerts/loop", "loop");
        link("servercerts/zz.example.org", "nowhere");
        ServerCertificates certificates = home.open();
        assertThat(CertificateHome.subject(certificates, "mx.example.org")).isEqualTo("CN=mx.example.org");
        assertThat(home.remarks)
                .anyMatch(line -> line.startsWith("control/servercerts/loop/: cannot be looked into: must be"))
                .anyMatch(
                        line -> line.startsWith("control/servercerts/zz.example.org/: cannot be looked into: must be"));

        Files.delete(home.file("servercerts/mx.example.org/servercert.pem"));
        link("servercerts/mx.example.org/servercert.pem", "servercert.pem");
        link("servercerts/mx.example.org/a.crt", "a.crt");
        home.put("servercert.pem", "rsa.key", "rsa.crt", "issuer.crt");
        certificates.look();
        assertThat(CertificateHome.subject(certificates, "other.example")).isEqualTo("CN=mx.example.org");
    }

    @Test
    void cert6ALoopIsNoCertificate() throws IOException {
        link("servercerts", "servercerts");
        ServerCertificates certificates = home.open();
        assertThat(certificates.engine(false)).as("one is made").isPresent();
        assertThat(home.remarks).anyMatch(line -> line.startsWith("control/servercerts/: cannot be looked into"));
    }

    @Test
    void cert3RsaAndEcAreSideBySide() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt", "rsa.key", "rsa.crt", "issuer.crt");
        ServerCertificates certificates = home.open();
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            assertThat(kind(certificates, version, "RSA")).isEqualTo("EC");
            assertThat(kind(certificates, version, "ECDSA")).isEqualTo("RSA");
        }
    }

    private static String kind(ServerCertificates certificates, String version, String unknown) throws SSLException {
        return CertificateHome.shown(certificates, parameters -> {
                    HandshakePair.without(unknown).accept(parameters);
                    parameters.setProtocols(new String[] {version});
                })
                .getPublicKey()
                .getAlgorithm();
    }

    @Test
    void cert4TheNameThatTheClientAsksForPicksTheCertificate() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt");
        home.put("servercerts/a/servercert.pem", "common-name.key", "common-name.crt");
        home.put("servercerts/b/servercert.pem", "wildcard.key", "wildcard.crt");
        ServerCertificates certificates = home.open();
        assertThat(CertificateHome.subject(certificates, "old.example.com")).isEqualTo("CN=old.example.com");
        assertThat(CertificateHome.subject(certificates, "OLD.Example.COM")).isEqualTo("CN=old.example.com");
        assertThat(CertificateHome.subject(certificates, "any.example.net")).isEqualTo("CN=whatever");
        assertThat(CertificateHome.subject(certificates, "b")).isEqualTo("CN=whatever");
        for (String other : List.of("a.b.example.net", "example.net", "nobody.example", "localhost")) {
            assertThat(CertificateHome.subject(certificates, other)).as(other).isEqualTo("CN=mx.example.org");
        }
        assertThat(CertificateHome.shown(certificates, none -> {})
                        .getSubjectX500Principal()
                        .getName())
                .isEqualTo("CN=mx.example.org");
    }

    @Test
    void cert4TheNameOfTheDirectoryWinsAndIsTakenAtItsWord() throws IOException {
        home.put("servercert.pem", "rsa.key", "rsa.crt");
        home.put("servercerts/mx.example.org/servercert.pem", "wildcard.key", "wildcard.crt", "issuer.crt", "root.crt");
        ServerCertificates certificates = home.open();
        assertThat(CertificateHome.subject(certificates, "mx.example.org")).isEqualTo("CN=whatever");
        assertThat(certificates.reports().get(1).problem())
                .isEqualTo("the certificate is for *.example.net: must be for mx.example.org, as its directory says");
    }

    @Test
    void cert4WithoutOneInControlTheDefaultIsThatOfThisHost() throws IOException {
        home.put("servercerts/a/servercert.pem", "common-name.key", "common-name.crt");
        home.put("servercerts/b/servercert.pem", "ec.key", "ec.crt");
        assertThat(CertificateHome.subject(home.open(), "nobody.example")).isEqualTo("CN=mx.example.org");
    }

    @Test
    void cert5ANewFileIsInForceAndOpenConnectionsStay() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt");
        ServerCertificates certificates = home.open();
        List<HandshakePair> open = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            open.add(CertificateHome.pair(certificates, none -> {}).shake());
        }
        for (int i = 0; i < 100; i++) {
            String[] files = i % 2 == 0 ? new String[] {"rsa.key", "rsa.crt"} : new String[] {"ec.key", "ec.crt"};
            home.put("servercert.pem", files);
            certificates.look();
            String shown = CertificateHome.shown(certificates, none -> {})
                    .getPublicKey()
                    .getAlgorithm();
            assertThat(shown).isEqualTo(i % 2 == 0 ? "RSA" : "EC");
            assertThat(open.get(i).say("NOOP " + i)).isEqualTo("NOOP " + i);
        }
        assertThat(open).allSatisfy(pair -> {
            assertThat(pair.say("QUIT")).isEqualTo("QUIT");
            assertThat(pair.shown().getPublicKey().getAlgorithm()).isEqualTo("EC");
        });
    }

    @Test
    void cert5AWrongNewFileKeepsTheOldCertificateAndIsToldOnceWithItsReason() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt", "issuer.crt", "root.crt");
        ServerCertificates certificates = home.open();
        home.put("servercert.pem", "wildcard.key", "rsa.crt");
        for (int i = 0; i < 4; i++) {
            certificates.look();
        }
        assertThat(home.remarks)
                .containsExactly(
                        "control/servercert.pem: the private key fits no certificate: must be the key that the certificate"
                                + " was made for; the old certificate stays in force");
        assertThat(onlyReport(certificates).problem()).startsWith("the private key fits no certificate");
        assertThat(CertificateHome.subject(certificates, "x.example")).isEqualTo("CN=mx.example.org");
        home.put("servercert.pem", "wildcard.key", "wildcard.crt", "issuer.crt", "root.crt");
        certificates.look();
        assertThat(onlyReport(certificates).problem()).isNull();
        assertThat(CertificateHome.subject(certificates, "x.example")).isEqualTo("CN=whatever");
    }

    @Test
    void cert5AHalfWrittenFileIsNotTold() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt");
        ServerCertificates certificates = home.open();
        home.remarks.clear();
        String whole = Pem.text("rsa.key", "rsa.crt", "issuer.crt", "root.crt");
        home.putText("servercert.pem", whole.substring(0, 900));
        certificates.look();
        home.putText("servercert.pem", whole.substring(0, 1800));
        certificates.look();
        home.putText("servercert.pem", whole);
        certificates.look();
        assertThat(home.remarks).hasSize(1).first().asString().contains("in force, mx.example.org, RSA 2048");
    }

    @Test
    void cert5ACertificateThatIsOverIsNoReplacementAndBetterThanNone() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt", "issuer.crt", "root.crt");
        ServerCertificates certificates = home.open();
        home.now = onlyReport(certificates).notAfter().plusSeconds(1);
        certificates.look();
        assertThat(onlyReport(certificates).problem()).startsWith("the certificate is over since ");
        assertThat(onlyReport(certificates).daysLeft(home.now)).isEqualTo(-1);
        assertThat(CertificateHome.subject(home.open(), "x.example")).isEqualTo("CN=mx.example.org");

        home.now = home.now.minus(Duration.ofDays(1));
        Files.delete(home.file("servercert.pem"));
        ServerCertificates own = home.open();
        home.now = home.now.plus(Duration.ofDays(2));
        home.put("servercert.pem", "ec.key", "ec.crt", "issuer.crt", "root.crt");
        own.look();
        assertThat(onlyReport(own).isSelfSigned()).isTrue();
        assertThat(onlyReport(own).problem())
                .startsWith("the certificate is over since ")
                .endsWith("stays in force");
    }

    @Test
    void cert5ACertificateThatHasNotBegunIsNoReplacement() throws IOException {
        home.now = home.now.minus(Duration.ofDays(365));
        ServerCertificates certificates = home.open();
        home.put("servercert.pem", "ec.key", "ec.crt");
        certificates.look();
        assertThat(onlyReport(certificates).problem()).startsWith("the certificate begins at ");
        assertThat(onlyReport(certificates).isSelfSigned()).isTrue();
    }

    @Test
    void cert8AKeyThatOthersMayReadIsToldAndUsed() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt", "issuer.crt", "root.crt");
        Files.setPosixFilePermissions(home.file("servercert.pem"), PosixFilePermissions.fromString("rw-r-----"));
        ServerCertificates certificates = home.open();
        assertThat(home.remarks)
                .containsExactly(
                        "control/servercert.pem: the private key may be read by others (rw-r-----): must be for its owner"
                                + " alone, chmod 600 servercert.pem");
        assertThat(certificates.engine(false)).isPresent();
        assertThat(onlyReport(certificates).toString()).doesNotContain("PrivateKey");
    }

    @Test
    void whatIsWrongWithOneCertificateOfAFileIsNotSaidOfTheOther() throws IOException {
        home.put("servercert.pem", "common-name.key", "common-name.crt", "issuer.crt", "root.crt");
        home.put(
                "servercerts/mx.example.org/servercert.pem",
                "rsa.key",
                "rsa.crt",
                "issuer.crt",
                "root.crt",
                "wildcard.key",
                "wildcard.crt");
        assertThat(home.open().reports())
                .filteredOn(report -> report.problem() != null)
                .extracting(CertificateReport::names)
                .containsExactly(List.of("*.example.net"));
    }

    @Test
    void aCertificateThatIsTakenAwayIsNotShownAnyMore() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt");
        home.put("servercerts/old.example.com/servercert.pem", "common-name.key", "common-name.crt");
        ServerCertificates certificates = home.open();
        Files.delete(home.file("servercerts/old.example.com/servercert.pem"));
        certificates.look();
        assertThat(CertificateHome.subject(certificates, "old.example.com")).isEqualTo("CN=mx.example.org");
    }

    @Test
    void oneThatIsOpenLooksByItselfAndIsKnownToTheConsole() throws Exception {
        home.put("servercert.pem", "ec.key", "ec.crt");
        try (ServerCertificates certificates =
                ServerCertificates.open(home.home, () -> home.me, home, home.remarks::add)) {
            assertThat(ServerCertificates.OPEN.current()).contains(certificates);
            try (ServerCertificates other = ServerCertificates.open(home.home, () -> "", home, none -> {})) {
                assertThat(other).isSameAs(certificates);
            }
            assertThat(ServerCertificates.OPEN.current()).contains(certificates);
            home.put("servercert.pem", "rsa.key", "rsa.crt");
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!onlyReport(certificates).keyKind().equals("RSA 2048") && System.nanoTime() < end) {
                Thread.sleep(10);
            }
            assertThat(onlyReport(certificates).keyKind()).isEqualTo("RSA 2048");
        }
        assertThat(ServerCertificates.OPEN.isEmpty()).isTrue();
    }

    @Test
    void tls2WithoutACertificateThereIsNoEngine() throws IOException {
        home.put("servercert.pem", "ec.crt");
        ServerCertificates certificates = home.open();
        assertThat(certificates.engine(false)).isEmpty();
        assertThat(certificates.httpEngine()).isEmpty();
        assertThat(onlyReport(certificates).isLoaded()).isFalse();
    }

    @Test
    void anExoticClientGetsAnAlert() throws IOException {
        home.put("servercert.pem", "ec.key", "ec.crt");
        ServerCertificates certificates = home.open();
        assertThatThrownBy(() -> CertificateHome.shown(certificates, HandshakePair.without("ECDSA")))
                .isInstanceOf(SSLHandshakeException.class);
    }
}
