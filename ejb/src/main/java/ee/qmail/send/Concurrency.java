package ee.qmail.send;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.queue.AcceptRush;
import ee.qmail.queue.Channel;
import ee.qmail.queue.QueueException;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many jobs are tried at a time: {@code concurrencylocal} and {@code concurrencyremote}, as they are now; 0 holds
 * the channel, its jobs wait where they are. No remote destination gets more than half of its channel, so that a dead
 * one cannot hold up the others.
 *
 * <p>A lock and not {@code synchronized}: the container's proxy of a synchronized method is synchronized too, and would
 * be held by whoever waits inside.
 */
@ApplicationScoped
public class Concurrency {
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    @Inject
    ControlFiles controlFiles;

    @Inject
    AcceptRush rush;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition left = lock.newCondition();
    private final Map<Channel, Integer> busy = new EnumMap<>(Channel.class);
    private final Map<String, Integer> busyDestinations = new HashMap<>();
    private boolean closed;

    /** Leave by closing it. */
    public interface Slot extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for a free slot.
     *
     * @return empty if the destination has been busy for as long as one can wait
     */
    Optional<Slot> enter(Channel channel, String domain) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            while (!closed && rush.isOn()) {
                left.await(AcceptRush.GAP_MILLIS, TimeUnit.MILLISECONDS);
            }
            while (!closed) {
                boolean destinationIsFree = isFree(channel, domain);
                if (destinationIsFree && busy.getOrDefault(channel, 0) < limit(channel)) {
                    return Optional.of(take(channel, domain));
                }
                if (!destinationIsFree && System.nanoTime() - giveUp > 0) {
                    return Optional.empty();
                }
                left.await(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
            throw new QueueException("the server stops", null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueException("interrupted while waiting for a free slot of channel " + channel, e);
        } finally {
            lock.unlock();
        }
    }

    private boolean isFree(Channel channel, String domain) {
        return channel == Channel.LOCAL || busyDestinations.getOrDefault(domain, 0) < Math.max(1, limit(channel) / 2);
    }

    private Slot take(Channel channel, String domain) {
        busy.merge(channel, 1, Integer::sum);
        busyDestinations.merge(domain, 1, Integer::sum);
        return () -> leave(channel, domain);
    }

    private void leave(Channel channel, String domain) {
        lock.lock();
        try {
            busy.merge(channel, -1, Integer::sum);
            busyDestinations.computeIfPresent(domain, (key, count) -> count == 1 ? null : count - 1);
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int limit(Channel channel) {
        Controls controls = controlFiles.current();
        return channel == Channel.LOCAL ? controls.concurrencylocal() : controls.concurrencyremote();
    }

    @PreDestroy
    void close() {
        lock.lock();
        try {
            closed = true;
            left.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
