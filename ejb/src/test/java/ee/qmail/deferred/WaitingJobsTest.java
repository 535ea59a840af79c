package ee.qmail.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.deferred.WaitingJobs.Order;
import ee.qmail.deferred.WaitingJobs.Page;
import ee.qmail.deferred.WaitingJobs.Part;
import ee.qmail.deferred.WaitingJobs.Place;
import ee.qmail.deferred.WaitingJobs.Sum;
import ee.qmail.directory.TestDatabase;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.Job;
import ee.qmail.jms.Reports;
import ee.qmail.jms.Ticket;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WaitingJobsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final TransactionalStore store = new TransactionalStore();
    private ControlFiles controlFiles;

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        store.empty();
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        controlFiles = new ControlFiles(home.control(), warning -> {});
        waits(1, "news@shop.example", "far.example", Reason.NO_CONNECTION, 1, "a@far.example", "b@far.example");
        waits(2, "news@shop.example", "near.example", Reason.NO_DNS, 3, "c@near.example");
        waits(3, "", "far.example", Reason.NO_CONNECTION, 2, "d@far.example");
        waits(4, "Ana_b@SHOP.example", "sub.far.example", Reason.NO_DNS, 3, "e@sub.far.example");
        waits(5, "ana@other.example", "axb.example", Reason.NO_DNS, 1, "f@axb.example");
    }

    private void waits(long id, String sender, String domain, Reason reason, int attempts, String... recipients) {
        Job job = new Job(
                new QueueId(id),
                1,
                1,
                Channel.REMOTE,
                domain,
                new Envelope(sender, List.of(recipients)),
                Body.of("text\n"),
                6,
                NOW.minusSeconds(1_000 - id * 100));
        List<DeliveryReport> reports = job.envelope().recipients().stream()
                .map(to -> DeliveryReport.of(to, reason))
                .toList();
        store.handOver(job, reports, NOW.plusSeconds(100 * (7 - id)), attempts);
    }

    private <T> T ask(Function<WaitingJobs, T> question) {
        try (EntityManager manager = TestDatabase.open()) {
            manager.getTransaction().begin();
            T answer = question.apply(new WaitingJobs(manager, controlFiles));
            manager.getTransaction().commit();
            return answer;
        }
    }

    private Sum sum(QueueFilter filter) {
        return ask(jobs -> jobs.sum(filter));
    }

    private List<Part> byDomain(QueueFilter filter, int most) {
        return ask(jobs -> jobs.byDomain(filter, most));
    }

    private List<Part> byReason(QueueFilter filter, int most) {
        return ask(jobs -> jobs.byReason(filter, most));
    }

    private List<Part> bySender(QueueFilter filter, int most) {
        return ask(jobs -> jobs.bySender(filter, most));
    }

    private List<JobKey> keys(QueueFilter filter, JobKey after, int most) {
        return ask(jobs -> jobs.keys(filter, after, most));
    }

    private boolean isMadeDue(JobKey key) {
        return ask(jobs -> jobs.makeDue(key, NOW));
    }

    private long madeDue(String domain) {
        return ask(jobs -> jobs.makeDue(domain, NOW));
    }

    private List<WaitingJob> list(Order order, boolean isBackwards) {
        return ask(jobs -> jobs.list(QueueFilter.ALL, order, isBackwards, null, 9))
                .jobs();
    }

    private List<String> found(QueueFilter filter) {
        return ask(jobs -> jobs.list(filter, Order.ARRIVAL, false, null, 100)).jobs().stream()
                .map(WaitingJob::message)
                .toList();
    }

    private static QueueFilter filter(String domain, String sender, Reason reason) {
        return new QueueFilter(domain, sender, reason, null, null);
    }

    @Test
    void aJobTellsItsMessageAndTheFirstWhoWait() {
        waits(
                9,
                "x@y.example",
                "many.example",
                Reason.NO_DNS,
                1,
                IntStream.range(0, 9).mapToObj(i -> i + "@many.example").toArray(String[]::new));
        WaitingJob job = ask(jobs -> jobs.list(filter("many.example", null, null), Order.ARRIVAL, false, null, 9))
                .jobs()
                .get(0);
        assertThat(job.id()).isEqualTo("9-1");
        assertThat(job.waiting()).isEqualTo(9);
        assertThat(job.recipients())
                .extracting(WaitingJob.Recipient::address)
                .containsExactly("0@many.example", "1@many.example", "2@many.example");
        assertThat(job.recipients().get(0).reason()).isEqualTo(Reason.NO_DNS);
        assertThat(job.underWay()).isFalse();
    }

    @Test
    void eachConditionLeavesWhatItSays() {
        assertThat(found(QueueFilter.ALL)).containsExactly("1", "2", "3", "4", "5");
        assertThat(found(filter("FAR.example", null, null))).containsExactly("1", "3");
        assertThat(found(filter(".far.example", null, null))).containsExactly("4");
        assertThat(found(filter(".b.example", null, null))).isEmpty();
        assertThat(found(filter(null, "NEWS@shop.example", null))).containsExactly("1", "2");
        assertThat(found(filter(null, "@shop.example", null))).containsExactly("1", "2", "4");
        assertThat(found(filter(null, "@_ther.example", null))).isEmpty();
        assertThat(found(filter(null, "", null))).containsExactly("3");
        assertThat(found(filter(null, null, Reason.NO_CONNECTION))).containsExactly("1", "3");
        assertThat(found(new QueueFilter(null, null, null, NOW.minusSeconds(800), null)))
                .containsExactly("1");
        assertThat(found(new QueueFilter(null, null, null, null, 3))).containsExactly("2", "4");
        assertThat(found(new QueueFilter("far.example", "", Reason.NO_CONNECTION, NOW, 2)))
                .containsExactly("3");
    }

    /** Whoever does not wait any more is no reason. */
    @Test
    void aRecipientWhoIsSettledCountsNoMore() {
        DeferredStore.Claim claim = store.claim(new Ticket(new QueueId(1), 1, 1, "far.example", false), NOW)
                .orElseThrow();
        store.record(
                claim.pending(),
                List.of(Reports.success("a@far.example", "ok"), DeliveryReport.of("b@far.example", Reason.NO_DNS)),
                NOW);
        assertThat(found(filter(null, null, Reason.NO_CONNECTION))).containsExactly("3");
        assertThat(sum(filter("far.example", null, null)).recipients()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void pagesHaveAllOfThemOnceInEachOrder(Order order) {
        for (boolean isBackwards : List.of(false, true)) {
            List<String> one = new ArrayList<>();
            Page page = ask(jobs -> jobs.list(QueueFilter.ALL, order, isBackwards, null, 2));
            for (; page.next() != null; page = next(page, order, isBackwards)) {
                page.jobs().forEach(job -> one.add(job.message()));
            }
            page.jobs().forEach(job -> one.add(job.message()));
            assertThat(one).containsExactlyInAnyOrder("1", "2", "3", "4", "5");
            assertThat(one)
                    .isEqualTo(ask(jobs -> jobs.list(QueueFilter.ALL, order, isBackwards, null, 9)).jobs().stream()
                            .map(WaitingJob::message)
                            .toList());
        }
    }

    private Page next(Page page, Order order, boolean isBackwards) {
        Place place = Place.of(page.next().text(), order).orElseThrow();
        return ask(jobs -> jobs.list(QueueFilter.ALL, order, isBackwards, place, 2));
    }

    @Test
    void anOrderIsThatOfItsColumn() {
        assertThat(list(Order.ATTEMPTS, true)).extracting(WaitingJob::message).containsExactly("4", "2", "3", "5", "1");
        assertThat(list(Order.NEXT, false)).extracting(WaitingJob::message).containsExactly("5", "4", "3", "2", "1");
    }

    @ParameterizedTest
    @CsvSource({"yesterday, ARRIVAL", "1, ARRIVAL", "1-1 soon, NEXT", "1-1, ATTEMPTS", "0-1, ARRIVAL"})
    void whatIsNoPlaceIsNone(String text, Order order) {
        assertThat(Place.of(text, order)).isEmpty();
    }

    @Test
    void totalsAreOfThoseWhoWait() {
        assertThat(sum(QueueFilter.ALL)).isEqualTo(new Sum(5, 5, 6, NOW.minusSeconds(900)));
        assertThat(sum(filter("none.example", null, null))).isEqualTo(new Sum(0, 0, 0, null));
        assertThat(byDomain(QueueFilter.ALL, 2))
                .containsExactly(new Part("far.example", 3), new Part("axb.example", 1));
        assertThat(byReason(filter(null, "@shop.example", null), 9))
                .containsExactlyInAnyOrder(new Part("NO_CONNECTION", 2), new Part("NO_DNS", 2));
        assertThat(bySender(filter("far.example", null, null), 9))
                .containsExactly(new Part("news@shop.example", 2), new Part("", 1));
    }

    @Test
    void namesComeInTheOrderOfArrivalAndGoOnBehindOne() {
        assertThat(keys(QueueFilter.ALL, null, 2)).extracting(JobKey::toString).containsExactly("1-1", "2-1");
        assertThat(keys(filter(null, "@shop.example", null), JobKey.parse("2-1").orElseThrow(), 9))
                .extracting(JobKey::toString)
                .containsExactly("4-1");
    }

    @Test
    void oneIsMadeDueOnceAndNotWhileItIsTried() {
        JobKey key = JobKey.parse("1-1").orElseThrow();
        assertThat(isMadeDue(key)).isTrue();
        assertThat(isMadeDue(key)).isFalse();
        store.due(NOW.plusSeconds(300), 10);
        assertThat(isMadeDue(JobKey.parse("5-1").orElseThrow())).isFalse();
        assertThat(madeDue("near.example")).isEqualTo(1);
    }

    @Test
    void whatIsHeldIsLookedAtLaterAndNotEachSecond() {
        Instant due = NOW.plusSeconds(1_000);
        store.postponeHeld(List.of("far.example"), due, due.plusSeconds(300));
        assertThat(store.due(due, 10))
                .extracting(job -> job.ticket().domain())
                .containsExactlyInAnyOrder("near.example", "sub.far.example", "axb.example");
    }
}
