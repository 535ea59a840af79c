package ee.qmail.mbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.Body;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MboxTest {
    private static final Instant NOW = Instant.parse("2026-11-08T09:05:06Z");

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void place() {
        file = directory.resolve("Mailbox");
    }

    private static Mbox mbox(Path file) {
        return mbox(file, Mbox.PATIENCE);
    }

    private static Mbox mbox(Path file, Duration patience) {
        return new Mbox(file.getParent(), List.of(file.getFileName().toString()), owner -> true, patience);
    }

    private void append(String sender, String text) throws IOException {
        mbox(file).append(sender, NOW, "Return-Path: <" + sender + ">\nDelivered-To: ana@x\n", Body.of(text));
    }

    @Test
    void mb1AMessageBeginsWithItsPostmarkAndEndsWithAnEmptyLine() throws IOException {
        append("bob @far.example", "Subject: x\n\nhi\n");
        append("", "no end");
        assertThat(file).hasContent("""
                From bob-@far.example Sun Nov 08 09:05:06 2026
                Return-Path: <bob @far.example>
                Delivered-To: ana@x
                Subject: x

                hi

                From MAILER-DAEMON Sun Nov 08 09:05:06 2026
                Return-Path: <>
                Delivered-To: ana@x
                no end

                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void mb1EveryLineThatLooksLikeAPostmarkIsQuoted() throws IOException {
        append("b@x", "\nFrom a\n>From b\n>>From c\n> From d\nxFrom e\nFro\nFrom\nFromage\n From f\n>Fro\nFrom ");
        assertThat(Files.readString(file))
                .endsWith(
                        "\n\n>From a\n>>From b\n>>>From c\n> From d\nxFrom e\nFro\nFrom\nFromage\n From f\n>Fro\n>From"
                                + " \n\n");
    }

    @Test
    void mb1OnAnErrorTheFileIsAsLongAsBefore() throws IOException {
        append("b@x", "first\n");
        String before = Files.readString(file);
        Body broken = new Body() {
            @Override
            public long size() {
                return 1_000_000;
            }

            @Override
            public InputStream open() {
                return new SequenceInputStream(new ByteArrayInputStream(new byte[200_000]), new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("planned");
                    }
                });
            }
        };

        assertThatThrownBy(() -> mbox(file).append("b@x", NOW, "", broken)).hasMessage("planned");

        assertThat(file).hasContent(before);
    }

    @Test
    void mb1WhoeverElseHoldsTheLockIsWaitedForButNotForEver() throws Exception {
        append("b@x", "first\n");
        Path program = Files.writeString(directory.resolve("Locker.java"), """
                import java.nio.channels.*; import java.nio.file.*;
                class Locker {
                    public static void main(String[] args) throws Exception {
                        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                            file.lock();
                            System.out.println("locked");
                            System.in.read();
                        }
                    }
                }
                """);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process other = new ProcessBuilder(java, program.toString(), file.toString()).start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> mbox(file, Duration.ofMillis(120)).append("b@x", NOW, "", Body.of("x\n")))
                    .isInstanceOf(Mbox.LockedException.class);
            assertThat(Files.readString(file)).endsWith("first\n\n");
        } finally {
            other.outputWriter().close();
            other.waitFor();
        }
        append("b@x", "second\n");
        assertThat(Files.readString(file)).endsWith("second\n\n");
    }

    @Test
    void nothingButAFileOfItsOwnIsAppendedTo() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret"), "secret\n");
        Files.createSymbolicLink(file, secret);
        assertThatThrownBy(() -> append("b@x", "x\n")).hasMessageContaining("must be a regular file");
        Files.delete(file);
        Files.createLink(file, secret);
        assertThatThrownBy(() -> append("b@x", "x\n")).hasMessageContaining("one name");
        assertThat(secret).hasContent("secret\n");
        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> append("b@x", "x\n")).hasMessageContaining("must be a regular file");
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
        assertThatThrownBy(() -> append("b@x", "x\n")).hasMessageContaining("must be a regular file");
        Files.delete(file);
        Files.createSymbolicLink(file, directory.resolve("later"));
        assertThatThrownBy(() -> append("b@x", "x\n")).hasMessageContaining("must be a regular file");
        assertThat(directory.resolve("later")).doesNotExist();
    }

    @Test
    void aFileOfSomebodyElseIsLeftAlone() throws IOException {
        append("b@x", "first\n");
        Mbox foreign = new Mbox(directory, List.of("Mailbox"), owner -> false);
        assertThatThrownBy(() -> foreign.append("b@x", NOW, "", Body.of("x\n")))
                .hasMessageContaining("belongs to the home's owner");
        assertThat(Files.readString(file)).endsWith("first\n\n");
    }

    @Test
    void aFileThatWasPutInItsPlaceWhileItWasOpenedIsLeftAlone() throws IOException {
        append("b@x", "first\n");
        boolean[] asked = new boolean[1];
        Mbox raced = new Mbox(directory, List.of("Mailbox"), owner -> {
            if (asked[0]) { // after the lock
                return true;
            }
            asked[0] = true;
            Files.move(file, directory.resolve("old"));
            Files.writeString(file, "another\n");
            return true;
        });
        assertThatThrownBy(() -> raced.append("b@x", NOW, "", Body.of("x\n"))).isInstanceOf(IOException.class);
        assertThat(file).hasContent("another\n");
        assertThat(Files.readString(directory.resolve("old"))).endsWith("first\n\n");
    }

    @Test
    void aDirectoryThatIsALinkIsNotFollowed() throws IOException {
        Files.createDirectory(directory.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve("sub"), directory.resolve("elsewhere"));
        assertThatThrownBy(() -> new Mbox(directory, List.of("sub", "box"), owner -> true)
                        .append("b@x", NOW, "", Body.of("x\n")))
                .hasMessageContaining("not a link");
        assertThat(directory.resolve("elsewhere")).isEmptyDirectory();
    }

    @Test
    void mb1SeveralThreadsDoNotMixTheirMessages() throws Exception {
        int threads = 8;
        int each = 20;
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String line = ("line of " + i + " ").repeat(2_000) + "\n";
                all.add(pool.submit(() -> {
                    start.await();
                    for (int n = 0; n < each; n++) {
                        append("b@x", line);
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            pool.shutdown();
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(threads * each * 5);
        assertThat(lines.stream().filter(line -> line.startsWith("line of ")))
                .hasSize(threads * each)
                .allMatch(line -> line.equals((line.substring(0, 10)).repeat(2_000)));
    }
}
