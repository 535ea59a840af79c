package ee.qmail.local;

import ee.qmail.message.Reason;
import ee.qmail.programs.NotDeliveredException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The limit of deliveries in one home at a time. Its user decides how long they take, by a lock on an mbox or by what an allowed
 * program is told to do, and none may hold all the slots that local mail has. Safe for use by several threads.
 */
final class HomeGate {
    /** Without a permit given back: a burst of quick deliveries gets through, the others' mail does not wait for a slow one. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(100).toNanos();

    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    /** A delivery that took longer is not followed by the next at once: the mail of others may be behind it in the same bundle. */
    private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long REST_NANOS = Duration.ofSeconds(30).toNanos();

    private final ReentrantLock lock = new ReentrantLock();
    /** Those that are busy or rest: no more than slots, and than slow deliveries can end within a rest. */
    private final Map<Path, Home> homes = new HashMap<>();

    private final LongSupplier nanos;

    HomeGate() {
        this(System::nanoTime);
    }

    HomeGate(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Leave by closing it. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Home {
        private final Condition left;
        private int inside;
        private int waiting;
        private long lastLeft;
        private boolean rests;
        private long restsUntil;

        private Home(Condition left, long now) {
            this.left = left;
            this.lastLeft = now;
        }
    }

    /**
     * @param most at a time, 1 at least
     * @throws NotDeliveredException a deferral, if there are as many and none ends in time, or if the last one took too long
     */
    Permit enter(Path directory, int most) throws NotDeliveredException {
        Path key = directory.normalize();
        lock.lock();
        try {
            long now = nanos.getAsLong();
            Home home = homes.computeIfAbsent(key, path -> new Home(lock.newCondition(), now));
            try {
                await(home, most, now);
                home.inside++;
            } finally {
                forgetIdle();
            }
            return () -> leave(home, now);
        } finally {
            lock.unlock();
        }
    }

    private void await(Home home, int most, long start) throws NotDeliveredException {
        home.waiting++;
        try {
            while (rests(home) || home.inside >= most) {
                long sinceLeft = Math.max(home.lastLeft - start, 0);
                long until = start + Math.min(sinceLeft + PATIENCE_NANOS, LONGEST_WAIT_NANOS);
                long left = until - nanos.getAsLong();
                if (rests(home) || left <= 0) {
                    throw new NotDeliveredException(Reason.USER_BUSY);
                }
                home.left.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDeliveredException(Reason.STOPPING, e);
        } finally {
            home.waiting--;
        }
    }

    private void leave(Home home, long entered) {
        lock.lock();
        try {
            home.inside--;
            home.lastLeft = nanos.getAsLong();
            if (home.lastLeft - entered > SLOW_NANOS) {
                home.rests = true;
                home.restsUntil = home.lastLeft + REST_NANOS;
                home.left.signalAll();
            }
            home.left.signal();
            forgetIdle();
        } finally {
            lock.unlock();
        }
    }

    private boolean rests(Home home) {
        return home.rests && home.restsUntil - nanos.getAsLong() > 0;
    }

    private void forgetIdle() {
        homes.values().removeIf(home -> home.inside == 0 && home.waiting == 0 && !rests(home));
    }

    /** The number of known homes. */
    int size() {
        lock.lock();
        try {
            return homes.size();
        } finally {
            lock.unlock();
        }
    }
}
