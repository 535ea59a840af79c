package ee.qmail.send;

import ee.qmail.contract.InProcessBroker;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.jms.QueueException;
import ee.qmail.message.Channel;
import ee.qmail.queue.DeliveryHold;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The limits of jobs that are tried at a time: {@code concurrencylocal} and {@code concurrencyremote}, as they are now; 0 holds
 * the channel, its jobs wait where they are, or in the database where the broker is not ours. No remote destination gets more than half of its channel, so that a dead
 * one cannot hold up the others; and all bounces together leave a quarter to other mail, since whoever makes mail bounce decides where they go, and how slow it is there.
 *
 * <p>A lock and not {@code synchronized}: the container's proxy of a synchronized method is synchronized too, and would
 * be held by the thread that waits inside.
 */
@ApplicationScoped
public class Concurrency {
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final int FEW = 8;
    /** No destination has this name. */
    private static final String BOUNCES = "<>";

    private final ControlFiles controlFiles;
    private final DeliveryHold rush;
    private final SendSwitch sendSwitch;
    private final ReentrantLock lock = new ReentrantLock();
    /** In the order in which they came. */
    private final Deque<Waiter> waiting = new ArrayDeque<>();

    private final Map<Channel, Integer> busy = new EnumMap<>(Channel.class);
    /** By destination; all bounces too, as one. */
    private final Map<String, Integer> busyShares = new HashMap<>();
    /** Of those that have all the slots they may have: since when they have given none back. */
    private final Map<String, Long> fullSince = new HashMap<>();

    private final Map<Channel, Long> idleSince = new EnumMap<>(Channel.class);

    LongSupplier nanos = System::nanoTime;
    private boolean closed;

    /** For the container's proxies. */
    protected Concurrency() {
        this(null, null, null);
    }

    @Inject
    Concurrency(ControlFiles controlFiles, DeliveryHold rush, SendSwitch sendSwitch) {
        this.controlFiles = controlFiles;
        this.rush = rush;
        this.sendSwitch = sendSwitch;
    }

    /** Leave by closing it. */
    public interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /** Each is woken alone: there are many more of them than slots, and waking all costs more than a delivery. */
    private static final class Waiter {
        private final Channel channel;
        private final String domain;
        /** Each must have room for it. */
        private final List<String> shares;

        private final Condition turn;
        private boolean admitted;

        private Waiter(Channel channel, String domain, boolean isBounce, Condition turn) {
            this.channel = channel;
            this.domain = domain;
            this.shares = isBounce && channel == Channel.REMOTE ? List.of(domain, BOUNCES) : List.of(domain);
            this.turn = turn;
        }
    }

