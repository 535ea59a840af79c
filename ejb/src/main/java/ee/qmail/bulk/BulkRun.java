package ee.qmail.bulk;

import java.time.Instant;
import java.util.Locale;

/**
 * Much work that somebody has asked for, and how far it has come. Safe for use by several threads.
 *
 * <p>It is kept in memory: what is left to be done when the server ends is not done, and can be asked for again.
 */
public abstract class BulkRun {
    /** Where it stands. */
    public enum State {
        RUNNING,
        DONE,
        /** By an administrator, or since the server stops. */
        STOPPED,
        /** By trouble, which the log tells. */
        FAILED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String id;
    private final String by;
    private final Instant started;
    private State state = State.RUNNING;
    private boolean isUnwanted;
    private Instant ended;

    /** @param by who has asked for it */
    protected BulkRun(String id, String by, Instant started) {
        this.id = id;
        this.by = by;
        this.started = started;
    }

    public final String id() {
        return id;
    }

    public final String by() {
        return by;
    }

    public final Instant started() {
        return started;
    }

    public final synchronized State state() {
        return state;
    }

    /** Null as long as it runs. */
    public final synchronized Instant ended() {
        return ended;
    }

    /** It ends before its next step. */
    public final synchronized void stop() {
        isUnwanted = true;
    }

    public final synchronized boolean isUnwanted() {
        return isUnwanted;
    }

    final synchronized void end(State how, Instant when) {
        state = how;
        ended = when;
        notifyAll();
    }

    public final synchronized boolean isRunning() {
        return ended == null;
    }

    /** Waits for its end, but not for long. */
    final synchronized void await(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long rest = millis; ended == null && rest > 0; rest = (until - System.nanoTime()) / 1_000_000) {
            wait(rest);
        }
    }
}
