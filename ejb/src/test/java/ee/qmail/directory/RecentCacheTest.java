package ee.qmail.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RecentCacheTest {
    private final AtomicInteger reads = new AtomicInteger();
    private final RecentCache<Integer, Integer> cache = new RecentCache<>(10, 100, () -> 0);

    @Test
    void readsOnce() {
        assertThat(cache.get(1, this::read)).isEqualTo(1);
        assertThat(cache.get(1, this::read)).isEqualTo(1);
        cache.clear();
        assertThat(cache.get(1, this::read)).isEqualTo(2);
    }

    @Test
    void neverHoldsMoreThanItsBound() {
        for (int i = 0; i < 1000; i++) {
            cache.get(i, this::read);
            assertThat(cache.size()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void forgetsValuesReadBeforeAChange() {
        cache.get(1, key -> {
            cache.clear();
            return read(key);
        });
        assertThat(cache.get(1, this::read)).isEqualTo(2);
    }

    private int read(int key) {
        return reads.incrementAndGet();
    }
}
