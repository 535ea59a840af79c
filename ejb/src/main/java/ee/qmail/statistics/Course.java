package ee.qmail.statistics;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts over time.
 *
 * @param from the time at which the first step begins
 * @param step length of each
 */
public record Course(Instant from, Duration step, List<Series> series) {
    /** @param amounts one for each step; the last step may not be over yet */
    public record Series(Counted counted, List<Long> amounts) {
        public long sum() {
            return amounts.stream().mapToLong(Long::longValue).sum();
        }
    }
}
