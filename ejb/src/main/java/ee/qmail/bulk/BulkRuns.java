package ee.qmail.bulk;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.text.Sentence;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs of one kind, in the background: while one runs no other begins. Those that have ended are remembered, a few of them. Safe for use by several threads.
 *
 * @param <R> whose text ({@code toString}) is logged at its end
 */
public final class BulkRuns<R extends BulkRun> {
    private static final Logger LOG = Logger.getLogger(BulkRuns.class.getName());
    private static final long PATIENCE_MILLIS = 1_500;

    private final String what;
    private final Sentence busy;
    private final int most;
    private final Executor executor;
    private final Supplier<Instant> now;

    /** The newest first; guarded by itself. */
    private final Deque<R> runs = new ArrayDeque<>();

    private long count;

    /**
     * @param what they are, for the log
     * @param busy what is said while one runs
     * @param most remembered
     */
    public BulkRuns(String what, Sentence busy, int most, Executor executor, Supplier<Instant> now) {
        this.what = what;
        this.busy = busy;
        this.most = most;
        this.executor = executor;
        this.now = now;
    }

    /** Makes a run that is about to begin. */
    @FunctionalInterface
    public interface Maker<R> {
        R make(String id, Instant started);
    }

    /** The work of a run. Looks at {@link BulkRun#isUnwanted()} before each step. */
    @FunctionalInterface
    public interface Work<R> {
        /** @return how it has ended */
        BulkRun.State of(R run);
    }

    /**
     * Begins one, and waits a little for its end.
     *
     * @throws AlreadyExistsException if another one runs
     */
    public R begin(Maker<R> maker, Work<R> work) {
        R run = entered(maker);
        try {
            executor.execute(() -> run(run, work));
            run.await(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // it goes on all the same
        } catch (RuntimeException e) {
            run.end(BulkRun.State.FAILED, now.get());
            throw e;
        }
        return run;
    }

    private R entered(Maker<R> maker) {
        synchronized (runs) {
            if (runs.stream().anyMatch(BulkRun::isRunning)) {
                throw new AlreadyExistsException(busy);
            }
            count++;
            R run = maker.make(Long.toString(count), now.get());
            runs.addFirst(run);
            if (runs.size() > most) {
                runs.removeLast();
            }
            return run;
        }
    }

    private void run(R run, Work<R> work) {
        BulkRun.State end = BulkRun.State.FAILED;
        try {
            end = work.of(run);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, what + ": has not come to its end", e);
        } finally {
            run.end(end, now.get());
            LOG.log(Level.INFO, "{0}, by an administrator: {1}", new Object[] {what, run});
        }
    }

    public Optional<R> find(String id) {
        synchronized (runs) {
            return runs.stream().filter(run -> run.id().equals(id)).findFirst();
        }
    }

    /** The last ones since the start of this server, the newest first. */
    public List<R> list() {
        synchronized (runs) {
            return List.copyOf(runs);
        }
    }

    public void stop() {
        list().forEach(BulkRun::stop);
    }
}