    /**
     * Waits for a free slot; slots are given in the order of arrival.
     *
     * @return empty if the destination, or the share of bounces, has been busy for as long as one can wait, or was so
     *     before, or if the channel is on hold and the job must not wait
     */
    Optional<Slot> enter(Channel channel, String domain, boolean isBounce) {
        long giveUp = nanos.getAsLong() + PATIENCE.toNanos();
        lock.lock();
        Waiter waiter = new Waiter(channel, domain, isBounce, lock.newCondition());
        waiting.add(waiter);
        try {
            for (boolean rush = admit(); !waiter.admitted; rush = admit()) {
                if (closed) {
                    throw new QueueException("the server stops", null);
                }
                boolean enough =
                        nanos.getAsLong() - giveUp > 0 || waiter.shares.stream().anyMatch(this::isStuck);
                boolean hopeless = !mayEnter(waiter) || isOnHold(channel);
                if (!rush && enough && hopeless) {
                    return Optional.empty();
                }
                // the end of a rush is not told, the first in the queue looks for all
                boolean looksOut = rush && waiting.peek() == waiter;
                waiter.turn.await(looksOut ? DeliveryHold.GAP_MILLIS : LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            return Optional.of(() -> leave(waiter));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (waiter.admitted) {
                leave(waiter);
            }
            throw new QueueException("interrupted while waiting for a free slot of channel " + channel, e);
        } catch (Error e) {
            if (waiter.admitted) {
                leave(waiter);
            }
            throw e;
        } finally {
            waiting.remove(waiter);
            idleSince.put(channel, nanos.getAsLong());
            lock.unlock();
        }
    }

    /**
     * Tells for how long no job of a channel has come.
     *
     * @return zero while one is here, and while the channel is on hold
     */
    public Duration idle(Channel channel) {
        lock.lock();
        try {
            boolean isAtWork = busy.getOrDefault(channel, 0) > 0
                    || waiting.stream().anyMatch(waiter -> waiter.channel == channel)
                    || limit(channel) == 0;
            long now = nanos.getAsLong();
            if (isAtWork) {
                idleSince.put(channel, now);
            }
            return Duration.ofNanos(now - idleSince.computeIfAbsent(channel, unknown -> now));
        } finally {
            lock.unlock();
        }
    }

    /** Slots of a channel that are taken now. */
    public int busy(Channel channel) {
        lock.lock();
        try {
            return busy.getOrDefault(channel, 0);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the free slots to those that wait for them, none in a rush.
     *
     * @return whether there is a rush
     */
    private boolean admit() {
        if (waiting.isEmpty() || closed) {
            return false;
        }
        if (rush.isOn()) {
            waiting.peek().turn.signal();
            return true;
        }
        for (Iterator<Waiter> all = waiting.iterator(); all.hasNext(); ) {
            Waiter waiter = all.next();
            if (mayEnter(waiter) && busy.getOrDefault(waiter.channel, 0) < limit(waiter.channel)) {
                busy.merge(waiter.channel, 1, Integer::sum);
                for (String share : waiter.shares) {
                    busyShares.merge(share, 1, Integer::sum);
                    if (!isFree(waiter.channel, share)) {
                        fullSince.put(share, nanos.getAsLong());
                    }
                }
                waiter.admitted = true;
                waiter.turn.signal();
                all.remove();
            }
        }
        return false;
    }

    private boolean mayEnter(Waiter waiter) {
        for (String share : waiter.shares) {
            if (!isFree(waiter.channel, share)) {
                return false;
            }
        }
        return !isCrowded(waiter.channel, waiter.domain);
    }

    private boolean isFree(Channel channel, String share) {
        return channel == Channel.LOCAL || busyShares.getOrDefault(share, 0) < most(share, limit(channel));
    }

    private static int most(String share, int limit) {
        return share.equals(BOUNCES) ? limit - limit / 4 : Math.max(1, limit / 2);
    }

    /**
     * The last quarter is for destinations that hold nothing: some slow ones together leave it free for the others. Of few slots there is
     * none to spare.
     */
    private boolean isCrowded(Channel channel, String domain) {
        int limit = limit(channel);
        return channel == Channel.REMOTE
                && limit >= FEW
                && busyShares.containsKey(domain)
                && busy.getOrDefault(channel, 0) >= limit - limit / 4;
    }

    /**
     * Its jobs must not wait here: a server waits for its message-driven beans before it stops, and those of a queue that
     * is on hold would never end. The embedded broker interrupts them.
     */
    private boolean isOnHold(Channel channel) {
        return limit(channel) == 0 && InProcessBroker.RUNNING.current().isEmpty();
    }

    /** A job that comes now need not wait: those before it wait in vain. */
    private boolean isStuck(String share) {
        Long since = fullSince.get(share);
        return since != null && nanos.getAsLong() - since > PATIENCE.toNanos();
    }

    private void leave(Waiter job) {
        lock.lock();
        try {
            busy.merge(job.channel, -1, Integer::sum);
            idleSince.put(job.channel, nanos.getAsLong());
            for (String share : job.shares) {
                busyShares.computeIfPresent(share, (key, count) -> count == 1 ? null : count - 1);
                fullSince.remove(share);
            }
            admit();
        } finally {
            lock.unlock();
        }
    }

    private int limit(Channel channel) {
        if (!sendSwitch.isOn()) {
            return 0;
        }
        Controls controls = controlFiles.current();
        return channel == Channel.LOCAL ? controls.concurrencylocal() : controls.concurrencyremote();
    }

    @PreDestroy
    void close() {
        lock.lock();
        try {
            closed = true;
            waiting.forEach(waiter -> waiter.turn.signal());
        } finally {
            lock.unlock();
        }
    }
}
