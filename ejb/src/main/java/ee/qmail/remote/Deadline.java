package ee.qmail.remote;

import java.time.Duration;

/** When a delivery must have ended, whatever the hosts it talks to do. */
final class Deadline {
    private final long end;

    private Deadline(long end) {
        this.end = end;
    }

    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Zero or negative when it is over. */
    Duration remaining() {
        return Duration.ofNanos(end - System.nanoTime());
    }

    boolean isOver() {
        return remaining().isNegative() || remaining().isZero();
    }
}
