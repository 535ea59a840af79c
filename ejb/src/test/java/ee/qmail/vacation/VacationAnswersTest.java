package ee.qmail.vacation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.TestAccounts;
import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.home.QmailHome;
import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import ee.qmail.queue.QmailQueue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VacationAnswersTest {
    private static final String DOMAIN = "example.org";
    private static final String QUESTION = """
            To: Ana <ana@example.org>
            Subject: =?UTF-8?Q?=C2=BFCu=C3=A1ndo=3F?=
            Message-ID: <2@far.example>
            References: <1@far.example> junk

            when?
            """;

    @TempDir
    private Path directory;

    private TestAccounts t;
    private Vacations vacations;
    private VacationAnswers answers;
    private Instant now = Instant.parse("2026-11-30T23:30:00Z");
    private final List<InboundMessage> sent = new ArrayList<>();

    @BeforeEach
    void start() throws IOException {
        t = new TestAccounts(directory.resolve("mail"));
        t.run(() -> t.accounts.createDomain(DOMAIN));
        t.run(() -> t.accounts.createMailbox(DOMAIN, "ana", null));
        t.run(() -> t.mailboxes.setDisplayName(DOMAIN, "ana", "Ana Núñez"));
        vacations = new Vacations(t.entities, t.accounts, t.mailboxes);
        QmailHome home = new QmailHome(directory.resolve("home"));
        new FirstStart(home).prepare("mail.example.org");
        QmailQueue queue = new QmailQueue() {
            @Override
            public void accept(InboundMessage message) {
                sent.add(message);
            }
        };
        answers = new VacationAnswers(new Book(), queue, new ControlFiles(home.control(), warning -> {}), new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneId.of("Europe/Madrid");
            }

            @Override
            public Clock withZone(ZoneId zone) {
                throw new UnsupportedOperationException();
            }

            @Override
            public Instant instant() {
                return now;
            }
        });
    }

    @AfterEach
    void stop() {
        t.close();
    }

    /** With the transactions that the container makes. */
    private final class Book extends VacationBook {
        private final VacationBook book = new VacationBook(t.entities, 2);

        @Override
        Optional<Entry> find(String name, String domain) {
            return t.commit(() -> book.find(name, domain));
        }

        @Override
        List<String> aliases(String address) {
            return t.commit(() -> book.aliases(address));
        }

        @Override
        boolean note(Entry entry, String sender, Instant at) {
            Supplier<Boolean> noted = () -> book.note(entry, sender, at);
            return t.commit(noted);
        }
    }

    private void set(String subject, LocalDate from, LocalDate until, int days) {
        Vacation vacation = new Vacation(true, subject, "Estoy fuera.\r\n\r\nAna", from, until, days);
        t.run(() -> vacations.set(DOMAIN, "ana", vacation));
    }

    private void ask(long id, String sender, String text) {
        answers.answer(new QueueId(id), sender, "ana@example.org", Body.of(text));
    }

    private String text(int index) throws IOException {
        try (InputStream in = sent.get(index).body().open()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void rfc3834AnAnswerGoesToTheSenderFromNobodyAndNamesTheQuestion() throws IOException {
        set("", null, null, 7);
        ask(7, "Bo@far.example", QUESTION);
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).envelope().sender()).isEmpty();
        assertThat(sent.get(0).envelope().recipients()).containsExactly("Bo@far.example");
        assertThat(text(0))
                .contains(
                        "From: =?UTF-8?Q?Ana_N=C3=BA=C3=B1ez?= <ana@example.org>\n",
                        "To: Bo@far.example\n",
                        "Subject: =?UTF-8?Q?Auto:_=C2=BFCu=C3=A1ndo=3F?=\n",
                        "In-Reply-To: <2@far.example>\n",
                        "References: <1@far.example> <2@far.example>\n",
                        "Auto-Submitted: auto-replied (vacation)\n",
                        "Date: 30 Nov 2026 23:30:00 +0000\n",
                        "Message-ID: <" + sent.get(0).id() + ".qmail@mail.example.org>\n")
                .endsWith("\n\nEstoy fuera.\n\nAna\n")
                .doesNotContain("\r", "junk");
        assertThat(new QueueId(7).derived("vacation/ana@example.org"))
                .as("the same when the delivery is repeated")
                .isEqualTo(sent.get(0).id());
    }

    @Test
    void rfc3834ASenderIsToldOnceInThePeriodAndAnewWhenTheTextIsAnotherOne() throws IOException {
        set("Away", null, null, 7);
        ask(1, "bo@far.example", QUESTION);
        ask(2, "BO@FAR.example", QUESTION);
        assertThat(sent).hasSize(1);
        now = now.plus(Duration.ofDays(7));
        ask(3, "bo@far.example", QUESTION);
        assertThat(sent).hasSize(2);
        set("Still away", null, null, 7);
        ask(4, "bo@far.example", QUESTION);
        assertThat(sent).hasSize(3);
        assertThat(text(2)).contains("Subject: Still away\n");
    }

    @Test
    void whoIsRememberedIsBounded() {
        set("Away", null, null, 1);
        for (String sender : List.of("a@x.example", "b@x.example", "c@x.example")) {
            ask(1, sender, QUESTION);
        }
        assertThat(sent).hasSize(2);
        now = now.plus(Duration.ofDays(2));
        ask(1, "c@x.example", QUESTION);
        assertThat(sent).hasSize(3);
    }

    @Test
    void theDaysAreThoseOfTheServerAndBothIncluded() {
        LocalDate first = LocalDate.of(2026, 12, 1);
        set("Away", first, first, 7);
        now = Instant.parse("2026-11-30T22:59:00Z");
        ask(1, "a@x.example", QUESTION);
        assertThat(sent).isEmpty();
        now = Instant.parse("2026-11-30T23:00:00Z");
        ask(2, "a@x.example", QUESTION);
        assertThat(sent).hasSize(1);
        now = Instant.parse("2026-12-01T23:00:00Z");
        ask(3, "b@x.example", QUESTION);
        assertThat(sent).hasSize(1);
    }

    @Test
    void anAliasThatLeadsToTheOwnerAloneIsAnAddressOfTheOwner() {
        set("Away", null, null, 7);
        t.run(() -> t.accounts.createAlias(DOMAIN, "sales", List.of("Ana@example.org")));
        t.run(() -> t.accounts.createAlias(DOMAIN, "all", List.of("ana@example.org", "bo@far.example")));
        ask(1, "a@x.example", "To: all@example.org\n\nx\n");
        assertThat(sent).isEmpty();
        ask(2, "a@x.example", "To: sales@example.org\n\nx\n");
        assertThat(sent).hasSize(1);
    }

    @Test
    void aMailThatIsNoMailIsNotAnsweredAndNothingIsThrown() {
        set("Away", null, null, 7);
        ask(1, "a@x.example", "");
        ask(2, "a@x.example", "\nTo: ana@example.org\n");
        ask(3, "a@x.example", "To: ana@example.org\nX: " + "x".repeat(2_000_000) + "\n\n");
        ask(4, "not an address", QUESTION);
        t.entities.close();
        ask(5, "a@x.example", QUESTION);
        assertThat(sent).isEmpty();
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        LocalDate day = LocalDate.of(2026, 12, 1);
        List<Vacation> wrong = List.of(
                new Vacation(true, "x", " ", null, null, 7),
                new Vacation(true, "x\ny", "text", null, null, 7),
                new Vacation(true, "x", "te\u0000xt", null, null, 7),
                new Vacation(true, "x", "x".repeat(Vacation.MAX_TEXT + 1), null, null, 7),
                new Vacation(true, "x", "text", day, day.minusDays(1), 7),
                new Vacation(true, "x", "text", null, null, 0));
        for (Vacation each : wrong) {
            assertThatThrownBy(() -> t.run(() -> vacations.set(DOMAIN, "ana", each)))
                    .isInstanceOf(InvalidInputException.class);
        }
        assertThat(t.<Vacation>commit(() -> vacations.of(DOMAIN, "ana"))).isEqualTo(Vacation.NONE);
        t.run(() -> vacations.set(DOMAIN, "ana", Vacation.NONE));
        assertThat(t.<Vacation>commit(() -> vacations.of(DOMAIN, "ana")).active())
                .isFalse();
    }
}
