package ee.qmail.maildir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.QueueId;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What POP3 does with a Maildir. */
class MaildirReaderTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path path;

    private final List<Path> measured = new ArrayList<>();
    private final MessageSizes sizes = new MessageSizes(2, (directory, entry) -> {
        measured.add(directory.path().resolve(entry));
        try (FileChannel file = directory.read(entry)) {
            return new WireSize().add(file, file.size());
        }
    });
    private Maildir maildir;

    @BeforeEach
    void create() throws IOException {
        maildir = with(sizes);
        maildir.create();
    }

    private Maildir with(MessageSizes other) {
        return new Maildir(path, other, 20_000);
    }

    @Test
    void pop5ListsNewAndCurOldestFirstWithoutDotFiles() throws IOException {
        put("cur/200.b.host:2,S", "b\n");
        put("new/1000.c.host", "c\n");
        put("new/200.a.host", "a\n");
        put("new/noseconds", "z\n");
        put("new/.hidden", "x\n");
        put("tmp/1.t.host", "t\n");
        assertThat(maildir.list())
                .extracting(MaildirMessage::name)
                .containsExactly("noseconds", "200.a.host", "200.b.host:2,S", "1000.c.host");
    }

    @Test
    void pop4AMaildirThatDoesNotExistYetIsEmpty() throws IOException {
        assertThat(new Maildir(path.resolve("later")).list()).isEmpty();
    }

    @Test
    void aMaildirWithoutCurIsAnErrorNotAnEmptyOne() throws IOException {
        Files.delete(path.resolve("cur"));
        assertThatThrownBy(() -> maildir.list())
                .isInstanceOf(IOException.class)
                .hasMessage("Maildir " + path + ": there is no directory cur; create the Maildir first");
    }

    @Test
    void tenThousandMessagesOfOurOwnAreListedWithoutLookingIntoOne() throws IOException {
        for (int i = 1; i <= 10_000; i++) {
            DeliveryName name = DeliveryName.of(NOW.plusSeconds(i / 7), new QueueId(i), "ana@example.org");
            String flags = i % 2 == 0 ? ":2,S" : "";
            Path file = path.resolve(i % 2 == 0 ? "cur" : "new").resolve(name.withSizes(i, i + 10L) + flags);
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(i);
            }
        }
        List<MaildirMessage> list = maildir.list();
        assertThat(measured).isEmpty();
        // one second holds seven: within it by queue id, also where that has one digit more
        assertThat(list).hasSize(10_000).isSortedAccordingTo(Comparator.comparingLong(MaildirMessage::size));
        assertThat(list.stream().mapToLong(MaildirMessage::wireSize).sum()).isEqualTo(50_005_000L + 100_000);
    }

    @Test
    void namesWithoutANumberOrWithAHugeOneHaveTheirPlace() throws IOException {
        String huge = "99999999999999999999.host";
        String hugeId = "5.Q99999999999999999999R.host";
        for (String name : List.of(huge, "5.host", hugeId, "b", "12.host", "5.Q7R.host", "a", "5.Q10R.host")) {
            put("new/" + name, "x\n");
        }
        assertThat(maildir.list())
                .extracting(MaildirMessage::name)
                .containsExactly("a", "b", "5.host", "5.Q7R.host", "5.Q10R.host", hugeId, "12.host", huge);
    }

    @Test
    void sizesInOtherProgramsNamesAreNotBelieved() throws IOException {
        put("new/1.M2P3.host,S=1,W=1", "four\nlines");
        put("new/2.Q3R4.host,S=1,W=1", "x\n");
        assertThat(maildir.list()).extracting(MaildirMessage::wireSize).containsExactly(13L, 3L);
        assertThat(maildir.list()).extracting(MaildirMessage::size).containsExactly(10L, 2L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.Q2R0123456789ab.h,S=1",
                "1.Q2R0123456789ab.h,W=1,S=1",
                "1.Q2R0123456789ab.h,S=1,W=",
                "1.Q2R0123456789ab.h,S=,W=1",
                "1.Q2R0123456789ab.h,S=1,W=1x",
                "1.Q2R0123456789ab.h,S=1,W=1234567890123456789",
                "1.Q2R0123456789ab.,S=1,W=1",
                "1.Q2R0123456789ab,S=1,W=1",
                "1.Q2R0123456789.ab,S=1,W=1",
                "1.QR0123456789ab.h,S=1,W=1",
                "1.P2R0123456789ab.h,S=1,W=1",
                ".Q2R0123456789ab.h,S=1,W=1",
                "1.Q2",
                "1.Q2,S=1,W=1",
                ",S=1,W=1"
            })
    void aNameThatIsNotQuiteOursTellsNoSizes(String name) {
        assertThat(OwnName.sizes(name)).isNull();
    }

    @Test
    void measuredSizesSurviveAMoveToCurAndAreBounded() throws IOException {
        put("new/1.a.host", "a\n");
        put("new/2.b.host", "b\n");
        List<MaildirMessage> list = maildir.list();
        maildir.markSeen(list.get(0));
        maildir.list();
        assertThat(measured).hasSize(2);
        put("new/3.c.host", "c\n");
        maildir.list();
        maildir.list();
        assertThat(measured).as("three do not fit into two").hasSizeGreaterThan(4);
    }

    @Test
    void aFileThatGoesWhileItIsMeasuredIsLeftOut() throws IOException {
        put("new/1.a.host", "a\n");
        put("new/2.b.host", "b\n");
        MessageSizes vanishing = new MessageSizes(9, (directory, entry) -> {
            directory.delete(entry);
            throw new NoSuchFileException(entry.toString());
        });
        assertThat(with(vanishing).list()).isEmpty();
    }

    @Test
    void aFileThatMayNotOrCannotBeReadIsPassedOver() throws IOException {
        put("new/1.a.host", "a\n");
        assertThat(with(new MessageSizes(9, (directory, entry) -> {
                            throw new AccessDeniedException(entry.toString());
                        }))
                        .list())
                .isEmpty();
        assertThat(with(new MessageSizes(9, (directory, entry) -> {
                            throw new IOException("Input/output error");
                        }))
                        .list())
                .isEmpty();
    }

    @Test
    void troubleThatIsNotAboutAFileIsAnErrorAndNotAnEmptyMaildir() throws IOException {
        put("new/1.a.host", "a\n");
        MessageSizes full = new MessageSizes(9, (directory, entry) -> {
            throw new FileSystemException(entry.toString(), null, "Too many open files");
        });
        assertThatThrownBy(() -> with(full).list()).hasMessageContaining("Too many open files");
    }

    @Test
    void uniqueIdStaysTheSameWhenAMessageIsMovedAndIsQmailsForForeignNames() throws IOException {
        put("new/1700000000.123.host,S=2", "a\n");
        assertThat(maildir.list().get(0).uniqueId()).isEqualTo("1700000000.123.host,S=2");
        maildir.markSeen(maildir.list().get(0));
        MaildirMessage moved = maildir.list().get(0);
        assertThat(moved.name()).isEqualTo("1700000000.123.host,S=2:2,");
        assertThat(moved.uniqueId()).isEqualTo("1700000000.123.host,S=2");
    }

    @Test
    void uniqueIdOfOurOwnNamesHasNoSizesAndOneThatPop3CannotSayIsHashed() {
        DeliveryName name = DeliveryName.of(NOW, new QueueId(7), "ana@example.org");
        assertThat(new MaildirMessage(name.withSizes(1, 2) + ":2,S", false, 1, 2).uniqueId())
                .isEqualTo(name.base());
        assertThat(new MaildirMessage("1.a b", true, 1, 2).uniqueId()).matches("[0-9a-f]{64}");
    }

    @Test
    void aMessageFlaggedByAnotherProgramIsStillOpenedAndDeleted() throws IOException {
        put("new/1.a.host", "a\n");
        MaildirMessage message = maildir.list().get(0);
        Files.move(path.resolve("new/1.a.host"), path.resolve("cur/1.a.host:2,FS"));
        assertThat(text(message)).isEqualTo(new byte[] {'a', '\n'});
        maildir.markSeen(message);
        maildir.delete(message);
        assertThat(maildir.list()).isEmpty();
        maildir.delete(message);
        assertThatThrownBy(() -> maildir.read(message))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("1.a.host");
    }

    @Test
    void movingIntoAMissingCurIsAnError() throws IOException {
        put("new/1.a.host", "a\n");
        MaildirMessage message = maildir.list().get(0);
        Files.delete(path.resolve("cur"));
        assertThatThrownBy(() -> maildir.markSeen(message)).isInstanceOf(IOException.class);
        assertThat(path.resolve("new/1.a.host")).exists();
    }

    @Test
    void md3OnlyWhatIsOlderThan36HoursIsRemovedFromTmp() throws IOException {
        put("tmp/old", "");
        put("tmp/young", "");
        Files.setLastModifiedTime(
                path.resolve("tmp/old"),
                FileTime.from(NOW.minus(Maildir.TMP_LIFETIME).minusSeconds(1)));
        Files.setLastModifiedTime(path.resolve("tmp/young"), FileTime.from(NOW.minus(Maildir.TMP_LIFETIME)));
        maildir.removeStale(NOW);
        assertThat(path.resolve("tmp/old")).doesNotExist();
        assertThat(path.resolve("tmp/young")).exists();
    }

    private byte[] text(MaildirMessage message) throws IOException {
        try (InputStream in = maildir.read(message).text()) {
            return in.readAllBytes();
        }
    }

    private void put(String file, String text) throws IOException {
        Files.writeString(path.resolve(file), text);
    }
}
