package ee.qmail.inject;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Envelope;
import ee.qmail.maildrop.Maildrop;
import ee.qmail.queue.AttemptMarks;
import ee.qmail.queue.NeverStoredException;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaildropPickupTest {
    @TempDir
    private Path directory;

    private final List<InboundMessage> queued = new ArrayList<>();
    private String refused = "";
    private Maildrop maildrop;
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
        }
    };

    @BeforeEach
    void open() {
        maildrop = new Maildrop(directory);
        marks = AttemptMarks.open(directory);
    }

    private void leave(String recipient) throws IOException {
        maildrop.leave(
                new Envelope("ana@example.org", List.of(recipient)),
                out -> out.write("Subject: x\n\nhi\n".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void whatIsLeftGoesIntoTheQueueOnce() throws IOException {
        leave("a@x.example");
        leave("b@x.example");
        MaildropPickup.pickUp(maildrop, queue, marks);
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued)
                .extracting(message -> message.envelope().recipients())
                .containsExactlyInAnyOrder(List.of("a@x.example"), List.of("b@x.example"));
        assertThat(queued)
                .allSatisfy(message -> assertThat(message.wireSize()).isEqualTo("Subject: x\r\n\r\nhi\r\n".length()));
        assertThat(queued.get(0).id()).isNotEqualTo(queued.get(1).id());
    }

    @Test
    void afterACrashItComesAgainUnderTheSameId() throws IOException {
        leave("a@x.example");
        Path file = maildrop.waiting().get(0);
        byte[] octets = Files.readAllBytes(file);
        MaildropPickup.pickUp(maildrop, queue, marks);
        Files.write(file, octets);
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued).hasSize(2);
        assertThat(queued.get(0).id()).isEqualTo(queued.get(1).id());
    }

    @Test
    void whatTheQueueRefusesStaysAndDoesNotStopTheOthers() throws IOException {
        refused = "a@x.example";
        leave("a@x.example");
        leave("b@x.example");
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued).hasSize(1);
        assertThat(maildrop.waiting()).hasSize(1);

        refused = "";
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued).hasSize(2);
        assertThat(maildrop.waiting()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsSetAside() throws IOException {
        leave("a@x.example");
        Files.writeString(directory.resolve("new/0"), "no message");
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued).hasSize(1);
        assertThat(directory.resolve("bad/0")).exists();
    }

    @Test
    void anErrorOfOneDoesNotStopTheOthers() throws IOException {
        leave("error@x.example");
        leave("b@x.example");
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued).hasSize(1);
        assertThat(maildrop.waiting()).hasSize(1);
    }

    @Test
    void whatCanNeverBeStoredIsSetAside() throws IOException {
        leave("never@x.example");
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(maildrop.waiting()).isEmpty();
        assertThat(directory.resolve("bad")).isNotEmptyDirectory();
    }

    @Test
    void whatHasEndedTheServerTwiceIsSetAside() throws IOException {
        leave("a@x.example");
        QueueId id = QueueId.named("maildrop/" + maildrop.waiting().get(0).getFileName());
        for (int deaths = 0; deaths < 2; deaths++) {
            marks.begin(id, 0);
            marks = AttemptMarks.open(directory);
        }
        MaildropPickup.pickUp(maildrop, queue, marks);
        assertThat(queued).isEmpty();
        assertThat(directory.resolve("bad")).isNotEmptyDirectory();
    }
}
