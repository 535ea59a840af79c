package ee.qmail.micro;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {
    @TempDir
    Path parent;

    private Path left;

    @BeforeEach
    void leaveSomething() throws IOException {
        left = Files.createDirectories(parent.resolve("server/root/deep"));
        Files.writeString(left.resolve("file"), "old");
        Files.writeString(parent.resolve("server/file"), "old");
    }

    @Test
    void aNewDirectoryIsEmptyAndTheOldOneIsKeptUntilCollected() throws IOException {
        Path server = Trash.freshDirectory(parent, "server");

        assertThat(server).isEqualTo(parent.resolve("server")).isEmptyDirectory();
        assertThat(names()).hasSize(2);
    }

    @Test
    void aDirectoryThatIsNotThereIsMade() throws IOException {
        assertThat(Trash.freshDirectory(parent, "new")).isEmptyDirectory();
        assertThat(names()).containsExactlyInAnyOrder("new", "server");
    }

    @Test
    void collectingDeletesOnlyThrownAwayDirectories() throws IOException {
        Files.writeString(parent.resolve("older"), "not thrown away");
        Trash.throwAway(parent.resolve("server"));
        assertThat(parent.resolve("server")).doesNotExist();
        Trash.freshDirectory(parent, "kept");

        Trash.collect(parent);

        assertThat(names()).containsExactlyInAnyOrder("kept", "older");
    }

    @Test
    void theSameNameIsThrownAwayTwice() throws IOException {
        Trash.freshDirectory(parent, "server");
        Trash.freshDirectory(parent, "server");

        assertThat(names()).hasSize(3);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.map(child -> child.getFileName().toString()).toList();
        }
    }
}
