package ee.qmail.bulk;

import java.time.Instant;
import java.util.Locale;

/**
 * A change of many jobs, and how far it has come. Safe for use by several threads.
 *
 * <p>It is kept in memory: what is left to be done when the server ends is not done, and can be asked for again.
 */
public final class BulkChange {
    /** Where it stands. */
    public enum State {
        RUNNING,
        DONE,
        /** By an administrator, or since the server stops. */
        STOPPED,
        /** By trouble, which the log tells. */
        FAILED
    }

    private final String id;
    private final BulkAction action;
    private final String by;
    private final Instant started;
    private final long jobs;

    private long changed;
    private long left;
    private State state = State.RUNNING;
    private boolean isUnwanted;
    private Instant ended;

    /** @param jobs how many are meant */
    BulkChange(String id, BulkAction action, String by, Instant started, long jobs) {
        this.id = id;
        this.action = action;
        this.by = by;
        this.started = started;
        this.jobs = jobs;
    }

    /**
     * How far it is.
     *
     * @param by whose it is
     * @param jobs how many were meant at the beginning
     * @param changed jobs with which it is done
     * @param left jobs that were left as they are: being tried, or about to be, or not there any more, or due already
     * @param ended null as long as it runs
     */
    public record Progress(
            String id,
            String action,
            String by,
            String state,
            long jobs,
            long changed,
            long left,
            Instant started,
            Instant ended) {
        public boolean isRunning() {
            return ended == null;
        }
    }

    public synchronized Progress progress() {
        return new Progress(
                id, action.word(), by, state.name().toLowerCase(Locale.ROOT), jobs, changed, left, started, ended);
    }

    synchronized void count(boolean isChanged) {
        if (isChanged) {
            changed++;
        } else {
            left++;
        }
    }

    /** It ends before the next job. */
    public synchronized void stop() {
        isUnwanted = true;
    }

    synchronized boolean isUnwanted() {
        return isUnwanted;
    }

    synchronized void end(State how, Instant when) {
        state = how;
        ended = when;
        notifyAll();
    }

    synchronized boolean isRunning() {
        return ended == null;
    }

    /** Waits for its end, but not for long. */
    synchronized void await(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long rest = millis; ended == null && rest > 0; rest = (until - System.nanoTime()) / 1_000_000) {
            wait(rest);
        }
    }
}
