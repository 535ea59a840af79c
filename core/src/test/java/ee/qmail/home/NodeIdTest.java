package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeIdTest {
    @Test
    void aHomeKeepsItsNodeAndAnotherHasAnother(@TempDir Path one, @TempDir Path other) throws IOException {
        NodeId first = NodeId.of(new QmailHome(one));

        assertThat(NodeId.of(new QmailHome(one))).isEqualTo(first);
        assertThat(NodeId.of(new QmailHome(other))).isNotEqualTo(first);
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithWhatToDo(@TempDir Path home) throws IOException {
        Path file = Files.createDirectory(home.resolve("node"));

        assertThatThrownBy(() -> NodeId.of(new QmailHome(home)))
                .isInstanceOf(IOException.class)
                .hasMessage(file + ": must be a regular file; without this file a new one is made");
    }

    @Test
    void anInvalidNodeFileIsNamedInTheError(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve("node"), "mine\n");

        assertThatThrownBy(() -> NodeId.of(new QmailHome(home)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'mine'")
                .hasMessageContaining("16 hex digits");
    }
}
