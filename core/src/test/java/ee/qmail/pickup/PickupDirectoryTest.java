package ee.qmail.pickup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PickupDirectoryTest {
    @TempDir
    private Path directory;

    private PickupDirectory maildrop;

    @BeforeEach
    void open() {
        maildrop = new PickupDirectory(directory.resolve("maildrop"));
    }

    private void leave(String sender, List<String> recipients, String text) throws IOException {
        maildrop.leave(new Envelope(sender, recipients), out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aLeftMessageIsFoundAndDoneDeletesIt() throws IOException {
        assertThat(maildrop.waiting()).isEmpty();
        leave("ana@example.org", List.of("bo@x.example", "jürgen@y.example"), "Subject: x\n\nhi\0\n");

        PickupDirectory.Dropped message = maildrop.open(maildrop.waiting().get(0));
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
    void leftFilesAreReadableByTheirOwnerOnly() throws IOException {
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
        PickupDirectory.Dropped message = maildrop.open(maildrop.waiting().get(0));
        assertThat(message.envelope()).isEqualTo(new Envelope("", List.of()));
        assertThat(message.body().size()).isZero();
    }

    @Test
    void aFailedWriteLeavesNoFile() throws IOException {
        assertThatThrownBy(() -> maildrop.leave(new Envelope("", List.of("a@b.c")), out -> {
                    out.write(1);
                    throw new IOException("planned");
                }))
                .hasMessage("planned");
        assertThat(maildrop.waiting()).isEmpty();
        assertThat(directory.resolve("maildrop/tmp")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0@b", "a\n@b", "a@b\nTevil@c", "@b", "a@b c", ""})
    void qq3NoProgramLeavesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> leave("", List.of("ok@x.example", address), ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("address '");
        assertThatThrownBy(() -> leave("x".repeat(257) + "@b", List.of(), ""))
                .hasMessageContaining("at most 256 octets");
        assertThatThrownBy(() -> leave("a@" + "x.".repeat(127) + "xx", List.of(), ""))
                .hasMessageContaining("255");
        assertThat(directory.resolve("maildrop")).doesNotExist();
    }

    /** Of another program, or of an earlier version of this one. */
    @Test
    void qq3AFileMayHaveAddressesOfUpTo1002Octets() throws IOException {
        leave("", List.of(), "");
        Path file = maildrop.waiting().get(0);
        Files.writeString(file, "F" + "x".repeat(1002) + "\0Ta\nb@c\0\0text");
        PickupDirectory.Dropped message = maildrop.open(file);
        assertThat(message.envelope()).isEqualTo(new Envelope("x".repeat(1002), List.of("a\nb@c")));
        Files.writeString(message.file(), "F" + "x".repeat(1003) + "\0Ta@c\0\0text");
        assertThatThrownBy(() -> maildrop.open(message.file())).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "F", "Fa", "Fa\0", "Fa\0Tb\0", "Ta\0\0", "Fa\0Xb\0\0", "\0"})
    void aMalformedMessageIsNamedAndCanBeSetAside(String text) throws IOException {
        Path file = assertNamed(text);
        assertThat(maildrop.setAside(file)).exists();
        assertThat(maildrop.waiting()).isEmpty();
    }

    @Test
    void aFileThatIsNotRegularIsNamedAndCanBeSetAside() throws Exception {
        leave("", List.of(), "");
        Path fresh = directory.resolve("maildrop/new");
        maildrop.done(maildrop.open(maildrop.waiting().get(0)));
        Path secret = Files.writeString(directory.resolve("secret"), "Fa\0Tb\0\0secret\n");
        assertThat(new ProcessBuilder("mkfifo", fresh.resolve("1").toString())
                        .start()
                        .waitFor())
                .isZero();
        Files.createSymbolicLink(fresh.resolve("2"), secret);
        Files.createDirectory(fresh.resolve("3"));
        for (Path file : maildrop.waiting()) {
            assertThatThrownBy(() -> maildrop.open(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("regular file");
            maildrop.setAside(file);
        }
        assertThat(maildrop.waiting()).isEmpty();
        assertThat(secret).exists();
    }

    @Test
    void theTextIsThatOfTheFileThatHadTheEnvelope() throws IOException {
        leave("a@example.org", List.of("b@example.org"), "mine\n");
        try (PickupDirectory.Dropped message = maildrop.open(maildrop.waiting().get(0))) {
            Path file = message.file();
            Path secret = Files.writeString(directory.resolve("secret"), "x".repeat(100) + "secret\n");
            Files.delete(file);
            Files.createSymbolicLink(file, secret);
            for (int i = 0; i < 2; i++) {
                try (InputStream in = message.body().open()) {
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("mine\n");
                }
            }
        }
    }

    /** Of those who may leave messages; a pipe that comes into its place would hold up the one who opens it. */
    @Test
    void openMovesAMessageWhereOthersCannotChangeIt() throws Exception {
        leave("a@example.org", List.of("b@example.org"), "mine\n");
        Path left = maildrop.waiting().get(0);
        try (PickupDirectory.Dropped message = maildrop.open(left)) {
            assertThat(message.file())
                    .isEqualTo(directory.resolve("maildrop/taken").resolve(message.name()));
            assertThat(message.name()).isEqualTo(left.getFileName().toString());
            assertThat(Files.getPosixFilePermissions(message.file().getParent()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(left).doesNotExist();
            Files.writeString(left, "another");
            maildrop.done(message);
        }
        assertThat(maildrop.waiting()).containsExactly(left);
    }

    @Test
    void aMessageTakenBeforeACrashIsListedAndNotOverwritten() throws Exception {
        leave("a@example.org", List.of("b@example.org"), "mine\n");
        Path left = maildrop.waiting().get(0);
        Path mine = maildrop.open(left).file();
        Files.writeString(left, "another");
        maildrop = new PickupDirectory(directory.resolve("maildrop"));
        assertThat(maildrop.waiting()).containsExactly(mine);
        assertThatThrownBy(() -> maildrop.open(left)).isInstanceOf(FileAlreadyExistsException.class);
        try (InputStream in = maildrop.open(mine).body().open()) {
            assertThat(in.readAllBytes()).isEqualTo("mine\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(maildrop.setAside(mine)).exists();
        assertThat(maildrop.waiting()).containsExactly(left);
    }

    @Test
    void wishesAboutNotificationsAreKept() throws IOException {
        Envelope envelope = new Envelope(
                "a@x.example",
                List.of("b@x.example", "c@x.example"),
                Attributes.NONE.with(Attribute.RET, "HDRS").with(Attribute.ENVID, "order+2017"),
                Map.of("c@x.example", new Notify("SUCCESS,DELAY", "rfc822;c@y.example")));
        maildrop.leave(envelope, out -> out.write('x'));
        PickupDirectory.Dropped message = maildrop.open(maildrop.waiting().get(0));
        assertThat(message.envelope()).isEqualTo(envelope);
        assertThat(message.body().size()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Fa\0RALL\0Tb\0\0",
                "Fa\0RHDRS\0RHDRS\0Tb\0\0",
                "Fa\0Va+0Ab\0Tb\0\0",
                "Fa\0Vx\0RHDRS\0Tb\0\0",
                "Fa\0Tb\0NALWAYS -\0\0",
                "Fa\0Tb\0NNEVER\0\0",
                "Fa\0NNEVER -\0Tb\0\0",
                "Fa\0Tb\0NNEVER -\0NNEVER -\0\0"
            })
    void wishesThatMakeNoSenseAreNamed(String text) throws IOException {
        assertNamed(text);
    }

    /** A file that begins so is not opened; returns it. */
    private Path assertNamed(String text) throws IOException {
        leave("", List.of(), "");
        Path file = maildrop.waiting().get(0);
        Files.writeString(file, text);
        assertThatThrownBy(() -> maildrop.open(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.getFileName().toString());
        return file;
    }
}
