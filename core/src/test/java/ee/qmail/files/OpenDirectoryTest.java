package ee.qmail.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OpenDirectoryTest {
    private static final Path FILE = Path.of("file");

    @TempDir
    Path directory;

    private static void fifo(Path file) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    @Test
    void operationsStayInTheDirectoryThatWasOpened() throws IOException {
        Path mine = Files.createDirectory(directory.resolve("mine"));
        Path secret = Files.createDirectory(directory.resolve("secret"));
        Files.writeString(secret.resolve("file"), "secret");
        Files.writeString(mine.resolve("file"), "mine");
        try (OpenDirectory parent = OpenDirectory.of(directory);
                OpenDirectory opened = parent.child("mine")) {
            Files.move(mine, directory.resolve("moved"));
            Files.createSymbolicLink(mine, secret);

            try (FileChannel file = opened.read(FILE)) {
                assertThat(file.size()).isEqualTo(4);
            }
            opened.create(Path.of("new")).close();
            opened.sync();
            opened.move(Path.of("new"), opened, Path.of("newer"));
            List<String> names = new ArrayList<>();
            opened.each((name, place) -> names.add(name));
            assertThat(names).containsExactlyInAnyOrder("file", "newer");
            opened.delete(FILE);
        }
        assertThat(secret.resolve("file")).exists();
        assertThat(directory.resolve("moved/newer")).exists();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("moved/newer"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aChildIsADirectoryAndNothingElse() throws Exception {
        Files.createSymbolicLink(directory.resolve("link"), directory);
        Files.writeString(directory.resolve("file"), "");
        fifo(directory.resolve("pipe"));
        try (OpenDirectory opened = OpenDirectory.of(directory)) {
            for (String name : List.of("link", "file", "pipe")) {
                assertThatThrownBy(() -> opened.child(name))
                        .isInstanceOf(OpenDirectory.WrongTypeException.class)
                        .hasMessageContaining(directory.resolve(name).toString());
            }
            assertThatThrownBy(() -> opened.child("nothing"))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(directory.resolve("nothing").toString());
        }
        assertThatThrownBy(() -> OpenDirectory.of(directory.resolve("pipe"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    void aFileIsARegularFileAndNothingElse() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "secret");
        Files.createSymbolicLink(directory.resolve("link"), secret);
        Files.createDirectory(directory.resolve("sub"));
        fifo(directory.resolve("pipe"));
        for (OpenDirectory opened : List.of(OpenDirectory.of(directory), OpenDirectory.trusted(directory))) {
            for (String name : List.of("link", "sub", "pipe")) {
                assertThatThrownBy(() -> opened.read(Path.of(name)))
                        .isInstanceOf(OpenDirectory.WrongTypeException.class);
                assertThatThrownBy(() -> opened.write(Path.of(name)))
                        .isInstanceOf(OpenDirectory.WrongTypeException.class);
                assertThatThrownBy(() -> opened.create(Path.of(name))).isInstanceOf(FileAlreadyExistsException.class);
            }
            opened.close();
        }
    }

    /** Put in place of a file just before that was opened, or a reader would wait for its other end. */
    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aPipeThatIsOpenedDoesNotHoldUp() throws Exception {
        fifo(directory.resolve("pipe"));
        try (OpenDirectory opened = OpenDirectory.of(directory)) {
            assertThatThrownBy(() -> opened.readAnything(Path.of("pipe")))
                    .isInstanceOf(OpenDirectory.WrongTypeException.class)
                    .hasMessageContaining("a regular file");
        }
    }

    @Test
    void aFileThatMayNotBeWrittenToIsRead() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        try (OpenDirectory opened = OpenDirectory.of(directory);
                FileChannel channel = opened.read(FILE)) {
            assertThat(channel.size()).isEqualTo(4);
        }
    }

    @Test
    void theNumberOfNamesIsThatOfTheFileThatIsKnown() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        try (OpenDirectory opened = OpenDirectory.of(directory)) {
            BasicFileAttributes known = opened.attributes(FILE);
            assertThat(opened.links(FILE, known)).isEqualTo(1);
            Files.createLink(directory.resolve("other"), file);
            assertThat(opened.links(FILE, known)).isEqualTo(2);
            Files.delete(file);
            Files.writeString(file, "");
            assertThat(opened.links(FILE, known)).isZero();
        }
    }

    @Test
    void aDirectoryIsOursAloneIfNobodyElseMayWriteInIt() throws IOException {
        Path ours = Files.createDirectory(directory.resolve("ours"));
        Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(OpenDirectory.isOursAlone(ours)).isTrue();
        Files.createSymbolicLink(directory.resolve("link"), ours);
        assertThat(OpenDirectory.isOursAlone(directory.resolve("link"))).isFalse();
        Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxrwx---"));
        assertThat(OpenDirectory.isOursAlone(ours)).isFalse();
        Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwx----w-"));
        assertThat(OpenDirectory.isOursAlone(ours)).isFalse();
    }
}
