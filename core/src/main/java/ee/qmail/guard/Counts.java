package ee.qmail.guard;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Wrong passwords by some key, and how long the next try has to wait: nothing while there are few, then a second, twice as long
 * each time, up to 5 minutes. Forgotten after 15 quiet minutes, or when too many other keys came since. Its owner locks.
 *
 * @param <K> what is counted
 */
final class Counts<K> {
    private static final int MAX_KEYS = 10_000;
    private static final int MAX_DOUBLINGS = 10;
    private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();
    private static final long MAX_WAIT = Duration.ofMinutes(5).toNanos();
    private static final long MEMORY = Duration.ofMinutes(15).toNanos();

    private record Failures(int count, long lastAt) {}

    private final LongSupplier nanoTime;
    private final Map<K, Failures> failures = new LinkedHashMap<>();

    Counts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    int of(K key) {
        Failures known = failures.get(key);
        return known != null && nanoTime.getAsLong() - known.lastAt() < MEMORY ? known.count() : 0;
    }

    void add(K key) {
        int count = of(key) + 1;
        failures.remove(key);
        removeOldest(failures, MAX_KEYS);
        failures.put(key, new Failures(count, nanoTime.getAsLong()));
    }

    void forget(K key) {
        failures.remove(key);
    }

    /** @return whether there was any */
    boolean forgetIf(Predicate<K> which) {
        return failures.keySet().removeIf(which);
    }

    /** Those that are not forgotten yet, in the order of their last mistake. */
    List<K> keys() {
        return failures.keySet().stream().filter(key -> of(key) > 0).toList();
    }

    /** Nanoseconds since the last one; of a key that is counted. */
    long age(K key) {
        return nanoTime.getAsLong() - failures.get(key).lastAt();
    }

    /** Takes over what another process has counted, unless this one has counted more. */
    void restore(K key, int count, long age) {
        if (count > of(key) && age < MEMORY) {
            failures.remove(key);
            removeOldest(failures, MAX_KEYS);
            failures.put(key, new Failures(count, nanoTime.getAsLong() - age));
        }
    }

    /** @param free tries that do not wait. @return nanoseconds, 0 or less if the next try may be made now */
    long wait(K key, int free) {
        int count = of(key);
        if (count < free) {
            return 0;
        }
        long doubled = FIRST_WAIT << Math.min(count - free, MAX_DOUBLINGS);
        return Math.min(doubled, MAX_WAIT)
                - (nanoTime.getAsLong() - failures.get(key).lastAt());
    }

    /** Makes room for one more. */
    static void removeOldest(Map<?, ?> oldestFirst, int most) {
        if (oldestFirst.size() >= most) {
            Iterator<?> keys = oldestFirst.keySet().iterator();
            keys.next();
            keys.remove();
        }
    }
}
