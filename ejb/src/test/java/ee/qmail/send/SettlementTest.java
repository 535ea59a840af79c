package ee.qmail.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.Queues;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.deferred.DatabaseSync;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.DueJob;
import ee.qmail.deferred.TransactionalStore;
import ee.qmail.history.DeliveryHistory;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.FakeMessage;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.Job;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.MailEvent;
import ee.qmail.jms.QueueException;
import ee.qmail.jms.QueuedMessage;
import ee.qmail.jms.Reports;
import ee.qmail.jms.TestQueue;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.queue.QmailQueue;
import jakarta.jms.JMSException;
import jakarta.persistence.PersistenceException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettlementTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    /** When every waiting job is due. */
    private static final Instant LATE = NOW.plus(Duration.ofDays(30));

    private final TransactionalStore store = new TransactionalStore();
    private final List<String> steps = new ArrayList<>();
    private final List<QueuedMessage> sent = new ArrayList<>();
    private final DeliveryHistory history = new DeliveryHistory();
    private Settlement settlement;
    private ControlFiles controlFiles;
    private AttemptMarks marks;
    private final Map<QueuedMessage, String> texts = new HashMap<>();
    private boolean brokerIsDown;
    private Path marksDirectory;

    private final DatabaseSync durability = new DatabaseSync() {
        @Override
        public void sync() {
            steps.add("sync");
        }
    };

    private final JmsSender outbox = new JmsSender() {
        @Override
        public void send(List<QueuedMessage> unit) {
            if (brokerIsDown) {
                throw new QueueException("planned", null);
            }
            steps.add("send");
            sent.addAll(unit);
            unit.forEach(outgoing -> texts.put(outgoing, written(outgoing)));
        }
    };

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        store.empty();
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        marksDirectory = directory.resolve("marks");
        marks = AttemptMarks.open(marksDirectory);
        Files.writeString(home.control().resolve("virtualdomains"), "example.net:example.net\n");
        controlFiles = new ControlFiles(home.control(), warning -> {});
        settlement = settlement(store);
    }

    private Settlement settlement(DeferredStore kept) {
        QmailQueue queue = TestQueue.of(outbox, controlFiles);
        return new Settlement(kept, durability, outbox, queue, controlFiles, new QuietLogs(), history, marks);
    }

    private static final class QuietLogs extends SendLogger {
        @Override
        void bounced(Job job, QueueId bounce) {}

        @Override
        void tripleBounce(Job job) {}

        @Override
        void jobEnded(Job job) {}
    }

    private static Job job(String sender) {
        return job(sender, 1, 1, "a@far.example", "b@far.example");
    }

    private static Job job(String sender, int number, int jobs, String... recipients) {
        return new Job(
                new QueueId(42),
                number,
                jobs,
                Channel.REMOTE,
                "far.example",
                new Envelope(sender, List.of(recipients)),
                Body.of("Subject: x\n\ntext\n"),
                20,
                NOW);
    }

    /** One of three jobs of a message, and its outcome. */
    private void oneOfThree(int number, DeliveryReport report, Instant now) {
        settlement.settleFirst(job("ana@example.org", number, 3, report.recipient()), List.of(report), now);
    }

    /** All tickets are issued at once, and whoever has one concludes. */
    private void concludeWhatIsDue(Instant now) throws IOException {
        List<DueJob> due = store.due(now, 10);
        for (DueJob job : due) {
            Optional<DeferredStore.Claim> claim = store.claim(job.ticket(), now);
            if (claim.isPresent()) {
                claim.get().body().discard();
                settlement.settleRetry(claim.get(), List.of(), now);
            }
        }
    }

    private String onlyBounce() {
        assertThat(bounces()).hasSize(1);
        return texts.get(bounces().get(0));
    }

    /** While it is sent: later the body is discarded. */
    private static String written(QueuedMessage outgoing) {
        try {
            return FakeMessage.of(outgoing).written();
        } catch (JMSException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private static DeliveryReport done(String recipient) {
        return Reports.success(recipient, "accepted");
    }

    private static DeliveryReport later(String recipient) {
        return Reports.deferral(recipient, "not now");
    }

    private static DeliveryReport failed(String recipient) {
        return Reports.failure(recipient, "no such user");
    }

    private List<MailEvent> events() {
        return sent.stream()
                .filter(outgoing -> outgoing.destination().equals(Queues.EVENTS))
                .map(outgoing -> (MailEvent) outgoing.content())
                .toList();
    }

    private List<QueuedMessage> bounces() {
        return sent.stream()
                .filter(outgoing -> !outgoing.destination().equals(Queues.EVENTS))
                .toList();
    }

    @Test
    void qs7AJobThatIsDoneLeavesNothingButEvents() {
        settlement.settleFirst(job("ana@example.org"), List.of(done("a@far.example"), done("b@far.example")), NOW);

        assertThat(sent)
                .extracting(QueuedMessage::destination)
                .containsOnly(Queues.EVENTS)
                .hasSize(2);
        assertThat(store.count()).isZero();
    }

    @Test
    void outcomesAreToldUnderTheAddressTheSenderKnows() throws Exception {
        String rewritten = "example.net-ana@example.net";
        Job job = new Job(
                new QueueId(42),
                1,
                1,
                Channel.LOCAL,
                "example.net",
                new Envelope("bob@far.example", List.of(rewritten)),
                Body.of("text\n"),
                5,
                NOW);

        settlement.settleFirst(job, List.of(done(rewritten)), NOW);

        assertThat(history.recent(1))
                .singleElement()
                .satisfies(delivery -> assertThat(delivery.recipient()).isEqualTo("ana@example.net"));
        assertThat(FakeMessage.of(sent.get(0)).properties()).containsEntry(MailEvent.RECIPIENT, "ana@example.net");
    }

    private static Job wishing(String sender, String a, String b) {
        Job plain = job(sender);
        Map<String, Notify> notifies = new HashMap<>();
        notifies.put("a@far.example", new Notify(a, null));
        notifies.put("b@far.example", new Notify(b, null));
        return new Job(
                plain.id(),
                1,
                1,
                plain.channel(),
                plain.domain(),
                plain.envelope().notifying(notifies),
                plain.body(),
                plain.wireSize(),
                plain.arrival());
    }

    private static DeliveryReport relayed(String recipient) {
        return DeliveryReport.replied(recipient, Outcome.SUCCESS, Reason.ACCEPTED, "192.0.2.9", "250 ok");
    }

    @Test
    void aSuccessIsToldToASenderWhoAskedForItOnceAndUnderOneId() {
        Job job = wishing("ana@example.org", "SUCCESS", "FAILURE");
        for (int repetition = 0; repetition < 2; repetition++) {
            settlement.settleFirst(job, List.of(relayed("a@far.example"), relayed("b@far.example")), NOW);
        }
        assertThat(bounces()).hasSize(2);
        assertThat(bounces().get(0).duplicateId()).isEqualTo(bounces().get(1).duplicateId());
        assertThat(texts.get(bounces().get(0)))
                .contains("Subject: delivery notice", "Action: relayed")
                .doesNotContain("b@far.example");
    }

    @Test
    void aSuccessThatAnotherServerTellsOfIsNotToldHere() {
        Job job = wishing("ana@example.org", "SUCCESS", "SUCCESS");
        settlement.settleFirst(
                job,
                List.of(
                        relayed("a@far.example").because(Reason.ACCEPTED_WITH_DSN),
                        done("b@far.example").because(Reason.FORWARDED)),
                NOW);
        assertThat(bounces()).isEmpty();
    }

    @Test
    void nothingIsToldToTheEmptySender() {
        for (String sender : List.of("", "#@[]", "a\nb@c.example")) {
            settlement.settleFirst(
                    wishing(sender, "SUCCESS", "SUCCESS"),
                    List.of(relayed("a@far.example"), relayed("b@far.example")),
                    NOW);
        }
        assertThat(bounces()).isEmpty();
    }

    @Test
    void aFailureOfWhichTheSenderDoesNotWantToKnowMakesNoBounce() {
        settlement.settleFirst(
                wishing("ana@example.org", "NEVER", "SUCCESS,DELAY"),
                List.of(failed("a@far.example"), failed("b@far.example")),
                NOW);
        assertThat(bounces()).isEmpty();
        assertThat(events())
                .extracting(MailEvent::kind)
                .containsOnly(MailEvent.Kind.FAILED)
                .hasSize(2);
        assertThat(store.count()).isZero();

        settlement.settleFirst(
                wishing("ana@example.org", "NEVER", "FAILURE"),
                List.of(failed("a@far.example"), failed("b@far.example")),
                NOW);
        assertThat(onlyBounce()).contains("<b@far.example>:").doesNotContain("a@far.example");
    }

    /** The postmaster is told, who has wished nothing. */
    @Test
    void aFailureOfABounceIsADoubleBounceAllTheSame() {
        settlement.settleFirst(
                wishing("", "NEVER", "NEVER"), List.of(failed("a@far.example"), done("b@far.example")), NOW);
        assertThat(onlyBounce()).contains("the bounce bounced");
    }

    @Test
    void aDelayIsToldOnceAfterItsTime() throws Exception {
        Job job = wishing("ana@example.org", "DELAY", "FAILURE");
        List<DeliveryReport> waiting = List.of(later("a@far.example"), later("b@far.example"));
        settlement.settleFirst(job, waiting, NOW);
        retry(waiting, NOW.plusSeconds(14_399));
        assertThat(bounces()).as("too early").isEmpty();

        retry(waiting, NOW.plusSeconds(14_400));
        assertThat(onlyBounce())
                .contains("Subject: delay notice", "Action: delayed", "Will-Retry-Until: 29 Nov 2026 12:00:00 -0000")
                .doesNotContain("b@far.example");
        sent.clear();

        retry(waiting, NOW.plusSeconds(20_000));
        assertThat(bounces()).as("a second time").isEmpty();
    }

    private void retry(List<DeliveryReport> reports, Instant at) throws IOException {
        DeferredStore.Claim claim =
                store.claim(store.due(LATE, 10).get(0).ticket(), at).orElseThrow();
        claim.body().discard();
        settlement.settleRetry(claim, reports, at);
    }

    @Test
    void waitingJobsAreOnTheDiskBeforeAnythingIsTold() {
        settlement.settleFirst(job("ana@example.org"), List.of(done("a@far.example"), later("b@far.example")), NOW);

        assertThat(steps).containsExactly("sync", "send");
        assertThat(store.has(new QueueId(42), 1)).isTrue();
        assertThat(bounces()).isEmpty();
    }

    @Test
    void theNextAttemptIsOnQmailsSchedule() {
        settlement.settleFirst(job("ana@example.org"), List.of(done("a@far.example"), later("b@far.example")), NOW);

        assertThat(store.due(NOW.plusSeconds(399), 10)).isEmpty();
        assertThat(store.due(NOW.plusSeconds(400), 10)).hasSize(1);
    }

    @Test
    void bn6FailuresBounceOnceUnderAnIdDerivedFromTheJob() {
        for (int repetition = 0; repetition < 2; repetition++) {
            settlement.settleFirst(
                    job("ana@example.org"), List.of(failed("a@far.example"), failed("b@far.example")), NOW);
        }

        assertThat(bounces()).hasSize(2);
        assertThat(bounces().get(0).duplicateId())
                .isEqualTo(bounces().get(1).duplicateId())
                .isEqualTo(new QueueId(42).derived("bounce/1") + "/1");
    }

    @Test
    void bn6FailuresInSeveralPlacesMakeOneBounce() throws Exception {
        oneOfThree(1, failed("a@one.example"), NOW);
        oneOfThree(2, done("b@two.example"), NOW);
        oneOfThree(3, failed("c@three.example"), NOW.plusSeconds(9));
        assertThat(bounces()).as("while others may fail").isEmpty();
        assertThat(events())
                .extracting(MailEvent::kind)
                .containsExactly(MailEvent.Kind.FAILED, MailEvent.Kind.DELIVERED, MailEvent.Kind.FAILED);
        sent.clear();

        concludeWhatIsDue(NOW.plusSeconds(10));
        concludeWhatIsDue(NOW.plusSeconds(19));

        assertThat(onlyBounce())
                .contains("<a@one.example>:\nno such user", "<c@three.example>:\nno such user")
                .doesNotContain("b@two.example");
        assertThat(events())
                .extracting(MailEvent::kind, MailEvent::attempts)
                .containsExactly(tuple(MailEvent.Kind.BOUNCED, 1));
        assertThat(store.rows("DeferredMessage")).isZero();
    }

    @Test
    void bn6OneOfTheJobsDueTogetherConcludesAll() throws Exception {
        oneOfThree(1, failed("a@one.example"), NOW);
        oneOfThree(2, failed("b@two.example"), NOW);
        oneOfThree(3, failed("c@three.example"), NOW);

        concludeWhatIsDue(NOW.plusSeconds(10));

        assertThat(onlyBounce()).contains("<a@one.example>:", "<b@two.example>:", "<c@three.example>:");
        assertThat(store.count()).isZero();
    }

    @Test
    void bn6AFailureAfterTheBounceMakesAnother() throws Exception {
        oneOfThree(1, failed("a@one.example"), NOW);
        oneOfThree(2, later("b@two.example"), NOW);
        concludeWhatIsDue(NOW.plusSeconds(10));
        assertThat(onlyBounce()).contains("<a@one.example>:").doesNotContain("b@two.example");
        sent.clear();

        Instant due = NOW.plusSeconds(400);
        DeferredStore.Claim claim =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
        claim.body().discard();
        settlement.settleRetry(claim, List.of(failed("b@two.example")), due);
        assertThat(bounces()).isEmpty();
        concludeWhatIsDue(due.plusSeconds(10));

        assertThat(onlyBounce()).contains("<b@two.example>:").doesNotContain("a@one.example");
        assertThat(store.rows("DeferredMessage")).isZero();
    }

    @Test
    void bn6ARepeatedBounceTellsTheSameUnderTheSameId() throws Exception {
        oneOfThree(1, failed("a@one.example"), NOW);
        oneOfThree(2, failed("b@two.example"), NOW);
        brokerIsDown = true;
        assertThatThrownBy(() -> concludeWhatIsDue(NOW.plusSeconds(10))).isInstanceOf(QueueException.class);
        brokerIsDown = false;
        oneOfThree(3, failed("c@three.example"), NOW.plusSeconds(10));
        sent.clear();

        store.releaseOwn();
        concludeWhatIsDue(NOW.plusSeconds(10));
        String first = onlyBounce();
        assertThat(first).contains("<a@one.example>:", "<b@two.example>:").doesNotContain("c@three.example");
        assertThat(bounces().get(0).duplicateId()).isEqualTo(new QueueId(42).derived("bounce/1+2") + "/1");
        sent.clear();

        concludeWhatIsDue(NOW.plusSeconds(20));
        assertThat(onlyBounce()).contains("<c@three.example>:").doesNotContain("a@one.example");
        assertThat(store.rows("DeferredMessage")).isZero();
    }

    @Test
    void bn6ABounceIsNotStoredBeforeItsFailuresAreOnTheDisk() throws Exception {
        oneOfThree(1, failed("a@one.example"), NOW);
        oneOfThree(2, failed("b@two.example"), NOW);
        steps.clear();

        concludeWhatIsDue(NOW.plusSeconds(10));

        assertThat(steps).containsExactly("sync", "send");
    }

    @Test
    void bn6NoBounceWhileARecipientWaits() {
        settlement.settleFirst(job("ana@example.org"), List.of(failed("a@far.example"), later("b@far.example")), NOW);

        assertThat(bounces()).isEmpty();
    }

    @Test
    void theLastRetryBouncesEarlierFailuresTooAndDeletesTheRow() throws IOException {
        settlement.settleFirst(job("ana@example.org"), List.of(failed("a@far.example"), later("b@far.example")), NOW);
        Instant due = NOW.plusSeconds(400);
        DeferredStore.Claim claim =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();

        settlement.settleRetry(claim, List.of(done("b@far.example")), due);
        claim.body().discard();

        assertThat(bounces()).hasSize(1);
        assertThat(store.count()).isZero();
    }

    @Test
    void qs7ARowIsNotDeletedBeforeItsBounceIsStored() throws IOException {
        settlement.settleFirst(job("ana@example.org"), List.of(failed("a@far.example"), later("b@far.example")), NOW);
        Instant due = NOW.plusSeconds(400);
        DeferredStore.Claim claim =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
        brokerIsDown = true;

        assertThatThrownBy(() -> settlement.settleRetry(claim, List.of(failed("b@far.example")), due))
                .isInstanceOf(QueueException.class);
        claim.body().discard();

        assertThat(store.has(new QueueId(42), 1)).isTrue();
        assertThat(store.due(due.plusSeconds(1), 10))
                .as("while it may still be concluded")
                .isEmpty();
        assertThat(store.due(due.plus(DeferredStore.TICKET_LEASE), 10)).hasSize(1);
    }

    @Test
    void aSettledButUnconcludedRowIsDueWhenTheServerStarts() throws IOException {
        settlement.settleFirst(job("ana@example.org"), List.of(failed("a@far.example"), later("b@far.example")), NOW);
        Instant due = NOW.plusSeconds(400);
        DeferredStore.Claim claim =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
        claim.body().discard();
        store.recordLast(claim.pending(), List.of(done("b@far.example")), due);

        store.releaseOwn();
        DeferredStore.Claim again =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
        sent.clear();
        settlement.settleRetry(again, List.of(), due);
        again.body().discard();

        assertThat(bounces()).hasSize(1);
        assertThat(events())
                .as("what the last attempt may not have told any more is told again")
                .extracting(MailEvent::kind)
                .containsExactly(MailEvent.Kind.FAILED, MailEvent.Kind.DELIVERED, MailEvent.Kind.BOUNCED);
        assertThat(store.count()).isZero();
    }

    @Test
    void aDoubleBounceGoesToThePostmasterAndATripleBounceIsDropped() {
        settlement.settleFirst(job(""), List.of(failed("a@far.example"), failed("b@far.example")), NOW);
        assertThat(bounces()).hasSize(1);

        settlement.settleFirst(
                job(Envelope.DOUBLE_BOUNCE_SENDER), List.of(failed("a@far.example"), failed("b@far.example")), NOW);
        assertThat(bounces()).hasSize(1);
    }

    /** A row has no room for it, now or later: to try again for ever would help nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"sender", "recipient", "nul", "domain"})
    void bouncesJobsTheDatabaseCannotKeepAtOnce(String what) throws Exception {
        String longest = "x".repeat(1025);
        String sender = what.equals("sender") ? longest : "ana@example.org";
        String recipient =
                Map.of("recipient", longest, "nul", "a\0@far.example").getOrDefault(what, "a@far.example");
        Job job = new Job(
                new QueueId(43),
                1,
                2,
                Channel.REMOTE,
                what.equals("domain") ? "d".repeat(256) : "far.example",
                new Envelope(sender, List.of(recipient, "b@far.example")),
                Body.of("Subject: x\n\ntext\n"),
                20,
                NOW);
        settlement.settleFirst(job, List.of(later(recipient), done("b@far.example")), NOW);

        assertThat(store.count()).isZero();
        assertThat(events()).extracting(MailEvent::kind).contains(MailEvent.Kind.FAILED, MailEvent.Kind.BOUNCED);
        assertThat(onlyBounce()).contains("not now", "It cannot be tried again: an address has more than 1024");
        // who cannot be written to is not written to
        assertThat(bounces().get(0).toString()).contains(what.equals("sender") ? "postmaster@" : "ana@example.org");

        sent.clear();
        settlement.putOff(job, NOW.plusSeconds(10));
        assertThat(store.count()).isZero();
        assertThat(bounces()).hasSize(1);
    }

    @Test
    void theBounceHasItsSizeOnTheWire() throws Exception {
        settlement.settleFirst(job("ana@example.org"), List.of(failed("a@far.example"), failed("b@far.example")), NOW);
        Map<String, Object> properties = FakeMessage.of(bounces().get(0)).properties();
        assertThat(properties).containsEntry(JobMessages.WIRE_SIZE, (long)
                onlyBounce().replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void afterQueuelifetimeADeferralIsAFailureThatSaysWhy() {
        Job job = job("ana@example.org");
        List<DeliveryReport> reports = List.of(done("a@far.example"), later("b@far.example"));
        Instant end = NOW.plus(Duration.ofDays(7));

        assertThat(settlement.finalIfDying(job, reports, end)).isEqualTo(reports);
        List<DeliveryReport> last = settlement.finalIfDying(job, reports, end.plusSeconds(1));
        assertThat(last).extracting(DeliveryReport::outcome).containsExactly(Outcome.SUCCESS, Outcome.FAILURE);
        assertThat(last.get(1).text()).contains("this message has been in the queue too long");
    }

    @Test
    void aJobThatIsPutOffWaitsWithAllItsRecipients() throws IOException {
        settlement.putOff(job("ana@example.org"), NOW.plusSeconds(10));

        DeferredStore.Claim claim = store.claim(
                        store.due(NOW.plusSeconds(10), 10).get(0).ticket(), NOW)
                .orElseThrow();
        claim.body().discard();
        assertThat(claim.pending().envelope().recipients()).containsExactly("a@far.example", "b@far.example");
    }

    @Test
    void anEventHasAttemptsChannelAndReplyOfTheOtherServer() throws Exception {
        DeliveryReport refused = Reports.deferral(
                "b@far.example",
                "192.0.2.1 does not like recipient.\nRemote host said: 450 4.2.1 busy\nGiving up on 192.0.2.1.");
        settlement.settleFirst(job("ana@example.org"), List.of(done("a@far.example"), refused), NOW);
        Instant due = NOW.plusSeconds(400);
        DeferredStore.Claim claim =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
        settlement.settleRetry(claim, List.of(failed("b@far.example")), due);
        claim.body().discard();

        assertThat(events())
                .extracting(MailEvent::kind, MailEvent::recipient, MailEvent::attempts)
                .containsExactly(
                        tuple(MailEvent.Kind.DELIVERED, "a@far.example", 1),
                        tuple(MailEvent.Kind.DEFERRED, "b@far.example", 1),
                        tuple(MailEvent.Kind.FAILED, "b@far.example", 2),
                        tuple(MailEvent.Kind.BOUNCED, "ana@example.org", 2));
        assertThat(FakeMessage.of(sent.get(1)).properties())
                .containsEntry("qmail_event", "deferred")
                .containsEntry("qmail_channel", "remote")
                .containsEntry("qmail_attempts", 1)
                .containsEntry("qmail_status", "4.2.1")
                .containsEntry("qmail_remote_reply", "450 4.2.1 busy")
                .containsKey("qmail_time");
        assertThat(FakeMessage.of(sent.get(0)).properties()).doesNotContainKeys("qmail_status", "qmail_remote_reply");
    }

    @Test
    void givenUpForItsAgeIsAnEventOfItsOwn() {
        Job job = job("ana@example.org");
        Instant end = NOW.plus(Duration.ofDays(8));
        settlement.settleFirst(
                job, settlement.finalIfDying(job, List.of(failed("a@far.example"), later("b@far.example")), end), end);

        assertThat(events())
                .extracting(MailEvent::kind)
                .containsExactly(MailEvent.Kind.FAILED, MailEvent.Kind.EXPIRED, MailEvent.Kind.BOUNCED);
    }

    @Test
    void beingPutOffIsNoAttempt() throws IOException {
        settlement.putOff(job("ana@example.org"), NOW.plusSeconds(10));
        DeferredStore.Claim claim = store.claim(
                        store.due(NOW.plusSeconds(10), 10).get(0).ticket(), NOW)
                .orElseThrow();
        claim.body().discard();
        assertThat(events()).isEmpty();
        assertThat(claim.attempt()).isEqualTo(1);
    }

    @Test
    void mailForABusyApplicationIsPutOffWithoutAnAttempt() throws IOException {
        settlement.chance = () -> 0.5;
        Job job = job("ana@example.org", 1, 1, "a@far.example");
        List<DeliveryReport> busy = List.of(DeliveryReport.of("a@far.example", Reason.APPLICATION_BUSY));
        settlement.settleFirst(job, busy, NOW);
        for (Instant due : List.of(NOW.plusSeconds(10), NOW.plusSeconds(20))) {
            assertThat(store.due(due.minusMillis(1), 10)).isEmpty();
            DeferredStore.Claim claim =
                    store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
            claim.body().discard();
            assertThat(claim.attempt()).isEqualTo(1);
            settlement.settleRetry(claim, busy, due);
        }
        assertThat(store.due(NOW.plusSeconds(29), 10)).isEmpty();
        assertThat(events()).isEmpty();
        assertThat(steps).containsOnlyOnce("sync");
    }

    @Test
    void mailThatFindsAnApplicationBusyForItsWholeLifeIsBouncedAtLast() {
        Job job = job("ana@example.org", 1, 1, "a@far.example");
        Instant end = NOW.plus(Duration.ofDays(8));
        settlement.settleFirst(
                job,
                settlement.finalIfDying(job, List.of(DeliveryReport.of("a@far.example", Reason.APPLICATION_BUSY)), end),
                end);
        assertThat(onlyBounce()).contains("The application for this address is busy. (#4.3.2)");
    }

    /** The database will take it no better at the next attempt. */
    @Test
    void failsAtOnceOnADataErrorOfTheDatabase() {
        settlement = settlement(new DeferredStore() {
            @Override
            public void handOver(Job job, List<DeliveryReport> reports, Instant nextAttempt, int attempts) {
                throw new PersistenceException(new SQLException("planned: the data is wrong", "22001"));
            }
        });
        settlement.settleFirst(job("ana@example.org"), List.of(later("a@far.example"), later("b@far.example")), NOW);

        assertThat(store.count()).isZero();
        assertThat(onlyBounce()).contains("not now", "It cannot be tried again: the database cannot keep it");
        assertThat(events())
                .extracting(MailEvent::kind)
                .containsExactly(MailEvent.Kind.FAILED, MailEvent.Kind.FAILED, MailEvent.Kind.BOUNCED);
    }

    @Test
    void doesNotPutOffJobsTheDatabaseCanNeverKeep() {
        String tooLong = "a".repeat(2_000) + "@far.example";
        settlement.putOff(job("ana@example.org", 1, 1, tooLong), NOW.plusSeconds(10));

        assertThat(store.count()).isZero();
        assertThat(onlyBounce()).contains("It cannot be tried again: an address has more than 1024");
    }

    private List<QueuedMessage> dead() {
        return sent.stream()
                .filter(outgoing -> outgoing.destination().equals(Queues.DEAD))
                .toList();
    }

    @Test
    void aJobThatIsPutAsideIsInTheDeadLettersAsItIsWithTheReason() throws Exception {
        Job job = job("ana@example.org");
        settlement.putAsideFirst(job, "planned", NOW);
        settlement.putAsideFirst(job, "planned", NOW);
        settlement.putAsideFirst(job, "planned", NOW.plusSeconds(60));

        assertThat(dead())
                .extracting(QueuedMessage::duplicateId)
                .containsExactly(
                        "42/1/" + NOW.getEpochSecond(),
                        "42/1/" + NOW.getEpochSecond(),
                        "42/1/" + NOW.plusSeconds(60).getEpochSecond());
        FakeMessage message = FakeMessage.of(dead().get(0));
        assertThat(message.properties()).containsEntry("qmail_reason", "planned");
        Job again = JobMessages.jobs(message.asReceived(), new ArrayList<>()).get(0);
        assertThat(again.key()).isEqualTo(job.key());
        assertThat(again.envelope()).isEqualTo(job.envelope());
        assertThat(texts.get(dead().get(0))).isEqualTo("Subject: x\n\ntext\n");
        assertThat(events()).extracting(MailEvent::kind).hasSize(6).containsOnly(MailEvent.Kind.DEFERRED);
        assertThat(events().get(0).text()).startsWith("Put aside in qmail.dead: planned.");
    }

    /** What has failed before is told to the sender, what is done is done, and only the others are put aside. */
    @Test
    void aRowThatIsPutAsideGoes() throws Exception {
        settlement.settleFirst(job("ana@example.org"), List.of(failed("a@far.example"), later("b@far.example")), NOW);
        Instant due = NOW.plusSeconds(400);
        DeferredStore.Claim claim =
                store.claim(store.due(due, 10).get(0).ticket(), due).orElseThrow();
        sent.clear();
        brokerIsDown = true;
        assertThatThrownBy(() -> settlement.putAsideRetry(claim, "planned", NOW))
                .isInstanceOf(QueueException.class);
        assertThat(store.has(new QueueId(42), 1)).isTrue();
        brokerIsDown = false;
        settlement.putAsideRetry(claim, "planned", NOW);
        claim.body().discard();

        assertThat(dead()).hasSize(1);
        assertThat(FakeMessage.of(dead().get(0)).properties()).containsEntry("qmail_recipients", "b@far.example");
        assertThat(bounces()).hasSize(2).contains(dead().get(0));
        assertThat(texts.get(bounces().get(1))).contains("<a@far.example>:").doesNotContain("<b@far.example>");
        assertThat(store.rows("DeferredMessage")).isZero();
    }

    @Test
    void aMessageThatHasEndedTheServerTwiceIsNotInItsBounce() {
        for (int deaths = 0; deaths < 2; deaths++) {
            marks.begin(new QueueId(42), 1);
            marks = AttemptMarks.open(marksDirectory);
        }
        settlement = settlement(store);
        settlement.settleFirst(job("ana@example.org"), List.of(done("a@far.example"), failed("b@far.example")), NOW);

        assertThat(onlyBounce())
                .contains("no such user", "The message is left out")
                .doesNotContain("Subject: x");
    }
}
