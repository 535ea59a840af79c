package ee.qmail.inject;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Envelope;
import ee.qmail.maildrop.Maildrop;
import ee.qmail.queue.QmailQueue;
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

    private final QmailQueue queue = new QmailQueue() {
        @Override
        public void accept(InboundMessage message) {
            if (message.envelope().recipients().contains(refused)) {
                throw new IllegalStateException("planned");
            }
            queued.add(message);
        }
    };

    @BeforeEach
    void open() {
        maildrop = new Maildrop(directory);
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
        MaildropPickup.pickUp(maildrop, queue);
        MaildropPickup.pickUp(maildrop, queue);
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
        MaildropPickup.pickUp(maildrop, queue);
        Files.write(file, octets);
        MaildropPickup.pickUp(maildrop, queue);
        assertThat(queued).hasSize(2);
        assertThat(queued.get(0).id()).isEqualTo(queued.get(1).id());
    }

    @Test
    void whatTheQueueRefusesStaysAndDoesNotStopTheOthers() throws IOException {
        refused = "a@x.example";
        leave("a@x.example");
        leave("b@x.example");
        MaildropPickup.pickUp(maildrop, queue);
        assertThat(queued).hasSize(1);
        assertThat(maildrop.waiting()).hasSize(1);

        refused = "";
        MaildropPickup.pickUp(maildrop, queue);
        assertThat(queued).hasSize(2);
        assertThat(maildrop.waiting()).isEmpty();
    }

    @Test
    void whatIsNoMessageIsSetAside() throws IOException {
        leave("a@x.example");
        Files.writeString(directory.resolve("new/0"), "no message");
        MaildropPickup.pickUp(maildrop, queue);
        assertThat(queued).hasSize(1);
        assertThat(directory.resolve("bad/0")).exists();
    }
}
