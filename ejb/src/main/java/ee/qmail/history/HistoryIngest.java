package ee.qmail.history;

import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.HistorySpool;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Brings facts from the file to the database, in batches, with a share of the time of one processor: {@link #BUSY_SHARE} while much mail moves, else
 * {@link #QUIET_SHARE}. Under a peak history lags and costs next to nothing; afterwards it catches up. For one thread at a time, but for {@link
 * #told} and {@link #lag}.
 */
final class HistoryIngest {
    private static final Logger LOG = Logger.getLogger(HistoryIngest.class.getName());

    static final int BATCH = 1_000;
    /** Facts told within a second from which on there is much mail. */
    static final int MUCH = 400;

    static final double BUSY_SHARE = 0.03;
    static final double QUIET_SHARE = 0.5;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final HistorySpool spool;
    private final HistoryStore store;
    private final String node;
    private final AtomicLong told = new AtomicLong();

    private final LongSupplier nanos;
    /** All that happened before is in the database; milliseconds since 1970. */
    private final AtomicLong reached;
    /** Null until it is read from the database, and after trouble. */
    private HistorySpool.Place place;

    private long worked;
    private long measured;
    private boolean busy;

    private final LongSupplier millis;

    /**
     * @param nanos steady time
     * @param millis since 1970
     */
    HistoryIngest(HistorySpool spool, HistoryStore store, String node, LongSupplier nanos, LongSupplier millis) {
        this.spool = spool;
        this.store = store;
        this.node = node;
        this.nanos = nanos;
        this.millis = millis;
        measured = nanos.getAsLong();
        reached = new AtomicLong(millis.getAsLong());
    }

    /** So many facts have happened. */
    void told(int facts) {
        told.addAndGet(facts);
    }

    /** @return whether there may be more */
    boolean writeSome() throws IOException {
        long begin = nanos.getAsLong();
        long asked = millis.getAsLong();
        if (place == null) {
            place = store.place(node);
        }
        HistorySpool.Batch batch = spool.read(place, BATCH);
        if (batch.facts().isEmpty()) {
            reached.set(asked);
            return false;
        }
        HistorySpool.Place from = place;
        place = null;
        write(from, batch);
        place = batch.next();
        spool.forget(place);
        long last = batch.facts().get(batch.facts().size() - 1).id();
        reached.accumulateAndGet(HistoryKeys.millisOf(last), Math::max);
        worked = nanos.getAsLong() - begin;
        return true;
    }

    private void write(HistorySpool.Place from, HistorySpool.Batch batch) {
        try {
            store.write(node, batch.facts(), batch.next());
        } catch (RuntimeException e) {
            if (!isAboutTheData(e)) {
                throw e;
            }
            LOG.log(Level.WARNING, "a fact of history cannot be stored", e);
            for (Fact fact : batch.facts()) {
                writeAlone(fact, from);
            }
            store.write(node, List.of(), batch.next());
        }
    }

    /** One that the database does not take must not keep the others from it for ever. */
    private void writeAlone(Fact fact, HistorySpool.Place from) {
        try {
            store.write(node, List.of(fact), from);
        } catch (RuntimeException e) {
            if (!isAboutTheData(e)) {
                throw e;
            }
            LOG.log(Level.FINE, e, () -> "left out of history: " + fact.id());
        }
    }

    /** Classes 22 and 23 of the SQL standard: the data is wrong, or there already. */
    private static boolean isAboutTheData(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && sql.getSQLState() != null
                    && sql.getSQLState().matches("2[23].*")) {
                return true;
            }
        }
        return false;
    }

    /** How long facts have waited for the database, at most; by any thread. */
    Duration lag() {
        long passed = millis.getAsLong() - reached.get();
        return spool.backlog() == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, passed));
    }

    /** The pause that the last batch asks for, so that the share is kept. */
    Duration pause() {
        long now = nanos.getAsLong();
        long passed = now - measured;
        if (passed >= TimeUnit.SECONDS.toNanos(1)) {
            busy = told.getAndSet(0) > MUCH * (passed / (double) TimeUnit.SECONDS.toNanos(1));
            measured = now;
        }
        double share = busy ? BUSY_SHARE : QUIET_SHARE;
        Duration pause = Duration.ofNanos((long) (worked * (1 / share - 1)));
        return pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause;
    }
}
