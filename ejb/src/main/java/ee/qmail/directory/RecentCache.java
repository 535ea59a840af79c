package ee.qmail.directory;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Remembers what was read a short while ago. Bounded in time and in entries; safe for use by several threads. What was read before
 * {@link #clear} and arrives after it is handed to its reader but not remembered.
 */
final class RecentCache<K, V> {
    private record Entry<V>(V value, long readAt) {}

    private final Map<K, Entry<V>> entries = new ConcurrentHashMap<>();
    private final AtomicLong generation = new AtomicLong();
    private final int maxEntries;
    private final long lifeNanos;
    private final LongSupplier nanoTime;

    RecentCache(int maxEntries, long lifeNanos, LongSupplier nanoTime) {
        this.maxEntries = maxEntries;
        this.lifeNanos = lifeNanos;
        this.nanoTime = nanoTime;
    }

    /** @param reader not called under a lock: two threads may read the same key at once */
    V get(K key, Function<K, V> reader) {
        long now = nanoTime.getAsLong();
        Entry<V> known = entries.get(key);
        if (known != null && isFresh(known, now)) {
            return known.value();
        }
        long readIn = generation.get();
        V value = reader.apply(key);
        remember(key, new Entry<>(value, now), readIn);
        return value;
    }

    void clear() {
        generation.incrementAndGet();
        entries.clear();
    }

    int size() {
        return entries.size();
    }

    private boolean isFresh(Entry<V> entry, long now) {
        return now - entry.readAt() < lifeNanos;
    }

    private void remember(K key, Entry<V> entry, long readIn) {
        if (entries.size() >= maxEntries) {
            entries.values().removeIf(old -> !isFresh(old, entry.readAt()));
            if (entries.size() >= maxEntries) {
                entries.clear();
            }
        }
        entries.put(key, entry);
        if (generation.get() != readIn) {
            entries.remove(key, entry);
        }
    }
}
