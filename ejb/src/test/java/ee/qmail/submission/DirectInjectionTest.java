package ee.qmail.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.QueueException;
import ee.qmail.message.Attribute;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.queue.QmailQueue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectInjectionTest {
    private static final byte[] TEXT = "Subject: x\n\nhi\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> ANA = List.of("ana@example.org");

    private final List<InboundMessage> accepted = new ArrayList<>();
    private DirectInjection injection;
    private boolean queueFails;
    private Path control;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        System.setProperty(Env.QMAIL_HOME.property(), directory.toString());
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        control = home.control();
        injection = fresh();
    }

    @AfterEach
    void forgetHome() {
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    private DirectInjection fresh() {
        return new DirectInjection(new ControlFiles(control, warning -> {}), new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                if (queueFails) {
                    throw new QueueException("the queue is closed", null);
                }
                accepted.add(message);
            }

            @Override
            public void acceptNew(List<InboundMessage> messages) {
                messages.forEach(this::accept);
            }
        });
    }

    private QueueId message(String key, byte[] octets, String sender, List<String> recipients) throws IOException {
        return injection.message(key, new ByteArrayInputStream(octets), sender, recipients, DsnWishes.NONE);
    }

    private QueueId send(String key, String text) {
        return injection.text(key, text, "Hello", "bob@example.org", ANA);
    }

    @Test
    void aRepetitionHasTheSameIdAndAnotherKeyAnother() {
        QueueId first = send("admin/1", "a");
        assertThat(send("admin/1", "a")).isEqualTo(first);
        assertThat(send("admin/2", "a")).isNotEqualTo(first);
        assertThat(send("other/1", "a")).isNotEqualTo(first);
        assertThat(send(null, "a")).isNotEqualTo(send(null, "a"));
    }

    @Test
    void anotherContentUnderAUsedKeyIsRefused() {
        send("admin/1", "a");
        assertThatThrownBy(() -> send("admin/1", "b"))
                .isInstanceOf(AlreadyExistsException.class)
                .hasMessageStartingWith("Idempotency-Key: ");
        assertThatThrownBy(() -> injection.text("admin/1", "a", "Hello", "bob@example.org", List.of("ben@example.org")))
                .isInstanceOf(AlreadyExistsException.class);
        assertThatThrownBy(() -> injection.text("admin/1", "a", "Other", "bob@example.org", ANA))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(accepted).hasSize(1);
    }

    @Test
    void afterARestartARepetitionIsKnownAndAnotherContentIsNotLost() {
        QueueId first = send("admin/1", "a");
        injection = fresh();
        assertThat(send("admin/1", "a")).isEqualTo(first);
        injection = fresh();
        assertThat(send("admin/1", "b")).isNotEqualTo(first);
    }

    @Test
    void aRefusedMessageMayComeCorrectedUnderItsKey() {
        assertThatThrownBy(() -> injection.text("admin/1", "a", "Hello", "bob@example.org", List.of()))
                .isInstanceOf(InvalidInputException.class);
        queueFails = true;
        assertThatThrownBy(() -> send("admin/1", "b")).isInstanceOf(QueueException.class);
        queueFails = false;
        send("admin/1", "c");
        assertThat(accepted).hasSize(1);
    }

    @Test
    void keysHaveABound() {
        UsedKeys keys = new UsedKeys();
        for (int i = 0; i <= UsedKeys.MAX; i++) {
            assertThat(keys.use("key" + i, "a")).isTrue();
        }
        assertThat(keys.use("key" + UsedKeys.MAX, "b")).isFalse();
        assertThat(keys.use("key0", "b")).as("the oldest is forgotten").isTrue();
    }

    @Test
    void recipientsStayAList() throws IOException {
        List<String> recipients = List.of("\"Doe, J\"@example.org", "bob@example.net");
        message(null, TEXT, "ana@example.org", recipients);
        injection.text(null, "hi", "x", "ana@example.org", recipients);
        Envelope expected = new Envelope("ana@example.org", List.of("Doe, J@example.org", "bob@example.net"));
        assertThat(accepted).extracting(InboundMessage::envelope).containsExactly(expected, expected);
        assertThat(injection
                        .complete(TEXT, "ana@example.org", recipients, DsnWishes.NONE)
                        .envelope())
                .isEqualTo(expected);
    }

    @Test
    void aMessageThatIsInAFileIsKnownAgainAndLeavesNoFile() throws IOException {
        byte[] large = ("Subject: x\r\n\r\n" + "line\r\n".repeat(100_000)).getBytes(StandardCharsets.US_ASCII);
        QueueId id = message("admin/1", large, "ana@example.org", ANA);

        byte[] stored =
                new String(large, StandardCharsets.US_ASCII).replace("\r", "").getBytes(StandardCharsets.US_ASCII);
        assertThat(message("admin/1", stored, "ana@example.org", ANA)).isEqualTo(id);
        assertThatThrownBy(() -> message("admin/1", TEXT, "ana@example.org", ANA))
                .isInstanceOf(AlreadyExistsException.class);
        assertThat(control.resolveSibling("queue").resolve("tmp")).isEmptyDirectory();
    }

    /** A repetition must be known after the software has changed. */
    @Test
    void theDigestOfAContentStays() throws IOException {
        assertThat(message("admin/1", TEXT, "ana@example.org", ANA))
                .isEqualTo(QueueId.named(
                        "direct/admin/1/" + "ea7eac326a64c98432527aa2b89bb359bccbdccdffb8cc77b3200a62bd09aebb"));
    }

    @Test
    void namesInvalidAddresses() {
        for (String wrong : List.of("a\nb@x.example", "a@" + "d".repeat(304), "x".repeat(1112) + "@y", "a@b,c@d")) {
            assertThatThrownBy(() -> message(null, TEXT, "ana@example.org", List.of("b@x.example", wrong)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("must ");
            assertThatThrownBy(() -> injection.complete(TEXT, wrong, List.of("b@x.example"), DsnWishes.NONE))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("must ");
        }
        for (String wrong : Arrays.asList(null, "", " ")) {
            assertThatThrownBy(() -> message(null, TEXT, "ana@example.org", Arrays.asList("b@c.d", wrong)))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("one of them is empty");
        }
        assertThat(accepted).isEmpty();
    }

    @Test
    void wishesAboutNotificationsAreOfTheMailAndOfItsContent() {
        DsnWishes wishes = new DsnWishes("NEVER", "HDRS", "x");
        injection.text("admin/1", "a", "Hello", "bob@example.org", ANA, wishes);
        assertThat(accepted).singleElement().satisfies(mail -> {
            assertThat(mail.envelope().notifyOf("ana@example.org")).isEqualTo(Notify.NEVER);
            assertThat(mail.envelope().attributes().get(Attribute.RET)).contains("HDRS");
        });
        assertThatThrownBy(() -> send("admin/1", "a")).isInstanceOf(AlreadyExistsException.class);
        for (DsnWishes others : List.of(
                new DsnWishes(null, "HDRS", "x"),
                new DsnWishes("NEVER", null, "x"),
                new DsnWishes("NEVER", "HDRS", "y"))) {
            assertThatThrownBy(() -> injection.text("admin/1", "a", "Hello", "bob@example.org", ANA, others))
                    .isInstanceOf(AlreadyExistsException.class);
        }
        injection.text("admin/1", "a", "Hello", "bob@example.org", ANA, wishes);
    }
}
