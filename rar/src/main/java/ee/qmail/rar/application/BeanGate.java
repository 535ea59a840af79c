package ee.qmail.rar.application;

import ee.qmail.contract.MailConsumer.Door;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * The limits of calls into beans of applications (ADR 24). Two things are counted: those who wait at a door for an answer, of whom there are
 * few, and the threads in the beans of an application, which hold their place until they return, though nobody may wait for them any more. Safe
 * for use by several threads.
 *
 * <p>At a door one application gets at most half of its {@link #width}. A quarter of the queue's is never given to beans, but left to
 * mailboxes. Of what remains the last quarter is for applications that hold nothing there: some slow ones together leave it free for the others.
 */
final class BeanGate {
    /** Threads in all beans together, those that never return among them: the server has others to do. */
    static final int MOST_THREADS = 64;

    /** Without anybody leaving: a burst of quick calls gets through, the others' mail does not wait for a slow one. */
    private static final long PATIENCE_NANOS = Duration.ofMillis(250).toNanos();

    private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(1).toNanos();

    /** After somebody has waited in vain: those who come next need not try. */
    private static final long IN_VAIN_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<Door, IntSupplier> widths;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Room all;
    private final Map<Door, Room> doors = new EnumMap<>(Door.class);
    /** Those with calls, and those that were found full a moment ago. */
    private final Map<Object, Room> rooms = new HashMap<>();

    /** @param widths how many may wait for an answer at each door, as it is now, at most */
    BeanGate(Map<Door, IntSupplier> widths, LongSupplier nanos) {
        this.widths = Map.copyOf(widths);
        this.nanos = nanos;
        this.all = new Room(nanos.getAsLong());
        for (Door door : Door.values()) {
            doors.put(door, new Room(nanos.getAsLong()));
        }
    }

    /**
     * A bean that is to be called.
     *
     * @param application what its beans have in common, by {@code equals}
     * @param bean what tells it from the others, by {@code equals}
     * @param concurrency calls of the bean at a time, 1 at least
     */
    record Bean(Object application, Object bean, int concurrency) {}

    /** What is counted: calls in it now. */
    private static final class Room {
        private int inside;
        private long lastLeft;
        private boolean vain;
        private long vainUntil;

        Room(long now) {
            lastLeft = now;
        }

        void leave(long now) {
            inside--;
            lastLeft = now;
        }

        boolean isVain(long now) {
            return vain && vainUntil - now > 0;
        }
    }

    private record Share(Door door, Object application, boolean waited) {}

    /** A call that may be made. */
    final class Place {
        private final Door door;
        private final Bean bean;
        private boolean waitedFor = true;

        private Place(Door door, Bean bean) {
            this.door = door;
            this.bean = bean;
        }

        /** Nobody waits for the call any more. */
        void giveUp() {
            lock.lock();
            try {
                if (waitedFor) {
                    waitedFor = false;
                    leave(doors.get(door), room(new Share(door, bean.application, true)));
                }
            } finally {
                lock.unlock();
            }
        }

        /** Its thread is back. */
        void end() {
            lock.lock();
            try {
                giveUp();
                leave(all, room(new Share(door, bean.application, false)), room(bean.bean));
            } finally {
                lock.unlock();
            }
        }
    }

    /**
     * Waits for a moment if those inside are quick.
     *
     * @return empty if there is no room; otherwise the caller calls {@link Place#end} in any case
     */
    Optional<Place> enter(Door door, Bean bean) {
        lock.lock();
        try {
            long start = nanos.getAsLong();
            for (Room full = full(door, bean); full != null; full = full(door, bean)) {
                if (!awaitRoom(full, start)) {
                    return Optional.empty();
                }
            }
            doors.get(door).inside++;
            room(new Share(door, bean.application, true)).inside++;
            room(new Share(door, bean.application, false)).inside++;
            room(bean.bean).inside++;
            all.inside++;
            return Optional.of(new Place(door, bean));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            forgetEmpty();
            lock.unlock();
        }
    }

    /** @return null if the call may be made */
    private Room full(Door door, Bean bean) {
        Room application = room(new Share(door, bean.application, false));
        if (application.inside >= share(door)) {
            return application;
        }
        if (room(bean.bean).inside >= bean.concurrency) {
            return room(bean.bean);
        }
        if (all.inside >= MOST_THREADS) {
            return all;
        }
        boolean holdsSome = room(new Share(door, bean.application, true)).inside > 0;
        Room waiting = doors.get(door);
        return waiting.inside < (holdsSome ? most(door) - quarter(most(door)) : most(door)) ? null : waiting;
    }

    /** Calls of one application at a time. */
    int share(Door door) {
        return Math.max(1, width(door) / 2);
    }

    private int most(Door door) {
        return door == Door.QUEUE ? Math.max(1, width(door) - quarter(width(door))) : width(door);
    }

    private int width(Door door) {
        return Math.max(1, widths.get(door).getAsInt());
    }

    /** Rounded up; nothing of one, of which there is none to spare. */
    private static int quarter(int whole) {
        return whole == 1 ? 0 : (whole + 3) / 4;
    }

    private boolean awaitRoom(Room full, long start) throws InterruptedException {
        long now = nanos.getAsLong();
        if (full.isVain(now)) {
            return false;
        }
        long moved = Math.max(full.lastLeft - start, 0);
        long wait = start + Math.min(moved + PATIENCE_NANOS, LONGEST_WAIT_NANOS) - now;
        if (wait <= 0) {
            full.vain = true;
            full.vainUntil = now + IN_VAIN_NANOS;
            return false;
        }
        left.await(wait, TimeUnit.NANOSECONDS);
        return true;
    }

    private Room room(Object of) {
        return rooms.computeIfAbsent(of, key -> new Room(nanos.getAsLong()));
    }

    private void leave(Room... some) {
        for (Room one : some) {
            one.leave(nanos.getAsLong());
        }
        left.signalAll();
        forgetEmpty();
    }

    private void forgetEmpty() {
        rooms.values().removeIf(room -> room.inside == 0 && !lock.hasWaiters(left));
    }

    /** The number of applications and beans that are counted now. */
    int size() {
        lock.lock();
        try {
            return rooms.size();
        } finally {
            lock.unlock();
        }
    }
}
