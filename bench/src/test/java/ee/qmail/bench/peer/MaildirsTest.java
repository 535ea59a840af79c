package ee.qmail.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildirsTest {
    @TempDir
    Path directory;

    @Test
    void putsClearedMailAsideEachTimeAndDeletesNothing() throws IOException {
        for (int time = 1; time <= 2; time++) {
            Files.createDirectories(directory.resolve("ana/new"));
            Files.writeString(directory.resolve("ana/new/" + time), "text");
            Files.writeString(directory.resolve("ana/dovecot.index"), "index");

            new Maildirs(directory::resolve).clear(List.of("ana"));

            assertThat(directory.resolve("ana/new")).isEmptyDirectory();
            assertThat(directory.resolve("ana/dovecot.index")).doesNotExist();
        }
        assertThat(directory).isDirectoryRecursivelyContaining("glob:**/cleared-*/new/1");
        assertThat(directory).isDirectoryRecursivelyContaining("glob:**/cleared-*/new/2");
    }

    @Test
    void deletedFilesAreCounted() throws IOException {
        Files.createDirectories(directory.resolve("ana/new"));
        Files.writeString(directory.resolve("ana/new/1"), "text");
        Files.writeString(directory.resolve("ana/new/2"), "text");

        assertThat(Maildirs.deleteTree(directory.resolve("ana"))).isEqualTo(2);
        assertThat(Maildirs.deleteTree(directory.resolve("ana"))).isZero();
    }
}
