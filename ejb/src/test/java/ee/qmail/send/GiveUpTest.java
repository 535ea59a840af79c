package ee.qmail.send;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.JobKey;
import ee.qmail.deferred.TransactionalStore;
import ee.qmail.jms.Job;
import ee.qmail.jms.Reports;
import ee.qmail.jms.Ticket;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GiveUpTest {
    private static final QueueId ID = new QueueId(42);

    private final TransactionalStore store = new TransactionalStore();
    private final List<DeliveryReport> settled = new ArrayList<>();
    private final List<String> logged = new ArrayList<>();
    private GiveUp giveUp;
    private final Instant next = Instant.now().plusSeconds(400);

    @BeforeEach
    void prepare(@TempDir Path directory) {
        store.empty();
        SendLogger logs = new SendLogger() {
            @Override
            List<Long> starting(Job job) {
                logged.add("starting " + job.key());
                return List.of(1L);
            }

            @Override
            void ended(Job job, List<Long> numbers, List<DeliveryReport> reports) {
                logged.add("ended " + job.key());
            }
        };
        Settlement settlement = new Settlement() {
            @Override
            List<DeliveryReport> finalIfDying(Job job, List<DeliveryReport> reports, Instant now) {
                return reports;
            }

            @Override
            void settleRetry(DeferredStore.Claim claim, List<DeliveryReport> reports, Instant now) {
                settled.addAll(reports);
            }

            @Override
            void syncRows() {}

            @Override
            void deleted(Job job, List<DeliveryReport> reports, int attempts) {
                logged.add("deleted " + job.key());
                settled.addAll(reports);
            }
        };
        AttemptMarks marks = AttemptMarks.open(directory);
        giveUp = new GiveUp(store, new DeliveryPass(store, settlement, null, logs, marks, null, null));
    }

    private void waits(long id, int number) {
        Job job = new Job(
                new QueueId(id),
                number,
                1,
                Channel.REMOTE,
                "far.example",
                new Envelope("ana@example.org", List.of("a@far.example", "b@far.example")),
                Body.of("text\n"),
                6,
                Instant.now());
        store.handOver(
                job,
                List.of(Reports.success("a@far.example", "accepted"), Reports.deferral("b@far.example", "not now")),
                next,
                1);
    }

    @Test
    void waitingRecipientsFailWithTheLastReportAndTheReason() {
        waits(42, 1);
        waits(43, 1);

        assertThat(giveUp.giveUp(ID)).isEqualTo(1);
        assertThat(settled)
                .singleElement()
                .satisfies(Reports.isFailure(
                        "b@far.example",
                        "not now\nI'm not going to try again; an administrator has given this message up."));
        assertThat(logged).containsExactly("starting 42/1", "ended 42/1");
    }

    @Test
    void allJobsOfTheMessageAreGivenUp() {
        waits(42, 1);
        waits(42, 2);

        assertThat(giveUp.giveUp(ID)).isEqualTo(2);
        assertThat(settled).hasSize(2);
    }

    @Test
    void oneJobOfTheMessageIsGivenUp() {
        waits(42, 1);
        waits(42, 2);

        assertThat(giveUp.giveUp(new JobKey(ID, 2))).isTrue();
        assertThat(giveUp.giveUp(new JobKey(ID, 3))).isFalse();
        assertThat(logged).containsExactly("starting 42/2", "ended 42/2");
    }

    @Test
    void aDeletedJobIsGoneAndNobodyIsToldButLogAndHistory() {
        waits(42, 1);
        waits(42, 2);

        assertThat(giveUp.delete(new JobKey(ID, 1))).isTrue();
        assertThat(settled)
                .singleElement()
                .satisfies(
                        Reports.isFailure(
                                "b@far.example",
                                "not now\nI'm not going to try again; an administrator has deleted this message, and nobody is told."));
        assertThat(logged).containsExactly("starting 42/1", "ended 42/1", "deleted 42/1");
        assertThat(store.rows("DeferredJob")).isEqualTo(1);
        assertThat(store.rows("DeferredBodyPart")).isEqualTo(1);

        assertThat(giveUp.delete(ID)).isEqualTo(1);
        assertThat(giveUp.delete(new JobKey(ID, 1))).isFalse();
        for (String table : List.of("DeferredRecipient", "DeferredJob", "DeferredBodyPart", "DeferredMessage")) {
            assertThat(store.rows(table)).as(table).isZero();
        }
    }

    /** A ticket that is under way when its job is deleted is void, and one that was claimed before is not deleted. */
    @Test
    void ofDeletionAndAttemptOneComesFirst() {
        waits(42, 1);
        Ticket ticket = store.due(Instant.now().plusSeconds(401), 10).get(0).ticket();
        assertThat(giveUp.delete(new JobKey(ID, 1))).isFalse();
        assertThat(store.drop(ticket, Instant.now())).as("under a lease").isEmpty();
        store.claim(ticket, Instant.now()).orElseThrow();
        assertThat(store.drop(ticket, Instant.now().plus(Duration.ofDays(1))))
                .as("claimed")
                .isEmpty();
        assertThat(store.rows("DeferredJob")).isEqualTo(1);

        waits(43, 1);
        Ticket early = new Ticket(new QueueId(43), 1, 1, "far.example", false);
        assertThat(store.drop(early, Instant.now())).isPresent();
        assertThat(store.claim(early, Instant.now())).isEmpty();
    }

    @Test
    void aJobWithoutWaitingRecipientsIsNotGivenUp() {
        waits(42, 1);
        DeferredStore.Claim claim =
                store.claim(new Ticket(ID, 1, 1, "far.example", false), next).orElseThrow();
        store.record(claim.pending(), List.of(Reports.failure("b@far.example", "no such user")), next);

        assertThat(giveUp.giveUp(ID)).isZero();
        assertThat(settled).isEmpty();
    }

    @Test
    void leavesJobsUnderWayOrAboutToBeTriedAlone() {
        waits(42, 1);
        Instant now = Instant.now().plusSeconds(401);
        store.due(now, 10);

        assertThat(giveUp.giveUp(ID)).isZero();
        assertThat(settled).isEmpty();
    }

    @Test
    void aTicketUnderWayIsVoidAfterwards() {
        waits(42, 1);
        Ticket ticket = new Ticket(ID, 1, 1, "far.example", false);

        assertThat(giveUp.giveUp(ID)).isEqualTo(1);
        assertThat(store.claim(ticket, next)).isEmpty();
        assertThat(giveUp.giveUp(ID)).as("while it is being concluded").isZero();
    }

    @Test
    void aMessageThatDoesNotWaitIsNotGivenUp() {
        assertThat(giveUp.giveUp(ID)).isZero();
    }
}
