package ee.qmail.tls;

import java.time.Duration;
import java.time.Instant;

/**
 * How near a certificate is to its end (CERT-7): 21, 7 and 1 days before it, or a sixth of its life and the same parts of that if that is
 * less. One that is renewed in time, at two thirds of its life say, never comes to any of them, however short it lives.
 */
public enum Ending {
    FAR,
    SOON,
    URGENT,
    LAST,
    OVER;

    private static final Duration MOST = Duration.ofDays(21);
    private static final int PART_OF_LIFE = 6;
    /** Parts of the time of {@link #SOON}: 7 days and 1 day of 21. */
    private static final int URGENT_PART = 3;

    private static final int LAST_PART = 21;

    static Ending of(Instant begin, Instant end, Instant now) {
        Duration left = Duration.between(now, end);
        Duration part = Duration.between(begin, end).dividedBy(PART_OF_LIFE);
        Duration soon = part.compareTo(MOST) < 0 ? part : MOST;
        if (left.isNegative()) {
            return OVER;
        }
        if (left.compareTo(soon.dividedBy(LAST_PART)) < 0) {
            return LAST;
        }
        if (left.compareTo(soon.dividedBy(URGENT_PART)) < 0) {
            return URGENT;
        }
        return left.compareTo(soon) < 0 ? SOON : FAR;
    }
}
