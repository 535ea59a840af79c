package ee.qmail.bulk;

import java.time.Instant;

/** A change of many jobs, and how far it has come. Safe for use by several threads. */
public final class BulkChange extends BulkRun {
    private final BulkAction action;
    private final long jobs;

    private long changed;
    private long left;

    /** @param jobs how many are meant */
    BulkChange(String id, BulkAction action, String by, Instant started, long jobs) {
        super(id, by, started);
        this.action = action;
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
        return new Progress(id(), action.word(), by(), state().word(), jobs, changed, left, started(), ended());
    }

    synchronized void count(boolean isChanged) {
        if (isChanged) {
            changed++;
        } else {
            left++;
        }
    }

    @Override
    public String toString() {
        return progress().toString();
    }
}
