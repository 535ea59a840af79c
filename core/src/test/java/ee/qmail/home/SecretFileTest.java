package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFileTest {
    @TempDir
    private Path directory;

    private Path file(String content, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("secret"), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Test
    void theFirstLineIsTheSecret() throws IOException {
        assertThat(SecretFile.read(file(" p\u00e4ss word \r\nmore\n", "rw-------")))
                .isEqualTo(" p\u00e4ss word ");
        Path link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("secret"));
        assertThat(SecretFile.read(link)).isEqualTo(" p\u00e4ss word ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
    void oneThatOthersMayReadOrChangeIsRefused(String permissions) throws IOException {
        Path open = file("hidden\n", permissions);
        assertThatThrownBy(() -> SecretFile.read(open))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600 secret")
                .hasMessageNotContaining("hidden");
    }

    @Test
    void oneThatIsEmptyLargeOrNoFileIsRefused() throws IOException {
        for (String content : new String[] {"", "\nx\n", "x".repeat(4097)}) {
            Path wrong = file(content, "rw-------");
            assertThatThrownBy(() -> SecretFile.read(wrong)).hasMessageContaining("must be one line");
        }
        assertThatThrownBy(() -> SecretFile.read(directory)).hasMessageContaining("must be a regular file");
        assertThatThrownBy(() -> SecretFile.read(directory.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }
}
