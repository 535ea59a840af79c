package ee.qmail.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcmeKeysTest {
    @TempDir
    private Path root;

    @Test
    void cert15TheKeyOfTheNextCertificateIsKnownUntilItIsUsed() throws IOException {
        AcmeKeys keys = new AcmeKeys(root.resolve("acme.d"));
        assertThat(keys.nextIfKnown()).isEmpty();
        KeyPair next = keys.next();
        assertThat(keys.next().getPublic()).isEqualTo(next.getPublic());
        assertThat(keys.nextIfKnown().orElseThrow().getPrivate()).isEqualTo(next.getPrivate());
        keys.renewNext();
        assertThat(keys.next().getPublic()).isNotEqualTo(next.getPublic());
    }

    @Test
    void cert8TheKeyOfTheAccountIsKeptForItsOwnerAlone() throws IOException {
        Path directory = root.resolve("acme.d");
        AcmeKeys keys = new AcmeKeys(directory);
        assertThat(keys.account()).isEqualTo(keys.account());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("account.jwk"))))
                .isEqualTo("rw-------");
        Files.writeString(directory.resolve("account.jwk"), "nothing");
        assertThatThrownBy(keys::account).hasMessageContaining("control/acme.d/account.jwk: must be a private key");
    }
}
