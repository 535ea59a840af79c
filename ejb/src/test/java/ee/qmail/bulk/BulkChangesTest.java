package ee.qmail.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.deferred.JobKey;
import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.message.QueueId;
import ee.qmail.send.GiveUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BulkChangesTest {
    private final List<String> done = new ArrayList<>();
    private final List<Runnable> later = new ArrayList<>();
    private long many = 450;
    private int failsAt = -1;
    private BulkChanges changes;

    @BeforeEach
    void prepare() {
        WaitingJobs jobs = new WaitingJobs() {
            @Override
            public Sum sum(QueueFilter filter) {
                return new Sum(many, many, many, null);
            }

            @Override
            public List<JobKey> keys(QueueFilter filter, JobKey after, int most) {
                assertThat(filter.arrivedBefore()).isNotNull();
                long first = after == null ? 1 : after.id().value() + 1;
                return LongStream.rangeClosed(first, Math.min(many, first + most - 1))
                        .mapToObj(id -> new JobKey(new QueueId(id), 1))
                        .toList();
            }

            @Override
            public boolean makeDue(JobKey key, Instant now) {
                return done.add("retry " + key);
            }
        };
        GiveUp giveUp = new GiveUp() {
            @Override
            public boolean giveUp(JobKey key) {
                return key.id().value() % 2 == 0 && done.add("bounce " + key);
            }

            @Override
            public boolean delete(JobKey key) {
                if (key.id().value() == failsAt) {
                    throw new IllegalStateException("planned");
                }
                return done.add("delete " + key);
            }
        };
        changes = new BulkChanges(jobs, giveUp);
        changes.executor = Runnable::run;
    }

    @Test
    void allThatTheFilterLeavesAreChangedOnce() {
        BulkChange.Progress end =
                changes.begin(BulkAction.DELETE, QueueFilter.ALL, 450L, "ana").progress();
        assertThat(end.state()).isEqualTo("done");
        assertThat(end.changed()).isEqualTo(450);
        assertThat(end.left()).isZero();
        assertThat(done).hasSize(450).doesNotHaveDuplicates();
        assertThat(changes.list()).containsExactly(end);
    }

    @Test
    void whatIsBeingTriedIsCountedAsLeft() {
        BulkChange.Progress end =
                changes.begin(BulkAction.BOUNCE, QueueFilter.ALL, null, "ana").progress();
        assertThat(end.changed()).isEqualTo(225);
        assertThat(end.left()).isEqualTo(225);
    }

    @Test
    void moreThanWasSeenIsRefused() {
        assertThatThrownBy(() -> changes.begin(BulkAction.DELETE, QueueFilter.ALL, 449L, "ana"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("expected 449: must be 450 or more, since so many are meant by now; look again");
        assertThat(done).isEmpty();
        assertThat(changes.list()).isEmpty();
    }

    @Test
    void someAreChangedByTheirNames() {
        List<JobKey> keys = List.of(new JobKey(new QueueId(7), 1), new JobKey(new QueueId(7), 2));
        assertThat(changes.begin(BulkAction.RETRY, keys, "ana").progress().changed())
                .isEqualTo(2);
        assertThat(done).containsExactly("retry 7-1", "retry 7-2");
    }

    @Test
    void oneRunsAtATimeAndCanBeStopped() {
        changes.executor = later::add;
        BulkChange first = changes.begin(BulkAction.DELETE, QueueFilter.ALL, null, "ana");
        assertThat(first.progress().isRunning()).isTrue();
        assertThatThrownBy(() -> changes.begin(BulkAction.RETRY, QueueFilter.ALL, null, "bo"))
                .isInstanceOf(AlreadyExistsException.class);

        changes.find(first.progress().id()).orElseThrow().stop();
        later.get(0).run();
        assertThat(first.progress().state()).isEqualTo("stopped");
        assertThat(done).isEmpty();
        changes.executor = Runnable::run;
        assertThat(changes.begin(BulkAction.RETRY, QueueFilter.ALL, null, "bo")
                        .progress()
                        .state())
                .isEqualTo("done");
    }

    @Test
    void troubleEndsItAndTheNextMayBegin() {
        failsAt = 3;
        BulkChange.Progress end =
                changes.begin(BulkAction.DELETE, QueueFilter.ALL, null, "ana").progress();
        assertThat(end.state()).isEqualTo("failed");
        assertThat(end.changed()).isEqualTo(2);
        failsAt = -1;
        assertThat(changes.begin(BulkAction.DELETE, QueueFilter.ALL, null, "ana")
                        .progress()
                        .state())
                .isEqualTo("done");
    }
}
