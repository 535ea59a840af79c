package ee.qmail.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.KeyTakenException;
import ee.qmail.contract.Queues;
import ee.qmail.contract.Submission.Keyed;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.control.Setting;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.FakeMessage;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.message.DsnWishes;
import ee.qmail.message.Envelope;
import ee.qmail.queue.QmailQueue;
import jakarta.jms.BytesMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedSubmissionTest {
    private static final String SENDER = "shop@example.org";
    private static final List<String> ANA = List.of("ana@example.org");

    private final List<InboundMessage> mails = new ArrayList<>();
    private final List<QueuedMessage> companions = new ArrayList<>();
    private final List<InboundMessage> injected = new ArrayList<>();
    private final QmailQueue queue = new QmailQueue() {
        @Override
        public void acceptNew(List<InboundMessage> messages, List<QueuedMessage> others) {
            if (queueFails) {
                throw new QueueException("the queue is closed", null);
            }
            mails.addAll(messages);
            companions.addAll(others);
        }

        @Override
        public void accept(InboundMessage message) {
            injected.add(message);
        }
    };
    private boolean queueFails;
    private QmailHome home;
    private ControlFiles controls;
    private KeyedSubmission submission;
    private DsnWishes wishes = DsnWishes.NONE;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        System.setProperty(Env.QMAIL_HOME.property(), directory.toString());
        home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        controls = new ControlFiles(home.control(), warning -> {});
        submission = new KeyedSubmission(new DirectInjection(controls, queue), queue);
    }

    @AfterEach
    void forgetHome() {
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    private Keyed check(String key, String text, List<String> recipients) {
        return submission.check(key, text.getBytes(StandardCharsets.UTF_8), SENDER, recipients, wishes);
    }

    private void send(Keyed... keyed) {
        submission.store(List.of(), List.of(keyed));
    }

    @Test
    void aUnitIsHandedOverAsOne() {
        InboundMessage plain = new DirectInjection(controls, queue)
                .complete("Subject: x\n\nhi\n".getBytes(StandardCharsets.UTF_8), SENDER, ANA, wishes);
        submission.store(List.of(plain), List.of(check("a/1", "\nhi\n", ANA), check("a/2", "\nhi\n", ANA)));
        assertThat(mails).containsExactly(plain);
        assertThat(companions).hasSize(2).allSatisfy(message -> {
            assertThat(message.destination()).isEqualTo(Queues.INJECT);
            assertThat(message.persistent()).isTrue();
            assertThat(message.duplicateId())
                    .as("a repetition must not undo the unit")
                    .isNull();
        });
    }

    @Test
    void qmailInjectMakesTheMailUnderTheIdThatWasTold() throws Exception {
        List<String> recipients = List.of("\"Doe, J\"@example.org", "bob@example.net");
        Keyed mail = check("a/1", "Subject: x\r\n\r\nhi\r\n", recipients);
        send(mail);
        FakeMessage stored = FakeMessage.of(companions.get(0));
        FakeMessage received = FakeMessage.withBody(stored.written());
        received.properties().putAll(stored.properties());
        inject(received);

        assertThat(injected).singleElement().satisfies(message -> {
            assertThat(message.id()).isEqualTo(mail.id());
            assertThat(message.envelope())
                    .isEqualTo(new Envelope(SENDER, List.of("Doe, J@example.org", "bob@example.net")));
        });
    }

    /** Checked once, when it is sent: what is taken then must not end in the dead letters. */
    @Test
    void qmailInjectTakesWhatWasTaken() throws Exception {
        controls.write(Setting.DATABYTES, "2500\n");
        String body = "Subject: x\r\n\r\n" + "a\r\n".repeat(1_000); // 3,014 octets, 2,012 with LF line ends
        for (String recipient :
                List.of("Doe (Sales, EU) <doe@example.org>", "<@a.example,@b.example:doe@example.org>")) {
            send(check("a/" + recipient, body, List.of(recipient)));
            FakeMessage stored = FakeMessage.of(companions.get(companions.size() - 1));
            FakeMessage received = FakeMessage.withBody(stored.written());
            received.properties().putAll(stored.properties());
            inject(received);
            assertThat(injected.get(injected.size() - 1).envelope().recipients())
                    .hasSize(1);
        }
        assertThat(injected).hasSize(2);
        controls.write(Setting.DATABYTES, "500\n");
        String shorterWhenComplete = "Bcc: " + "ana@example.org, ".repeat(30) + "bob@example.org\nSubject: x\n\nhi\n";
        assertThatThrownBy(() -> check("a/3", shorterWhenComplete, ANA))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("body: must be at most control/databytes, 500 octets");
    }

    private void inject(FakeMessage message) throws IOException {
        QmailInject inject = new QmailInject();
        inject.controlFiles = controls;
        inject.queue = queue;
        inject.marks = AttemptMarks.open(home.root());
        inject.onMessage(message.as(BytesMessage.class));
    }

    @Test
    void aRepetitionIsHandedOverAgainUnderTheSameId() {
        Keyed first = check("a/1", "\nhi\n", ANA);
        send(first);
        Keyed again = check("a/1", "\r\nhi\r\n", ANA);
        send(again);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(companions).hasSize(2);
    }

    @Test
    void anotherContentIsRefused() {
        send(check("a/1", "\nhi\n", ANA));
        for (String text : List.of("\nho\n", "Subject: x\n\nhi\n")) {
            assertThatThrownBy(() -> check("a/1", text, ANA))
                    .isInstanceOf(KeyTakenException.class)
                    .hasMessage("key 'a/1': was used for another mail; must be a new one for each mail");
        }
        assertThatThrownBy(() -> check("a/1", "\nhi\n", List.of("bob@example.org")))
                .isInstanceOf(KeyTakenException.class);
        assertThat(companions).hasSize(1);
    }

    @Test
    void ofTwoUnitsAtTheSameTimeTheSecondIsRefusedWhole() {
        Keyed one = check("a/1", "\nhi\n", ANA);
        Keyed other = check("a/1", "\nho\n", ANA);
        Keyed fresh = check("a/2", "\nhi\n", ANA);
        send(one);
        assertThatThrownBy(() -> send(fresh, other)).isInstanceOf(KeyTakenException.class);
        assertThat(companions).hasSize(1);
        assertThat(check("a/2", "\nanother\n", ANA))
                .as("nothing went out under it")
                .isNotNull();
        assertThatThrownBy(() -> check("a/1", "\nho\n", ANA)).isInstanceOf(KeyTakenException.class);
    }

    @Test
    void aUnitThatIsNotStoredTakesNoKeyAndARepetitionThatFailsGivesNoneBack() {
        queueFails = true;
        Keyed mail = check("a/1", "\nhi\n", ANA);
        assertThatThrownBy(() -> send(mail)).isInstanceOf(QueueException.class);
        queueFails = false;
        send(check("a/1", "\nho\n", ANA));
        queueFails = true;
        assertThatThrownBy(() -> send(check("a/1", "\nho\n", ANA))).isInstanceOf(QueueException.class);
        assertThatThrownBy(() -> check("a/1", "\nhi\n", ANA)).isInstanceOf(KeyTakenException.class);
    }

    @Test
    void wrongKeysAndMailsAreRefusedAtOnce() {
        for (String wrong : List.of("", " ", "a\nb", "\ud800", "k".repeat(KeyedSubmission.MAX_KEY + 1))) {
            assertThatThrownBy(() -> check(wrong, "\nhi\n", ANA))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("key '");
        }
        assertThatThrownBy(() -> check("a/1", "\nto nobody\n", List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("no recipients");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            many.add("r" + i + "@example.org");
        }
        assertThatThrownBy(() -> check("a/1", "\nhi\n", many))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("at most 100000 characters together");
    }

    @Test
    void wishesAboutNotificationsGoWithAMailThatHasAKey() throws Exception {
        wishes = new DsnWishes("SUCCESS,DELAY", "HDRS", "order 17+");
        send(check("a/1", "Subject: x\n\nhi\n", ANA));
        FakeMessage stored = FakeMessage.of(companions.get(0));
        FakeMessage received = FakeMessage.withBody(stored.written());
        received.properties().putAll(stored.properties());
        inject(received);
        assertThat(injected)
                .singleElement()
                .satisfies(message -> assertThat(message.envelope()).isEqualTo(wishes.of(new Envelope(SENDER, ANA))));
        wishes = DsnWishes.NONE;
        assertThatThrownBy(() -> check("a/1", "Subject: x\n\nhi\n", ANA)).isInstanceOf(KeyTakenException.class);
    }
}
