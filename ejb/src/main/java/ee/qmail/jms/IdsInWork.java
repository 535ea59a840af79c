package ee.qmail.jms;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Duplicate ids of units that are being stored, each by one thread at a time. Artemis remembers an id when its transaction has committed: of two
 * transactions that are open at the same time under one id both commit, and the same mail is there twice. Safe for use by several threads.
 */
final class IdsInWork {
    /** Gives the ids back. */
    interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    private final long patienceNanos;
    private final Set<String> ids = new HashSet<>();

    /** @param patience how long a unit waits for another one under its id */
    IdsInWork(Duration patience) {
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Waits until no other unit with one of these ids is being stored.
     *
     * @throws QueueException if one still is when the patience ends, or the thread is interrupted; nothing is taken then
     */
    Taken take(List<QueuedMessage> unit) {
        Set<String> wanted = unit.stream()
                .map(QueuedMessage::uniqueId)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        await(wanted);
        return () -> giveBack(wanted);
    }

    private synchronized void await(Set<String> wanted) {
        long end = System.nanoTime() + patienceNanos;
        while (!Collections.disjoint(ids, wanted)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new QueueException("another unit under one of the ids " + wanted + " is still being sent", null);
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new QueueException("interrupted while another unit under one id was being sent", e);
            }
        }
        ids.addAll(wanted);
    }

    private synchronized void giveBack(Set<String> taken) {
        ids.removeAll(taken);
        notifyAll();
    }
}
