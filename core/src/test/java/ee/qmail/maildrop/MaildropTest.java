package ee.qmail.maildrop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ee.qmail.mail.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaildropTest {
    @TempDir
    private Path directory;

    private Maildrop maildrop;

    @BeforeEach
    void open() {
        maildrop = new Maildrop(directory.resolve("maildrop"));
    }

    private void leave(String sender, List<String> recipients, String text) throws IOException {
        maildrop.leave(new Envelope(sender, recipients), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatIsLeftIsFoundAndGoesWhenItIsDone() throws IOException {
        assertThat(maildrop.waiting()).isEmpty();
        leave("ana@example.org", List.of("bo@x.example", "jürgen@y.example"), "Subject: x\n\nhi\0\n");

        Maildrop.Dropped message = maildrop.open(maildrop.waiting().get(0));
        assertThat(message.envelope())
                .isEqualTo(new Envelope("ana@example.org", List.of("bo@x.example", "jürgen@y.example")));
        try (InputStream in = message.body().open()) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("Subject: x\n\nhi\0\n");
        }
        assertThat(message.body().size()).isEqualTo("Subject: x\n\nhi\0\n".length());

        maildrop.done(message);
        assertThat(maildrop.waiting()).isEmpty();
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(maildrop.waiting().get(0)));
    }

    @Test
    void whatIsLeftIsForItsOwner() throws IOException {
        leave("", List.of("ana@example.org"), "");
        assertThat(mode()).isEqualTo("rw-------");
        assertThat(Files.getPosixFilePermissions(directory.resolve("maildrop/new")))
                .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }

    /** Only root can try it: the directory is given to somebody else. */
    @Test
    void theServerCanReadWhatAnotherUserHasLeft() throws IOException {
        assumeTrue(Files.getOwner(directory).getName().equals("root"), "needs root");
        Path fresh = Files.createDirectories(directory.resolve("maildrop/new"));
        Files.setAttribute(fresh, "unix:uid", 65_534);
        leave("", List.of("ana@example.org"), "");
        assertThat(mode()).isEqualTo("rw-r--r--");
    }

    @Test
    void emptyParts() throws IOException {
        leave("", List.of(), "");
        Maildrop.Dropped message = maildrop.open(maildrop.waiting().get(0));
        assertThat(message.envelope()).isEqualTo(new Envelope("", List.of()));
        assertThat(message.body().size()).isZero();
    }

    @Test
    void whatBreaksOffWhileItIsWrittenLeavesNothing() throws IOException {
        assertThatThrownBy(() -> maildrop.leave(new Envelope("", List.of("a@b.c")), out -> {
                    out.write(1);
                    throw new IOException("planned");
                }))
                .hasMessage("planned");
        assertThat(maildrop.waiting()).isEmpty();
        assertThat(directory.resolve("maildrop/tmp")).isEmptyDirectory();
    }

    @Test
    void qq3AddressesOfMoreThan1002OctetsAreRefused() throws IOException {
        leave("x".repeat(1002), List.of(), "");
        assertThat(maildrop.open(maildrop.waiting().get(0)).envelope().sender()).hasSize(1002);
        assertThatThrownBy(() -> leave("x".repeat(1003), List.of(), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1002");
        assertThatThrownBy(() -> leave("", List.of("a\0b"), "")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "F", "Fa", "Fa\0", "Fa\0Tb\0", "Ta\0\0", "Fa\0Xb\0\0", "\0"})
    void whatIsNoMessageIsNamedAndCanBeSetAside(String text) throws IOException {
        leave("", List.of(), "");
        Path file = maildrop.waiting().get(0);
        Files.writeString(file, text);
        assertThatThrownBy(() -> maildrop.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.getFileName().toString());
        assertThat(maildrop.setAside(file)).exists();
        assertThat(maildrop.waiting()).isEmpty();
    }
}
