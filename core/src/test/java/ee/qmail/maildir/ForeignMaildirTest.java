package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.files.OpenDirectory;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Maildirs in which somebody else does what he likes: nothing there stops the reader, and nothing outside is reached. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ForeignMaildirTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final DeliveryName NAME = DeliveryName.of(NOW, new QueueId(42), "ana@example.org");

    @TempDir
    Path home;

    private Path path;
    private Maildir maildir;

    @BeforeEach
    void create() throws IOException {
        path = home.resolve("Maildir");
        maildir = new Maildir(path, new MessageSizes(9, MessageSizesTest::read), 20_000);
        maildir.create();
        // as in the home of a user: with this, nothing is used by its path
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxrwx---"));
        put("new/1.good.host", "good\n");
    }

    private void put(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), text);
    }

    private static void fifo(Path file) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor())
                .isZero();
    }

    private List<String> names() throws IOException {
        return maildir.list().stream().map(MaildirMessage::name).toList();
    }

    private String text(MaildirMessage message) throws IOException {
        try (InputStream in = maildir.read(message).text()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void listSkipsFilesThatAreNotRegular() throws Exception {
        Path secret = Files.writeString(home.resolve("secret"), "secret\n");
        for (String directory : List.of("new", "cur")) {
            String own = "17.Q2R0123456789ab.h,S=7,W=8";
            Files.createDirectory(path.resolve(directory).resolve("backup"));
            Files.createDirectory(path.resolve(directory).resolve(own));
            fifo(path.resolve(directory).resolve("2.pipe.host"));
            fifo(path.resolve(directory).resolve("3" + own));
            Files.createSymbolicLink(path.resolve(directory).resolve("4.link.host"), secret);
            Files.createSymbolicLink(path.resolve(directory).resolve("5" + own), secret);
            Files.createSymbolicLink(path.resolve(directory).resolve("6.dangling"), Path.of("/nowhere"));
            try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                socket.bind(UnixDomainSocketAddress.of(path.resolve(directory).resolve("7.socket")));
            }
        }
        assertThat(names()).containsExactly("1.good.host");
        assertThat(maildir.octets()).isEqualTo("good\n".length() + 6 * 7); // by their names
        maildir.removeStale(NOW);
    }

    @Test
    void aFileThatReplacedAMessageIsNotOpened() throws Exception {
        MaildirMessage message = maildir.list().get(0);
        Path file = path.resolve("new/1.good.host");
        Path secret = Files.writeString(home.resolve("secret"), "secret\n");

        Files.delete(file);
        Files.createSymbolicLink(file, secret);
        assertThatThrownBy(() -> maildir.read(message)).isInstanceOf(OpenDirectory.WrongTypeException.class);

        Files.delete(file);
        fifo(file);
        assertThatThrownBy(() -> maildir.read(message)).isInstanceOf(OpenDirectory.WrongTypeException.class);

        Files.delete(file);
        Files.createDirectory(file);
        assertThatThrownBy(() -> maildir.read(message)).isInstanceOf(OpenDirectory.WrongTypeException.class);
    }

    @Test
    void aDirectoryThatIsALinkIsNotFollowed() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("1.good.host"), "secret\n");
        MaildirMessage message = maildir.list().get(0);
        Files.move(path.resolve("new"), home.resolve("old"));
        Files.createSymbolicLink(path.resolve("new"), elsewhere);

        assertThatThrownBy(() -> maildir.read(message)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> maildir.delete(message)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> maildir.markSeen(message)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> maildir.list()).hasMessageContaining("not a link");
        assertThat(maildir.octets()).isZero();
        assertThatThrownBy(() -> deliver(maildir)).hasMessageContaining("not a link");
        assertThat(elsewhere.resolve("1.good.host")).exists();
        assertThat(elsewhere).isDirectoryNotContaining("glob:**Q42*");

        Files.delete(path.resolve("new"));
        fifo(path.resolve("new"));
        assertThatThrownBy(() -> maildir.list()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> deliver(maildir)).isInstanceOf(IOException.class);
    }

    @Test
    void aMaildirThatIsALinkIsNotFollowed() throws Exception {
        Maildir other = new Maildir(home.resolve("other"));
        other.create();
        Files.move(path, home.resolve("old"));
        Files.createSymbolicLink(path, other.path());

        assertThatThrownBy(() -> maildir.list()).hasMessageContaining("not a link");
        assertThatThrownBy(() -> deliver(maildir)).hasMessageContaining("not a link");
    }

    @Test
    void itMakesNoDifferenceWhoHasMadeTheLink() throws Exception {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
        Path disk = Files.move(path.resolve("new"), home.resolve("disk"));
        Files.createSymbolicLink(path.resolve("new"), disk);

        assertThatThrownBy(() -> maildir.list()).hasMessageContaining("not a link");
        assertThatThrownBy(() -> deliver(maildir)).hasMessageContaining("not a link");
    }

    private static void deliver(Maildir maildir) throws IOException {
        maildir.deliver(NAME, new byte[0], Body.of("x\n"), Attempt.FIRST);
    }

    @Test
    void deliveredFilesAreReadableByTheirOwnerOnly() throws Exception {
        deliver(maildir);
        Path file = path.resolve("new").resolve(NAME.withSizes(2, 3));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path.resolve("tmp"))))
                .isEqualTo("rwx------");
    }

    @Test
    void ofAMessageSeenTwiceWhileItIsMovedOneIsListed() throws IOException {
        put("new/2.a.host", "a\n");
        MessageSizes moving = new MessageSizes(9, (directory, entry) -> {
            if (entry.toString().equals("2.a.host")) {
                Files.move(path.resolve("new/2.a.host"), path.resolve("cur/2.a.host:2,"));
            }
            return new WireSize();
        });
        assertThat(new Maildir(path, moving, 9).list())
                .extracting(MaildirMessage::name)
                .containsExactly("1.good.host", "2.a.host:2,");
    }

    @Test
    void twoMessagesOfOneNameAreBothShownAndNoneTakesTheOthersPlace() throws IOException {
        put("cur/1.good.host:2,S", "seen\n");
        put("cur/1.good.host:2,", "third\n");
        List<MaildirMessage> list = maildir.list();
        assertThat(list).hasSize(3);
        assertThat(list.stream().map(MaildirMessage::uniqueId))
                .doesNotHaveDuplicates()
                .contains("1.good.host");
        Set<String> texts = new HashSet<>();
        for (MaildirMessage message : list) {
            texts.add(text(message));
            maildir.markSeen(message);
        }
        assertThat(texts).containsExactlyInAnyOrder("good\n", "seen\n", "third\n");
        assertThat(maildir.list()).isEqualTo(list);

        Files.delete(path.resolve("cur/1.good.host:2,S"));
        maildir.delete(list.stream()
                .filter(one -> one.name().endsWith("S"))
                .findFirst()
                .orElseThrow());
        assertThat(names()).containsExactlyInAnyOrder("1.good.host", "1.good.host:2,");
    }

    @Test
    void aMessageThatWasChangedInPlaceHasItsNewSizes() throws IOException {
        deliver(maildir);
        String own = NAME.withSizes(2, 3);
        assertThat(maildir.list()).extracting(MaildirMessage::wireSize).containsExactly(6L, 3L);

        put("new/1.good.host", "better\nand longer\n");
        put("new/" + own, "x\ny\n");
        assertThat(maildir.list()).extracting(MaildirMessage::wireSize).containsExactly(20L, 6L);
        assertThat(maildir.list()).extracting(MaildirMessage::size).containsExactly(18L, 4L);
        assertThat(maildir.list().get(1).uniqueId()).isEqualTo(NAME.base());

        put("new/1.good.host", "x\nx\nx\nx\nx\nx\nx\nx\nx\n"); // as long as before
        Files.setLastModifiedTime(path.resolve("new/1.good.host"), FileTime.from(NOW));
        assertThat(maildir.list().get(0).wireSize()).isEqualTo(27);
    }

    @Test
    void inALargeMaildirAChangedMessageIsNoticedWhenItIsReadAndRememberedFromThenOn() throws IOException {
        int count = 5_000;
        for (int i = 0; i < count; i++) {
            DeliveryName name = DeliveryName.of(NOW.plusSeconds(i), new QueueId(i + 1), "ana@example.org");
            put("new/" + name.withSizes(2, 3), i == 77 ? "x\ny\n" : "x\n");
        }
        MaildirMessage changed = maildir.list().get(78);
        Maildir.Opened opened = maildir.read(changed);
        opened.text().close();
        assertThat(opened.message().wireSize()).isEqualTo(6);
        assertThat(maildir.list().get(78).wireSize()).isEqualTo(6);
        assertThat(maildir.list().stream().mapToLong(MaildirMessage::wireSize).sum())
                .isEqualTo(6 + 3L * count + 3);
    }

    @Test
    void aListingIsBoundedWhileItIsMade() throws IOException {
        for (int i = 2; i <= 50; i++) {
            put("cur/" + i + ".x.host:2,", "x\n");
        }
        Maildir few = new Maildir(path, new MessageSizes(99, MessageSizesTest::read), 20);
        assertThat(few.list()).hasSize(20);
        assertThat(few.octets()).isEqualTo(5 + 49 * 2);
    }

    @Test
    void onlyFilesAreRemovedFromTmp() throws Exception {
        FileTime old = FileTime.from(NOW.minus(Maildir.TMP_LIFETIME).minusSeconds(1));
        Path kept = Files.writeString(home.resolve("kept"), "x");
        Files.setLastModifiedTime(kept, old);
        Files.createDirectory(path.resolve("tmp/directory"));
        Files.setLastModifiedTime(path.resolve("tmp/directory"), old);
        Files.createSymbolicLink(path.resolve("tmp/dangling"), Path.of("/nowhere"));
        Files.createSymbolicLink(path.resolve("tmp/link"), kept);
        put("tmp/old", "x");
        Files.setLastModifiedTime(path.resolve("tmp/old"), old);

        maildir.removeStale(NOW);

        try (var left = Files.list(path.resolve("tmp"))) {
            assertThat(left.map(file -> file.getFileName().toString()).collect(Collectors.toSet()))
                    .containsExactlyInAnyOrder("directory", "dangling", "link");
        }
        assertThat(kept).exists();
    }

    /** As {@code printf} writes them; the first is no UTF-8. */
    private void putOctets(String name, String text) throws Exception {
        String script = "cd \"$1\" && printf '%b' \"$3\" > \"$(printf '%b' \"$2\")\"";
        assertThat(new ProcessBuilder("/bin/sh", "-c", script, "sh", path.toString(), name, text)
                        .inheritIO()
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aNameThatIsNoTextInTheLocaleIsAMessageLikeAnyOther() throws Exception {
        putOctets("new/2.J\\0374rgen.host", "latin\\n");
        putOctets("cur/3.J\\0303\\0274rgen.host:2,S", "utf\\n");
        List<MaildirMessage> list = maildir.list();
        assertThat(list.stream().map(this::textOf)).containsExactly("good\n", "latin\n", "utf\n");
        assertThat(list.get(1).uniqueId()).isEqualTo(Hash.of(octets("2.J\u00fcrgen.host"), 32));
        assertThat(list.get(2).uniqueId()).isEqualTo(Hash.of("3.J\u00fcrgen.host", 32));

        for (MaildirMessage message : list) {
            maildir.markSeen(message);
        }
        List<MaildirMessage> seen = maildir.list();
        assertThat(seen).noneMatch(MaildirMessage::fresh);
        assertThat(seen.stream().map(this::textOf)).containsExactly("good\n", "latin\n", "utf\n");
        assertThat(seen.get(1).uniqueId()).isEqualTo(list.get(1).uniqueId());
        assertThat(maildir.octets()).isEqualTo(15);
        for (MaildirMessage message : seen) {
            maildir.delete(message);
        }
        assertThat(maildir.list()).isEmpty();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String textOf(MaildirMessage message) {
        try {
            return text(message);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void withoutALocaleTheMessagesAndTheirUniqueIdsAreTheSame() throws Exception {
        putOctets("new/2.J\\0374rgen.host", "latin\\n");
        putOctets("cur/3.J\\0303\\0274rgen.host:2,S", "utf\\n");
        List<String> expected = maildir.list().stream()
                .map(message -> message.uniqueId() + " " + message.wireSize())
                .toList();
        Path program = Files.writeString(home.resolve("Lister.java"), """
                import ee.qmail.maildir.*;
                import java.nio.file.*;
                class Lister {
                    public static void main(String[] args) throws Exception {
                        Maildir maildir = new Maildir(Path.of(args[0]));
                        for (MaildirMessage message : maildir.list()) {
                            try (var text = maildir.read(message).text()) {
                                if (text.readAllBytes().length == message.size()) {
                                    System.out.println(message.uniqueId() + " " + message.wireSize());
                                }
                            }
                        }
                    }
                }
                """);
        ProcessBuilder java = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Path.of(Maildir.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString(),
                program.toString(),
                path.toString());
        java.environment().put("LC_ALL", "C");
        Process process = java.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (InputStream out = process.getInputStream()) {
            assertThat(new String(out.readAllBytes(), StandardCharsets.US_ASCII).lines())
                    .containsExactlyElementsOf(expected);
        }
        assertThat(process.waitFor()).isZero();
    }
}
