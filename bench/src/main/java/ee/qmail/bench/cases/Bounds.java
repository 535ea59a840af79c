package ee.qmail.bench.cases;

import java.time.Duration;

/**
 * The most that is done.
 *
 * @param scale multiplies all counts; 1 is what the numbers of the issue mean
 * @param seconds after which a run begins no more messages
 */
public record Bounds(double scale, long seconds) {
    /** At least one. */
    long count(long full) {
        return Math.max(1, Math.round(full * scale));
    }

    Duration limit() {
        return Duration.ofSeconds(seconds);
    }
}
