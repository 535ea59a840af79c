package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("file");
    }

    @Test
    void readReturnsTheWrittenText() throws IOException {
        assertThat(AtomicFile.read(file)).isEmpty();
        AtomicFile.write(file, "\u00fc\n");
        assertThat(AtomicFile.read(file)).contains("\u00fc\n");
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeIsNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> AtomicFile.read(file)).hasMessage("must be a regular file");
    }

    @Test
    void readRejectsOctetsThatAreNotUtf8() throws IOException {
        Files.write(file, new byte[] {'v', (byte) 0xff});
        assertThatThrownBy(() -> AtomicFile.read(file)).hasMessage("must be text in UTF-8");
    }

    @Test
    void aFileWithoutEndIsNotReadToItsEnd() throws IOException {
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        assertThatThrownBy(() -> AtomicFile.read(file)).hasMessage("must have at most 16777216 octets");
    }
}
