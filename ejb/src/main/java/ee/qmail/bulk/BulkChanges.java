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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Makes the changes, one after another: while one runs no other begins. Safe beside deliveries: what is being tried, or is about to be, is left as it is.
 */
@ApplicationScoped
@AdministratorsOnly
public class BulkChanges {
    private static final Logger LOG = Logger.getLogger(BulkChanges.class.getName());
    private static final int AT_ONCE = 200;
    private static final int REMEMBERED = 20;
    private static final long PATIENCE_MILLIS = 1_500;

    private final WaitingJobs jobs;
    private final GiveUp giveUp;

    @Resource
    private ManagedExecutorService threads;

    Executor executor = command -> threads.execute(command);
    Clock clock = Clock.systemUTC();

    /** The newest first; guarded by itself. */
    private final Deque<BulkChange> changes = new ArrayDeque<>();

    private long count;

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
        BulkChange change = entered(action, by, meant);
        try {
            executor.execute(() -> run(change, action, source));
            change.await(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it goes on all the same
        } catch (RuntimeException e) {
            change.end(BulkChange.State.FAILED, clock.instant());
            throw e;
        }
        return change;
    }

    private BulkChange entered(BulkAction action, String by, long meant) {
        synchronized (changes) {
            if (changes.stream().anyMatch(BulkChange::isRunning)) {
                throw new AlreadyExistsException(Sentence.of("changes.running"));
            }
            count++;
            BulkChange change = new BulkChange(Long.toString(count), action, by, clock.instant(), meant);
            changes.addFirst(change);
            if (changes.size() > REMEMBERED) {
                changes.removeLast();
            }
            return change;
        }
    }

    private void run(BulkChange change, BulkAction action, Source source) {
        BulkChange.State end = BulkChange.State.FAILED;
        try {
            end = work(change, action, source);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "a change of many waiting messages has not come to its end", e);
        } finally {
            change.end(end, clock.instant());
            LOG.log(Level.INFO, "waiting messages, by an administrator: {0}", change.progress());
        }
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
        synchronized (changes) {
            return changes.stream()
                    .filter(change -> change.progress().id().equals(id))
                    .findFirst();
        }
    }

    /** The last ones since the start of this server, the newest first. */
    public List<BulkChange.Progress> list() {
        synchronized (changes) {
            return changes.stream().map(BulkChange::progress).toList();
        }
    }

    @PreDestroy
    void stop() {
        synchronized (changes) {
            changes.forEach(BulkChange::stop);
        }
    }
}
