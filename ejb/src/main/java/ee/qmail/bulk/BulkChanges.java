package ee.qmail.bulk;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.audit.Audited;
import ee.qmail.audit.Deed;
import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.deferred.JobKey;
import ee.qmail.deferred.QueueFilter;
import ee.qmail.deferred.WaitingJobs;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.send.GiveUp;
import ee.qmail.text.Sentence;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Makes the changes, one after another: while one runs no other begins. Safe beside deliveries: what is being tried, or is about to be, is left as it is.
 */
@ApplicationScoped
@AdministratorsOnly
public class BulkChanges {
    private static final int AT_ONCE = 200;
    private static final int REMEMBERED = 20;

    private final WaitingJobs jobs;
    private final GiveUp giveUp;

    @Resource
    private ManagedExecutorService threads;

    Executor executor = command -> threads.execute(command);
    Clock clock = Clock.systemUTC();

    private final BulkRuns<BulkChange> runs = new BulkRuns<>(
            "a change of many waiting messages",
            Sentence.of("changes.running"),
            REMEMBERED,
            command -> executor.execute(command),
            () -> clock.instant());

    /** For the container's proxies. */
    protected BulkChanges() {
        this(null, null);
    }

    @Inject
    public BulkChanges(WaitingJobs jobs, GiveUp giveUp) {
        this.jobs = jobs;
        this.giveUp = giveUp;
    }

    /** The next ones of the jobs that are meant, behind one of them; null for the beginning. */
    @FunctionalInterface
    private interface Source {
        List<JobKey> next(JobKey after);
    }

    /**
     * Begins a change of all that a filter leaves and that has arrived by now; waits a little for its end.
     *
     * @param expected how many jobs there were when somebody looked; it is refused if there are more now. Null: however many
     * @param by the administrator
     * @throws InvalidInputException if there are more
     * @throws AlreadyExistsException if another change runs
     */
    @Audited(
            value = Deed.QUEUE_CHANGED,
            detail = {0, 1})
    public BulkChange begin(BulkAction action, QueueFilter filter, Long expected, String by) {
        QueueFilter now = filter.before(clock.instant().plusMillis(1));
        long meant = jobs.sum(now).jobs();
        if (expected != null && meant > expected) {
            throw new InvalidInputException("expected", Sentence.of("changes.more", expected, meant));
        }
        return begin(action, by, meant, after -> jobs.keys(now, after, AT_ONCE));
    }

    /**
     * The same of some jobs.
     *
     * @throws AlreadyExistsException if another change runs
     */
    @Audited(value = Deed.QUEUE_CHANGED, detail = 0)
    public BulkChange begin(BulkAction action, List<JobKey> keys, String by) {
        List<JobKey> all = List.copyOf(keys);
        return begin(action, by, all.size(), after -> after == null ? all : List.of());
    }

    private BulkChange begin(BulkAction action, String by, long meant, Source source) {
        return runs.begin(
                (id, started) -> new BulkChange(id, action, by, started, meant), run -> work(run, action, source));
    }

    private BulkChange.State work(BulkChange change, BulkAction action, Source source) {
        JobKey last = null;
        for (List<JobKey> some = source.next(null); !some.isEmpty(); some = source.next(last)) {
            for (JobKey key : some) {
                if (change.isUnwanted()) {
                    return BulkChange.State.STOPPED;
                }
                change.count(isMade(action, key));
                last = key;
            }
        }
        return BulkChange.State.DONE;
    }

    private boolean isMade(BulkAction action, JobKey key) {
        Instant now = clock.instant();
        return switch (action) {
            case RETRY -> jobs.makeDue(key, now);
            case BOUNCE -> giveUp.giveUp(key);
            case DELETE -> giveUp.delete(key);
        };
    }

    public Optional<BulkChange> find(String id) {
        return runs.find(id);
    }

    /** The last ones since the start of this server, the newest first. */
    public List<BulkChange.Progress> list() {
        return runs.list().stream().map(BulkChange::progress).toList();
    }

    @PreDestroy
    void stop() {
        runs.stop();
    }
}
