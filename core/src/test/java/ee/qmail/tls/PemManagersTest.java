package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemManagersTest {
    @TempDir
    private Path directory;

    private Path file(String... resources) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String resource : resources) {
            try (InputStream in = getClass().getResourceAsStream(resource)) {
                text.append(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            }
        }
        return Files.writeString(directory.resolve("some.pem"), text);
    }

    @Test
    void rtls5AuthoritiesAreThoseInTheFileAndNoOthers() throws IOException {
        X509TrustManager manager = (X509TrustManager) PemManagers.trusting(file("issuer.crt", "stranger.crt"))[0];
        assertThat(manager.getAcceptedIssuers())
                .extracting(each -> each.getSubjectX500Principal().getName())
                .containsExactlyInAnyOrder("CN=Test Issuer", "CN=Stranger");
    }

    @Test
    void cert1TheOwnCertificateIsShownWithItsIssuer() throws IOException {
        X509ExtendedKeyManager manager =
                (X509ExtendedKeyManager) PemManagers.showing(file("ec.key", "issuer.crt", "ec.crt"))[0];
        String alias = manager.getClientAliases("EC", null)[0];
        assertThat(manager.getCertificateChain(alias)).hasSize(2);
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithTheReason() throws IOException {
        Path key = file("ec.key");
        assertThatIOException()
                .isThrownBy(() -> PemManagers.trusting(key))
                .withMessage("some.pem: has no certificate: must have those of the authorities");
        assertThatIOException().isThrownBy(() -> PemManagers.showing(key)).withMessageStartingWith("some.pem: ");
        assertThatIOException().isThrownBy(() -> PemManagers.trusting(directory.resolve("missing.pem")));
    }
}
