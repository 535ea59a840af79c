package ee.qmail.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TlsFindingsTest {
    private static final Path PEM = Path.of("..", "core", "src", "test", "resources", "ee", "qmail", "tls");

    private static List<String> problems(String... files) {
        List<X509Certificate> chain =
                Arrays.stream(files).map(TlsFindingsTest::certificate).toList();
        TlsPeer peer = new TlsPeer("mx.example.org", 25, TlsPeer.Way.smtp, "mx.example.org");
        return new TlsFindings(peer, "TLSv1.3", "TLS_AES_128_GCM_SHA256", chain)
                .problems(chain.get(0).getNotBefore().toInstant());
    }

    private static X509Certificate certificate(String file) {
        try (InputStream in = Files.newInputStream(PEM.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new AssertionError(file, e);
        }
    }

    @Test
    void whyACertificateIsNotTrustedIsSaidInWords() {
        assertThat(problems("ec.crt", "issuer.crt"))
                .containsExactly("not trusted by Java's own list of authorities: no authority that is known has signed"
                        + " it, or a certificate between is not sent");
        assertThat(problems("root.crt"))
                .contains("not trusted by Java's own list of authorities: nobody but itself has signed the"
                        + " certificate");
    }
}
