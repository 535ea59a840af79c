package ee.qmail.deferred;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.jms.Job;
import ee.qmail.jms.Reports;
import ee.qmail.jms.Ticket;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Ending;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.message.SpooledBody;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeferredStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant DUE = NOW.plusSeconds(400);

    private final TransactionalStore store = new TransactionalStore();

    @BeforeEach
    void empty() {
        store.empty();
    }

    private static Job job(int number, byte[] text) {
        return job("ana@example.org", number, text);
    }

    private static Job job(String sender, int number, byte[] text) {
        return new Job(
                new QueueId(42),
                number,
                1,
                Channel.REMOTE,
                "far.example",
                new Envelope(
                        sender,
                        List.of("a@far.example", "b@far.example"),
                        Attributes.NONE.with(Attribute.CLIENT, "192.0.2.7")),
                Body.of(text),
                text.length,
                NOW);
    }

    private static Job job(int number) {
        return job(number, "text\n".getBytes());
    }

    private void handOver(Job job) {
        store.handOver(
                job,
                List.of(Reports.success("a@far.example", "accepted"), Reports.deferral("b@far.example", "not now")),
                DUE,
                1);
    }

    private Ticket due() {
        return store.due(DUE, 10).get(0).ticket();
    }

    @Test
    void theOldestMessageIsTold() {
        assertThat(store.oldest()).isEmpty();
        handOver(job(1));
        assertThat(store.oldest()).contains(NOW);
    }

    @Test
    void code5WishesAboutRecipientsWaitWithThem() throws IOException {
        Job plain = job(1);
        Map<String, Notify> notifies =
                Map.of("a@far.example", Notify.NEVER, "b@far.example", new Notify("DELAY", "rfc822;old@far.example"));
        handOver(new Job(
                plain.id(),
                1,
                1,
                plain.channel(),
                plain.domain(),
                plain.envelope().notifying(notifies),
                plain.body(),
                plain.wireSize(),
                plain.arrival()));
        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();
        assertThat(claim.pending().envelope().notifies()).isEqualTo(notifies);
        assertThat(claim.delayTold()).isFalse();

        store.delayTold(claim.pending());
        store.record(claim.pending(), List.of(Reports.deferral("b@far.example", "not now")), DUE);
        DeferredStore.Claim next = store.claim(due(), DUE).orElseThrow();
        next.body().discard();
        assertThat(next.delayTold()).isTrue();
    }

    @Test
    void code5TheDemandForTlsWaitsWithTheMessage() throws IOException {
        Job plain = job(1);
        Envelope demanding =
                plain.envelope().with(plain.envelope().attributes().with(Attribute.REQUIRETLS, Attribute.YES));
        handOver(new Job(
                plain.id(),
                1,
                1,
                plain.channel(),
                plain.domain(),
                demanding,
                plain.body(),
                plain.wireSize(),
                plain.arrival()));
        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();
        assertThat(claim.pending().envelope().isTlsRequired()).isTrue();
    }

    @Test
    void nothingIsDueBeforeItsTime() {
        handOver(job(1));

        assertThat(store.due(DUE.minusMillis(1), 10)).isEmpty();
        assertThat(store.due(DUE, 10)).singleElement().satisfies(due -> {
            assertThat(due.channel()).isEqualTo(Channel.REMOTE);
            assertThat(due.ticket()).isEqualTo(new Ticket(new QueueId(42), 1, 1, "far.example", false));
        });
    }

    @Test
    void theTicketOfABounceSaysSo() {
        handOver(job("", 1, "text\n".getBytes()));

        assertThat(due().isBounce()).isTrue();
        assertThat(store.idle(new QueueId(42), DUE.plus(DeferredStore.TICKET_LEASE)))
                .singleElement()
                .satisfies(idle -> assertThat(idle.ticket().isBounce()).isTrue());
    }

    @Test
    void aTicketIsIssuedAgainOnlyWhenItsLeaseEnds() {
        handOver(job(1));
        due();

        assertThat(store.due(DUE.plusSeconds(1), 10)).isEmpty();
        assertThat(store.due(DUE.plus(DeferredStore.TICKET_LEASE), 10)).hasSize(1);
    }

    @Test
    void theSecondOfTwoEqualTicketsIsVoid() throws IOException {
        handOver(job(1));
        Ticket ticket = due();

        Optional<DeferredStore.Claim> first = store.claim(ticket, DUE);
        assertThat(first).isPresent();
        first.get().body().discard();
        assertThat(store.claim(ticket, DUE)).isEmpty();
    }

    @Test
    void code5AClaimHoldsTheRemainingRecipients() throws IOException {
        byte[] text = new byte[3 * DeferredBodyPart.SIZE + 17];
        new Random(1).nextBytes(text);
        handOver(job(1, text));

        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();

        assertThat(claim.attempt()).isEqualTo(2);
        assertThat(claim.pending().envelope().sender()).isEqualTo("ana@example.org");
        assertThat(claim.pending().envelope().recipients()).containsExactly("b@far.example");
        assertThat(claim.pending().envelope().attributes().text()).isEqualTo("client=192.0.2.7");
        assertThat(claim.settled()).singleElement().satisfies(Reports.isSuccess("a@far.example", "accepted"));
        assertThat(claim.pending().arrival()).isEqualTo(NOW);
        try (InputStream in = claim.body().open()) {
            assertThat(in.readAllBytes()).isEqualTo(text);
        }
        claim.body().discard();
    }

    /** Whoever asked has the text to discard, and the job waits as before. */
    @Test
    void aTextWithMissingPiecesIsNotDelivered() throws IOException {
        handOver(job(1, new byte[2 * DeferredBodyPart.SIZE]));
        store.loseText();
        Ticket ticket = due();
        List<SpooledBody> opened = new ArrayList<>();

        assertThatThrownBy(() -> store.claim(ticket, DUE, opened::add))
                .hasMessageContaining("the text of message 42 has 262144 octets: must have 524288");

        assertThat(opened).hasSize(1);
        opened.get(0).discard();
        assertThatThrownBy(() -> store.claim(ticket, DUE, opened::add)).isInstanceOf(IllegalStateException.class);
        opened.get(1).discard();
    }

    @Test
    void anAttemptThatFailsAgainWaitsForItsNextTime() throws IOException {
        handOver(job(1));
        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();
        Instant next = DUE.plusSeconds(1200);

        store.record(claim.pending(), List.of(Reports.deferral("b@far.example", "still not")), next);

        assertThat(store.due(next.minusSeconds(1), 10)).isEmpty();
        assertThat(store.due(next, 10).get(0).ticket().attempt()).isEqualTo(2);
    }

    @Test
    void qs7TheBodyGoesWithTheLastJobOfTheMessage() {
        handOver(job(1));
        handOver(job(2));
        assertThat(store.rows("DeferredBodyPart")).isEqualTo(1);

        store.delete(job(1));
        assertThat(store.rows("DeferredBodyPart")).isEqualTo(1);
        store.delete(job(2));

        for (String entity : List.of("DeferredJob", "DeferredRecipient", "DeferredBodyPart", "DeferredMessage")) {
            assertThat(store.rows(entity)).as(entity).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 17})
    void allPiecesOfATextGo(int pieces) {
        handOver(job(1, new byte[pieces * DeferredBodyPart.SIZE]));
        assertThat(store.rows("DeferredBodyPart")).isEqualTo(pieces);
        store.delete(job(1));
        assertThat(store.rows("DeferredBodyPart")).isZero();
    }

    @Test
    void qs8AfterACrashJobsUnderWayAreDueAtOnce() throws IOException {
        handOver(job(1));
        store.claim(due(), DUE).orElseThrow().body().discard();
        assertThat(store.due(DUE.plusSeconds(1), 10)).isEmpty();

        assertThat(store.releaseOwn()).isEqualTo(1);
        assertThat(store.due(DUE.plusSeconds(1), 10)).hasSize(1);
    }

    @Test
    void aServerThatStartsLeavesTheLeasesOfOthersAlone() throws IOException {
        handOver(job(1));
        handOver(job(2));
        TransactionalStore other = new TransactionalStore("0000000000000002");
        List<DueJob> tickets = other.due(DUE, 10);
        other.claim(tickets.get(0).ticket(), DUE).orElseThrow().body().discard();

        assertThat(store.releaseOwn()).isZero();
        assertThat(store.due(DUE.plusSeconds(1), 10)).isEmpty();
        assertThat(other.releaseOwn()).isEqualTo(2);
    }

    @Test
    void aLeaseThatEndedByTimeIsOfTheServerThatTookItOver() {
        handOver(job(1));
        new TransactionalStore("0000000000000002").due(DUE, 10);
        store.due(DUE.plus(DeferredStore.TICKET_LEASE), 10);

        assertThat(new TransactionalStore("0000000000000002").releaseOwn()).isZero();
        assertThat(store.releaseOwn()).isEqualTo(1);
    }

    @Test
    void theEarliestAreLeasedFirst() {
        for (int number = 1; number <= 3; number++) {
            store.handOver(job(number), List.of(), DUE.minusSeconds(number), 1);
        }

        assertThat(store.due(DUE, 2)).extracting(due -> due.ticket().number()).containsExactly(3, 2);
        assertThat(store.due(DUE, 2)).hasSize(1);
    }

    /** With {@code qmail.test.db.url} on PostgreSQL. */
    @Test
    void serversThatPollAtTheSameTimeGetDifferentJobs() throws Exception {
        int jobs = 400;
        for (int number = 1; number <= jobs; number++) {
            store.handOver(job(number), List.of(), DUE, 1);
        }
        ExecutorService servers = Executors.newFixedThreadPool(4);
        CountDownLatch start = new CountDownLatch(4);
        List<Future<List<Integer>>> answers = new ArrayList<>();
        for (int server = 2; server <= 5; server++) {
            TransactionalStore other = new TransactionalStore("000000000000000" + server);
            answers.add(servers.submit(() -> {
                start.countDown();
                start.await();
                return tickets(other);
            }));
        }
        List<Integer> issued = new ArrayList<>();
        for (Future<List<Integer>> answer : answers) {
            issued.addAll(answer.get());
        }
        servers.shutdown();
        issued.addAll(tickets(store)); // what a server passed by while another held it

        assertThat(issued).doesNotHaveDuplicates().hasSize(jobs);
    }

    private static List<Integer> tickets(TransactionalStore server) {
        List<Integer> numbers = new ArrayList<>();
        for (List<DueJob> due = server.due(DUE, 7); !due.isEmpty(); due = server.due(DUE, 7)) {
            due.forEach(job -> numbers.add(job.ticket().number()));
        }
        return numbers;
    }

    @Test
    void aTicketThatCannotBeUsedIsGivenBackWithoutAnAttempt() {
        handOver(job(1));
        Ticket ticket = due();

        store.postpone(ticket, DUE.plusSeconds(10));

        assertThat(store.due(DUE.plusSeconds(9), 10)).isEmpty();
        assertThat(store.due(DUE.plusSeconds(10), 10).get(0).ticket().attempt()).isEqualTo(1);
    }

    @Test
    void aLongReportIsCutAndNulIsReplaced() throws IOException {
        store.handOver(
                job(1),
                List.of(
                        Reports.failure("a@far.example", "x\0" + "y".repeat(20_000)),
                        Reports.deferral("b@far.example", "not now")),
                DUE,
                1);

        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();
        assertThat(claim.settled().get(0).text()).startsWith("x?y").hasSize(10_000);
    }

    private List<DeliveryReport> settled() throws IOException {
        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();
        return claim.settled();
    }

    @Test
    void aReportComesBackAsItWas() throws IOException {
        List<DeliveryReport> reports = List.of(
                DeliveryReport.delivered("a@far.example", new Did(1, 2, 3, new QueueId(7)), "said (#2.1.5)\n")
                        .at(NOW),
                DeliveryReport.replied(
                        "b@far.example", Outcome.FAILURE, Reason.DATA_FAILED, "192.0.2.1", "554 5.3.4 no"),
                DeliveryReport.ofHost("c@far.example", Reason.NOT_SMTP, "192.0.2.1", "{detail}\nx")
                        .ended(Ending.BY_HAND),
                DeliveryReport.rejected("d@far.example", EnhancedStatus.of("5.6.0"), "no order"));
        List<DeliveryReport> all = new ArrayList<>(reports);
        all.add(DeliveryReport.of("e@far.example", Reason.NO_CONNECTION).at(NOW));
        store.handOver(job(1), all, DUE, 1);

        assertThat(settled()).isEqualTo(reports);
        assertThat(store.idle(new QueueId(42), DUE.plus(DeferredStore.LEASE)))
                .singleElement()
                .satisfies(idle -> assertThat(idle.deferred()).isEqualTo(all.subList(4, 5)));
    }

    @Test
    void aReportOfAnEarlierVersionIsReadOnceAndWrittenAsData() throws IOException {
        String text = "192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 no\nGiving up on 192.0.2.1.";
        handOver(job(1));
        store.asEarlierVersion("a@far.example", "did 1+0+0");
        store.asEarlierVersion("b@far.example", text);

        assertThat(settled()).containsExactly(DeliveryReport.delivered("a@far.example", new Did(1, 0, 0)));
        DeliveryReport old = store.idle(new QueueId(42), DUE.plus(DeferredStore.LEASE))
                .get(0)
                .deferred()
                .get(0);
        assertThat(old.text()).isEqualTo(text);
        assertThat(old.reply()).isEqualTo("550 5.1.1 no");

        store.record(job(1), List.of(old.ended(Ending.TOO_LONG)), DUE);
        assertThat(settled())
                .last()
                .satisfies(
                        report -> assertThat(report).isEqualTo(old.ended(Ending.TOO_LONG)),
                        report -> assertThat(report.text())
                                .isEqualTo(
                                        text
                                                + "\nI'm not going to try again; this message has been in the queue too long."));
    }

    @Test
    void aClaimThatIsGivenBackIsDueBeforeItsLeaseEnds() throws IOException {
        handOver(job(1));
        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();

        store.giveBack(claim, DUE.plusSeconds(60));

        assertThat(store.due(DUE.plusSeconds(59), 10)).isEmpty();
        assertThat(store.due(DUE.plusSeconds(60), 10)).hasSize(1);
    }

    @Test
    void aClaimWhoseOutcomesAreStoredIsNotGivenBack() throws IOException {
        handOver(job(1));
        DeferredStore.Claim claim = store.claim(due(), DUE).orElseThrow();
        claim.body().discard();
        Instant next = DUE.plusSeconds(1200);
        store.record(claim.pending(), List.of(Reports.deferral("b@far.example", "still not")), next);

        store.giveBack(claim, DUE.plusSeconds(60));

        assertThat(store.due(next.minusSeconds(1), 10)).isEmpty();
    }
}
