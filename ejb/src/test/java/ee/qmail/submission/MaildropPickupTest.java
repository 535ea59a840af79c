package ee.qmail.submission;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.pickup.PickupDirectory;
import ee.qmail.queue.QmailQueue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildropPickupTest {
    private static final Controls CONTROLS = Controls.of(Map.of(Setting.ME, "me.example\n"));

    @TempDir
    private Path directory;

    private final List<InboundMessage> queued = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private String refused = "";
    private int goneOn;
    private PickupDirectory maildrop;
    private AttemptMarks marks;

    private final QmailQueue queue = new QmailQueue() {
        @Override
        public void accept(InboundMessage message) {
            if (message.envelope().recipients().contains(refused)) {
                throw new IllegalStateException("planned");
            }
            if (message.envelope().recipients().contains("error@x.example")) {
                throw new StackOverflowError("planned");
            }
            if (message.envelope().recipients().contains("never@x.example")) {
                throw new NeverStoredException("planned", null);
            }
            queued.add(message);
            try (InputStream in = message.body().open()) {
                texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    @BeforeEach
    void open() {
        maildrop = new PickupDirectory(directory);
        marks = AttemptMarks.open(directory);
    }

    private void leave(String recipient) throws IOException {
        maildrop.leave(
                new Envelope("ana@example.org", List.of(recipient)),
                out -> out.write("Subject: x\n\nhi\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private void pickUp() throws IOException {
        MaildropPickup.pickUp(maildrop, queue, marks, () -> CONTROLS, () -> goneOn++);
    }

    @Test
    void aFileInTheMaildropGoesIntoTheQueueOnce() throws IOException {
        leave("a@x.example");
        leave("b@x.example");
        pickUp();
        pickUp();
        assertThat(queued)
                .extracting(message -> message.envelope().recipients())
                .containsExactlyInAnyOrder(List.of("a@x.example"), List.of("b@x.example"));
        assertThat(queued)
                .allSatisfy(message -> assertThat(message.wireSize()).isEqualTo("Subject: x\r\n\r\nhi\r\n".length()));
        assertThat(queued.get(0).id()).isNotEqualTo(queued.get(1).id());
        assertThat(goneOn).isEqualTo(2);
    }

    @Test
    void rtls14TheFieldTlsRequiredTagsTheMessage() throws IOException {
        leave("a@x.example");
        maildrop.leave(
                new Envelope("ana@example.org", List.of("b@x.example")),
                out -> out.write("Subject: x\nTLS-Required: No\n\nhi\n".getBytes(StandardCharsets.US_ASCII)));
        pickUp();
        assertThat(queued)
                .allSatisfy(message -> assertThat(message.envelope().isTlsWaived())
                        .isEqualTo(message.envelope().recipients().contains("b@x.example")))
                .hasSize(2);
    }

    @Test
    void afterACrashATakenFileComesAgainUnderTheSameId() throws IOException {
        leave("a@x.example");
        Path file = maildrop.waiting().get(0);
        try (PickupDirectory.Dropped message = maildrop.open(file)) {
            assertThat(file).doesNotExist();
            assertThat(message.file()).exists();
        }
        pickUp();
        assertThat(queued)
                .extracting(InboundMessage::id)
                .containsExactly(QueueId.named("maildrop/" + file.getFileName()));
        assertThat(maildrop.waiting()).isEmpty();
    }

    @Test
    void afterACrashItComesAgainUnderTheSameId() throws IOException {
        leave("a@x.example");
        Path file = maildrop.waiting().get(0);
        byte[] octets = Files.readAllBytes(file);
        pickUp();
        Files.write(file, octets);
        pickUp();
        assertThat(queued).hasSize(2);
        assertThat(queued.get(0).id()).isEqualTo(queued.get(1).id());
    }

    @Test
    void aFileTheQueueRefusesStaysAndDoesNotStopTheOthers() throws IOException {
        refused = "a@x.example";
        leave("a@x.example");
        leave("b@x.example");
        pickUp();
        assertThat(queued).hasSize(1);
        assertThat(maildrop.waiting()).hasSize(1);

        refused = "";
        pickUp();
        assertThat(queued).hasSize(2);
        assertThat(maildrop.waiting()).isEmpty();
    }

    @Test
    void setsAsideFilesThatAreNoMessages() throws IOException {
        leave("a@x.example");
        Files.writeString(directory.resolve("new/0"), "no message");
        pickUp();
        assertThat(queued).hasSize(1);
        assertThat(directory.resolve("bad/0")).exists();
    }

    @Test
    void anErrorOfOneDoesNotStopTheOthers() throws IOException {
        leave("error@x.example");
        leave("b@x.example");
        pickUp();
        assertThat(queued).hasSize(1);
        assertThat(maildrop.waiting()).hasSize(1);
    }

    @Test
    void setsAsideMessagesThatCanNeverBeStored() throws IOException {
        leave("never@x.example");
        pickUp();
        assertThat(maildrop.waiting()).isEmpty();
        assertThat(directory.resolve("bad")).isNotEmptyDirectory();
    }

    @Test
    void setsAsideFilesThatHaveEndedTheServerTwice() throws IOException {
        leave("a@x.example");
        QueueId id = QueueId.named("maildrop/" + maildrop.waiting().get(0).getFileName());
        for (int deaths = 0; deaths < 2; deaths++) {
            marks.begin(id, 0);
            marks = AttemptMarks.open(directory);
        }
        pickUp();
        assertThat(queued).isEmpty();
        assertThat(directory.resolve("bad")).isNotEmptyDirectory();
    }

    private void write(String envelope) throws IOException {
        leave("z@x.example");
        Files.writeString(maildrop.waiting().get(0), envelope + "Subject: x\n\nhi\n");
    }

    /** Of another program, or of an earlier version of this one. */
    @Test
    void bouncesInvalidRecipientsAndSendsToTheOthers() throws IOException {
        write("Fana@example.org\0Ta@x.example\0Tb@x.example\nspy@x.example\0T" + "c".repeat(900) + "@x\0\0");
        pickUp();
        assertThat(queued)
                .extracting(InboundMessage::envelope)
                .containsExactly(
                        new Envelope("ana@example.org", List.of("a@x.example")),
                        new Envelope("", List.of("ana@example.org"))
                                .notifying(Map.of("ana@example.org", Notify.NEVER)));
        assertThat(texts.get(1))
                .contains("<b@x.example?spy@x.example>:\nSorry, the address must not have control characters")
                .contains("<ccc", "...>:", "at most 256 octets")
                .contains("Subject: x\n\nhi\n");
        assertThat(queued.get(1).wireSize())
                .isEqualTo(texts.get(1).replace("\n", "\r\n").length());
        assertThat(maildrop.waiting()).isEmpty();
    }

    @Test
    void aRepetitionBouncesUnderTheSameId() throws IOException {
        write("Fana@example.org\0Tb\n@x.example\0\0");
        Path file = maildrop.waiting().get(0);
        byte[] octets = Files.readAllBytes(file);
        pickUp();
        Files.write(file, octets);
        pickUp();
        assertThat(queued).hasSize(2);
        assertThat(queued.get(0).id()).isEqualTo(queued.get(1).id());
    }

    @Test
    void setsAsideInvalidFilesWithoutASender() throws IOException {
        write("Fana\nBcc: spy@example.org\0Ta@x.example\0\0");
        String name = maildrop.waiting().get(0).getFileName().toString();
        pickUp();
        assertThat(queued).isEmpty();
        assertThat(directory.resolve("bad").resolve(name)).exists();
    }

    @Test
    void wishesAboutNotificationsGoWithTheMail() throws IOException {
        write("Fana@example.org\0RHDRS\0Vx1\0Ta@x.example\0NSUCCESS -\0\0");
        pickUp();
        assertThat(queued)
                .extracting(InboundMessage::envelope)
                .containsExactly(new Envelope(
                        "ana@example.org",
                        List.of("a@x.example"),
                        Attributes.NONE.with(Attribute.RET, "HDRS").with(Attribute.ENVID, "x1"),
                        Map.of("a@x.example", new Notify("SUCCESS", null))));
    }

    @Test
    void aSenderWhoWantsToKnowNothingIsNotToldOfInvalidRecipients() throws IOException {
        write("Fana@example.org\0Ta@x.example\0Tb@x.example\nspy\0NNEVER -\0\0");
        pickUp();
        assertThat(queued)
                .extracting(message -> message.envelope().recipients())
                .containsExactly(List.of("a@x.example"));
        write("F\0Tb@x.example\nspy\0NNEVER -\0\0");
        pickUp();
        assertThat(queued).hasSize(2);
        assertThat(queued.get(1).envelope().recipients()).containsExactly("postmaster@me.example");
    }
}
