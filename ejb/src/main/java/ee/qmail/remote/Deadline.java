package ee.qmail.remote;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When a delivery, or a step of it, must have ended, whatever the hosts it talks to do. */
final class Deadline {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final long end;

    private Deadline(Duration time, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.end = nanoTime.getAsLong() + time.toNanos();
    }

    static Deadline in(Duration time) {
        return in(time, System::nanoTime);
    }

    static Deadline in(Duration time, LongSupplier nanoTime) {
        return new Deadline(time, nanoTime);
    }

    /** For a step that begins now: as long as given, but not beyond this one. */
    Deadline within(Duration time) {
        long left = end - nanoTime.getAsLong();
        return new Deadline(Duration.ofNanos(Math.min(left, time.toNanos())), nanoTime);
    }

    /** Rounded up, so that it is over for whoever waited for so long; zero or negative when it is over. */
    long remainingMillis() {
        return -Math.floorDiv(nanoTime.getAsLong() - end, NANOS_PER_MILLI);
    }

    boolean isOver() {
        return remainingMillis() <= 0;
    }
}
