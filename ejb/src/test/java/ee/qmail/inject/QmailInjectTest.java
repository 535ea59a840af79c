package ee.qmail.inject;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.QmailHome;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Envelope;
import ee.qmail.queue.FakeMessage;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.Queues;
import jakarta.jms.BytesMessage;
import jakarta.jms.MapMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmailInjectTest {
    private final QmailInject inject = new QmailInject();
    private final List<Outgoing> sent = new ArrayList<>();
    private final List<Envelope> accepted = new ArrayList<>();

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        QmailHome home = new QmailHome(directory);
        home.prepare("mail.example.org");
        inject.controlFiles = new ControlFiles(home.control(), warning -> {});
        inject.outbox = new Outbox() {
            @Override
            public void send(List<Outgoing> unit) {
                sent.addAll(unit);
            }
        };
        inject.queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                accepted.add(message.envelope());
            }
        };
    }

    @Test
    void octetsBecomeMail() {
        inject.onMessage(FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\nhello\n")
                .as(BytesMessage.class));

        assertThat(accepted).containsExactly(new Envelope("ana@example.org", List.of("b@example.net")));
        assertThat(sent).isEmpty();
    }

    /** The body can be read once only. */
    @Test
    void whatCannotBecomeMailIsDeadWithAllItsText() throws Exception {
        inject.onMessage(
                FakeMessage.withBody("From: ana@example.org\n\nto nobody\n").as(BytesMessage.class));

        assertThat(accepted).isEmpty();
        assertThat(sent).singleElement().extracting(Outgoing::destination).isEqualTo(Queues.DEAD);
        FakeMessage dead = FakeMessage.of(sent.get(0));
        assertThat(dead.written()).isEqualTo("From: ana@example.org\n\nto nobody\n");
        assertThat((String) dead.properties().get("qmail_reason")).contains("no recipients");
    }

    @Test
    void aMapIsNoMail() throws Exception {
        inject.onMessage(new FakeMessage().as(MapMessage.class));

        assertThat((String) FakeMessage.of(sent.get(0)).properties().get("qmail_reason"))
                .contains("must be a TextMessage or a BytesMessage");
    }
}
