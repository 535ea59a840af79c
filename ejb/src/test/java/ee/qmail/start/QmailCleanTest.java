package ee.qmail.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmailCleanTest {
    @TempDir
    private Path directory;

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

    private Path body(String name, Instant modified) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "x");
        return Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void qs8BodiesOfAnEarlierRunAreRemovedAndNothingElse() throws IOException {
        Path old = body("smtp1.body", START.minusSeconds(1));
        Path used = body("smtp2.body", START.plusSeconds(1));
        Path kept = Files.createDirectory(directory.resolve("kept"));

        assertThat(QmailClean.emptySpool(directory, START)).isEqualTo(1);
        assertThat(old).doesNotExist();
        assertThat(used).exists();
        assertThat(kept).exists();
    }

    @Test
    void aNewHomeHasNoSpool() throws IOException {
        assertThat(QmailClean.emptySpool(directory.resolve("none"), START)).isZero();
    }
}
