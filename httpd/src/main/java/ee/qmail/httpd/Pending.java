package ee.qmail.httpd;

import java.util.Collection;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Octets of answers that clients have not taken yet, of all connections together: each alone has a bound, and there may be many. Safe for
 * use by several threads.
 */
final class Pending {
    private final long most;
    private final AtomicLong octets = new AtomicLong();

    /** @param most octets of all connections together */
    Pending(long most) {
        this.most = most;
    }

    /** A part of the memory that this process may have. */
    static Pending ofHeap() {
        return new Pending(Runtime.getRuntime().maxMemory() / 16);
    }

    void add(long more) {
        octets.addAndGet(more);
    }

    long octets() {
        return octets.get();
    }

    /**
     * Ends connections until there is room again: first the one that has kept the most octets for the longest time. An honest client takes
     * its answer, and is not that one.
     */
    void makeRoom(Collection<Client> clients) {
        while (octets.get() > most) {
            long now = System.nanoTime();
            Client worst = clients.stream()
                    .filter(client -> client.answer().isPending())
                    .max(Comparator.comparingDouble(client -> client.answer().burden(now)))
                    .orElse(null);
            if (worst == null) {
                return;
            }
            worst.answer().end();
            worst.connection().terminateSilently();
        }
    }
}
