package ee.qmail.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Queues;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.FakeMessage;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.queue.QmailQueue;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.ObjectMessage;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QmailInjectTest {
    private final QmailInject inject = new QmailInject();
    private final List<QueuedMessage> sent = new ArrayList<>();
    private final List<Envelope> accepted = new ArrayList<>();
    private final List<QueueId> ids = new ArrayList<>();
    private final List<String> texts = new ArrayList<>();
    private QmailHome home;
    private RuntimeException trouble;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        System.setProperty(Env.QMAIL_HOME.property(), directory.toString());
        home = new QmailHome(directory);
        inject.marks = AttemptMarks.open(directory);
        new FirstStart(home).prepare("mail.example.org");
        inject.controlFiles = new ControlFiles(home.control(), warning -> {});
        inject.outbox = new JmsSender() {
            @Override
            public void send(List<QueuedMessage> unit) {
                sent.addAll(unit);
            }
        };
        inject.queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                if (trouble != null) {
                    throw trouble;
                }
                accepted.add(message.envelope());
                ids.add(message.id());
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

    /** JMS' {@code setDisableMessageID}. */
    @Test
    void messagesWithoutAnIdAreDifferentMails() {
        for (int i = 0; i < 2; i++) {
            inject.onMessage(FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\nhello\n")
                    .withoutId()
                    .as(BytesMessage.class));
            inject.onMessage(FakeMessage.withBody("no mail").withoutId().as(BytesMessage.class));
        }
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
        assertThat(sent).hasSize(2).extracting(QueuedMessage::duplicateId).doesNotHaveDuplicates();
    }

    /** The body can be read once only. */
    @Test
    void invalidTextIsDeadWithAllItsText() throws Exception {
        inject.onMessage(
                FakeMessage.withBody("From: ana@example.org\n\nto nobody\n").as(BytesMessage.class));

        assertThat(accepted).isEmpty();
        assertThat(sent).singleElement().extracting(QueuedMessage::destination).isEqualTo(Queues.DEAD);
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
        assertThat(sent).singleElement().extracting(QueuedMessage::destination).isEqualTo(Queues.DEAD);
        FakeMessage dead = FakeMessage.of(sent.get(0));
        assertThat(dead.entries()).isEqualTo(entries);
        assertThat((String) dead.properties().get("qmail_reason"))
                .isEqualTo("entry 'attachment.1.data': is missing; must be the octets of the attachment, a byte array");
    }

    @Test
    void aMapWithoutRecipientsNamesTheMissingEntry() throws Exception {
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

    @Test
    void allKindsThatAreNoMailAreDeadAtOnce() throws Exception {
        for (Class<? extends Message> kind : List.of(ObjectMessage.class, StreamMessage.class, Message.class)) {
            sent.clear();
            inject.onMessage(new FakeMessage().as(kind));
            assertThat(reason())
                    .isEqualTo("a message to qmail.inject must be a TextMessage, a BytesMessage or a MapMessage");
        }
    }

    @Test
    void aBodyThatCannotBeReadIsDeadAtOnce() throws Exception {
        for (Class<? extends Message> kind : List.of(TextMessage.class, MapMessage.class, BytesMessage.class)) {
            for (JMSException broken :
                    List.of(new MessageFormatException("planned"), new MessageEOFException("planned"))) {
                sent.clear();
                FakeMessage message = FakeMessage.withBody("x");
                message.properties().put("whose", "ana's");
                message.trouble = broken;
                inject.onMessage(message.as(kind));
                assertThat(reason()).isEqualTo("body: cannot be read: planned");
                assertThat(FakeMessage.of(sent.get(0)).properties()).containsEntry("whose", "ana's");
            }
        }
        assertThat(accepted).isEmpty();
    }

    /** A connection that breaks, for instance. */
    @Test
    void aBodyThatCannotBeReadNowComesAgain() {
        for (Class<? extends Message> kind : List.of(TextMessage.class, MapMessage.class, BytesMessage.class)) {
            FakeMessage message = FakeMessage.withBody("x");
            message.trouble = new JMSException("planned");
            assertThatThrownBy(() -> inject.onMessage(message.as(kind))).isInstanceOf(QueueException.class);
        }
        assertThat(sent).isEmpty();
    }

    private interface LargeBytes extends BytesMessage, MessageWithBody {}

    private static Body broken(IOException trouble) {
        return new Body() {
            @Override
            public long size() {
                return 2;
            }

            @Override
            public InputStream open() throws IOException {
                throw trouble;
            }
        };
    }

    @Test
    void aBodyThatCannotBeUnpackedIsDeadAtOnceAndOneOnADiskInTroubleComesAgain() throws Exception {
        FakeMessage message = FakeMessage.withBody("x");
        message.large = broken(new IOException("planned"));
        assertThatThrownBy(() -> inject.onMessage(message.as(LargeBytes.class)))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(sent).isEmpty();

        message.large = broken(new ZipException("the compressed body cannot be unpacked: planned"));
        inject.onMessage(message.as(LargeBytes.class));
        assertThat(reason()).isEqualTo("body: the compressed body cannot be unpacked: planned");
        assertThat(accepted).isEmpty();
    }

    @AfterEach
    void forgetHome() {
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    private String reason() throws Exception {
        assertThat(sent).singleElement().extracting(QueuedMessage::destination).isEqualTo(Queues.DEAD);
        return (String) FakeMessage.of(sent.get(0)).properties().get("qmail_reason");
    }

    @Test
    void allItsPropertiesAreDeadWithIt() throws Exception {
        FakeMessage message = new FakeMessage();
        message.properties().put("whose", "ana's");
        message.properties().put("number", 7L);
        inject.onMessage(message.as(ObjectMessage.class));

        assertThat(reason()).contains("must be a TextMessage");
        assertThat(FakeMessage.of(sent.get(0)).properties())
                .containsEntry("whose", "ana's")
                .containsEntry("number", 7L);
    }

    @Test
    void refusesMessagesOverDatabytesBeforeReadingThem() throws Exception {
        Files.writeString(home.control().resolve("databytes"), "100\n");
        inject.controlFiles = new ControlFiles(home.control(), warning -> {});
        FakeMessage message = FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\n" + "x".repeat(60));
        message.unreadable = true;
        inject.onMessage(message.as(BytesMessage.class));

        assertThat(accepted).isEmpty();
        assertThat(reason()).isEqualTo("body: has 101 octets, must be at most control/databytes, 100 octets");
    }

    @Test
    void aTextOfMegabytesKeepsItsBodyAndGetsItsHeader() {
        String body = "0123456789abcdef0123456789abcdef\n".repeat(100_000);
        inject.onMessage(
                FakeMessage.withBody(("From: ana@example.org\nTo: b@example.net\n\n" + body).replace("\n", "\r\n"))
                        .as(BytesMessage.class));

        assertThat(accepted).containsExactly(new Envelope("ana@example.org", List.of("b@example.net")));
        assertThat(texts).singleElement().asString().contains("\nMessage-ID: ").endsWith("\n\n" + body);
        assertThat(home.root().resolve("queue/tmp")).isEmptyDirectory();
    }

    @Test
    void aHeaderWithoutAnEndIsRefused() throws Exception {
        inject.onMessage(FakeMessage.withBody("To: b@example.net\nSubject: " + "x".repeat(2_000_000) + "\n\nhello\n")
                .as(BytesMessage.class));
        assertThat(reason()).isEqualTo("not a message that can be sent: the header must have at most 1048576 octets");
    }

    @Test
    void aHeaderOfManyFieldsIsRefused() throws Exception {
        inject.onMessage(FakeMessage.withBody("a:\n".repeat(20_000) + "To: b@example.net\n\nhello\n")
                .as(BytesMessage.class));
        assertThat(reason()).isEqualTo("not a message that can be sent: the header must have at most 10000 fields");
    }

    @Test
    void messagesThatCanNeverBeStoredAreDeadAndUnknownTroubleIsRetried() throws Exception {
        FakeMessage message = FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\nhello\n");
        trouble = new QueueException("planned", null);
        assertThatThrownBy(() -> inject.onMessage(message.asReceivedAgain().as(BytesMessage.class)))
                .isSameAs(trouble);
        assertThat(sent).isEmpty();

        trouble = new NeverStoredException("planned", null);
        inject.onMessage(message.asReceivedAgain().as(BytesMessage.class));
        assertThat(reason()).isEqualTo("planned");
    }

    @Test
    void messagesThatHaveEndedTheServerTwiceAreDead() throws Exception {
        QueueId id = QueueId.named("inject/ID:fake");
        for (int deaths = 0; deaths < 2; deaths++) {
            inject.marks.begin(id, 0);
            inject.marks = AttemptMarks.open(home.root());
        }
        inject.onMessage(FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\nhello\n")
                .as(BytesMessage.class));

        assertThat(accepted).isEmpty();
        assertThat(reason()).isEqualTo("the server has ended 2 times while it made mail of this message");
        assertThat(inject.marks.deaths(id, 0)).isZero();
    }

    @Test
    void aPropertyOfOctetsIsDeadAtOnce() throws Exception {
        for (String name : List.of("qmail_sender", "qmail_recipients", "qmail_subject", "qmail_key")) {
            sent.clear();
            FakeMessage message = FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\nhello\n");
            message.properties().put(name, new byte[] {1});
            inject.onMessage(message.as(BytesMessage.class));
            assertThat(reason()).isEqualTo("property " + name + ": must be a string");
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void propertiesSayOfWhatTheSenderIsToBeTold() {
        FakeMessage message =
                FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\nCc: c@example.net\n\nhello\n");
        message.properties().put("qmail_notify", "failure,success");
        message.properties().put("qmail_ret", "hdrs");
        message.properties().put("qmail_envid", "order 17");
        inject.onMessage(message.as(BytesMessage.class));

        Notify notify = new Notify("SUCCESS,FAILURE", null);
        assertThat(accepted)
                .containsExactly(new Envelope(
                        "ana@example.org",
                        List.of("b@example.net", "c@example.net"),
                        Attributes.NONE.with(Attribute.RET, "HDRS").with(Attribute.ENVID, "order+2017"),
                        Map.of("b@example.net", notify, "c@example.net", notify)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "qmail_notify | always | property qmail_notify 'always': must be NEVER, or some of SUCCESS,FAILURE,DELAY with commas alone",
                "qmail_ret | all | property qmail_ret 'all': must be FULL for the whole message, or HDRS for its header",
                "qmail_envid | caf\u00e9 | property qmail_envid 'caf?': must be 1 to 100 printable characters of ASCII"
            })
    void wishesThatMakeNoSenseAreNamed(String property, String value, String reason) throws Exception {
        FakeMessage message = FakeMessage.withBody("From: ana@example.org\nTo: b@example.net\n\nhello\n");
        message.properties().put(property, value);
        inject.onMessage(message.as(BytesMessage.class));

        assertThat(accepted).isEmpty();
        assertThat(sent).singleElement().extracting(QueuedMessage::destination).isEqualTo(Queues.DEAD);
        assertThat((String) FakeMessage.of(sent.get(0)).properties().get("qmail_reason"))
                .isEqualTo(reason);
    }
}
