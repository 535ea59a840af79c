package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedEngineTest {
    @TempDir
    Path directory;

    private HandshakePair pair;

    @BeforeEach
    void shake() throws IOException {
        CertificateHome home = new CertificateHome(directory);
        home.put("servercert.pem", "ec.key", "ec.crt");
        pair = shake("TLSv1.3", home);
    }

    private static HandshakePair shake(String version, CertificateHome home) throws IOException {
        return CertificateHome.pair(home.open(), parameters -> speak(version, parameters))
                .shake();
    }

    private static void speak(String version, SSLParameters parameters) {
        parameters.setProtocols(new String[] {version});
    }

    @Test
    void aClientThatWishesForNewKeysOnAndOnIsNotAnswered() throws SSLException {
        for (int times = 0; times < BoundedEngine.FREE; times++) {
            pair.wishForNewKeys();
        }
        assertThat(pair.say("NOOP")).isEqualTo("NOOP");
        assertThatThrownBy(pair::wishForNewKeys)
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("without content");
    }

    @Test
    void someOctetsBetweenTheWishesDoNotHelp() {
        assertThatThrownBy(() -> {
                    for (int times = 0; times < 2 * BoundedEngine.FREE; times++) {
                        pair.wishForNewKeys();
                        pair.say("N");
                    }
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void keysMayBeChangedAsMuchIsSaid() throws SSLException {
        String much = "x".repeat(16_000);
        for (int times = 0; times < 4 * BoundedEngine.FREE; times++) {
            for (int records = 0; records < 5; records++) {
                assertThat(pair.say(much)).hasSize(16_000);
            }
            pair.wishForNewKeys();
        }
    }
}
