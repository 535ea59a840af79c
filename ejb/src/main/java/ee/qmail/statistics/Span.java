package ee.qmail.statistics;

import java.time.Duration;

/** A time to look back, and the steps in which its counts are told. */
public enum Span {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1), StatisticsStore.MINUTE),
    DAY(Duration.ofDays(1), Duration.ofMinutes(15), StatisticsStore.MINUTE),
    WEEK(Duration.ofDays(7), Duration.ofHours(2), StatisticsStore.HOUR),
    MONTH(Duration.ofDays(30), Duration.ofHours(6), StatisticsStore.HOUR);

    private final Duration length;
    private final Duration step;
    private final Duration kept;

    Span(Duration length, Duration step, Duration kept) {
        this.length = length;
        this.step = step;
        this.kept = kept;
    }

    public Duration length() {
        return length;
    }

    /** It divides the length. */
    public Duration step() {
        return step;
    }

    /** The steps of the rows of which they are made. */
    Duration kept() {
        return kept;
    }

    int steps() {
        return (int) length.dividedBy(step);
    }
}
