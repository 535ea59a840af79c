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
import jakarta.jms.ObjectMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmailInjectTest {
    private final QmailInject inject = new QmailInject();
    private final List<Outgoing> sent = new ArrayList<>();
    private final List<Envelope> accepted = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();

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
                try (InputStream in = message.body().open()) {
                    texts.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
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
    void entriesBecomeMail() {
        inject.onMessage(FakeMessage.withEntries(Map.of(
                        "from",
                        "Ana <ana@example.org>",
                        "to",
                        "b@example.net",
                        "bcc",
                        "c@example.net",
                        "text",
                        "hello"))
                .as(MapMessage.class));

        assertThat(accepted)
                .containsExactly(new Envelope("ana@example.org", List.of("b@example.net", "c@example.net")));
        assertThat(texts)
                .singleElement()
                .asString()
                .contains("\nFrom: Ana <ana@example.org>\nTo: b@example.net\n")
                .endsWith("\n\nhello")
                .doesNotContain("c@example.net", "\r");
        assertThat(sent).isEmpty();
    }

    @Test
    void propertiesOverrideTheEntries() {
        FakeMessage message =
                FakeMessage.withEntries(Map.of("from", "ana@example.org", "to", "b@example.net", "text", "hello"));
        message.properties().put("qmail_sender", "bounces@example.org");
        message.properties().put("qmail_recipients", "x@example.net");
        inject.onMessage(message.as(MapMessage.class));

        assertThat(accepted).containsExactly(new Envelope("bounces@example.org", List.of("x@example.net")));
    }

    @Test
    void aMapThatCannotBecomeMailIsDeadWithAllItsEntries() throws Exception {
        Map<String, Object> entries = Map.of("to", "b@example.net", "attachment.1.name", "a.pdf", "text", "hello");
        inject.onMessage(FakeMessage.withEntries(entries).as(MapMessage.class));

        assertThat(accepted).isEmpty();
        assertThat(sent).singleElement().extracting(Outgoing::destination).isEqualTo(Queues.DEAD);
        FakeMessage dead = FakeMessage.of(sent.get(0));
        assertThat(dead.entries()).isEqualTo(entries);
        assertThat((String) dead.properties().get("qmail_reason"))
                .isEqualTo("entry 'attachment.1.data': is missing; must be the octets of the attachment, a byte array");
    }

    @Test
    void aMapToNobodySaysWhichEntryIsMissing() throws Exception {
        inject.onMessage(FakeMessage.withEntries(Map.of("from", "ana@example.org", "text", "hello"))
                .as(MapMessage.class));

        assertThat((String) FakeMessage.of(sent.get(0)).properties().get("qmail_reason"))
                .startsWith("no recipients")
                .contains("by entry 'to', 'cc' or 'bcc'");
    }

    @Test
    void theSubjectOfAMapIsAnEntry() throws Exception {
        FakeMessage message = FakeMessage.withEntries(Map.of("to", "b@example.net", "text", "hello"));
        message.properties().put("qmail_subject", "x");
        inject.onMessage(message.as(MapMessage.class));

        assertThat((String) FakeMessage.of(sent.get(0)).properties().get("qmail_reason"))
                .contains("qmail_subject", "must be its entry 'subject'");
    }

    @Test
    void aMessageOfAnotherKindIsNoMail() throws Exception {
        inject.onMessage(new FakeMessage().as(ObjectMessage.class));

        assertThat((String) FakeMessage.of(sent.get(0)).properties().get("qmail_reason"))
                .contains("must be a TextMessage, a BytesMessage or a MapMessage");
    }
}
