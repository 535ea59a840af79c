package ee.qmail.remote;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time at which a delivery, or a step of it, must have ended, whatever the hosts it talks to do. It can be put off, but not beyond its
 * last end. For one thread at a time.
 */
final class Deadline {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private final long last;
    private long end;

    private Deadline(Duration time, Duration most, LongSupplier nanoTime) {
        long now = nanoTime.getAsLong();
        this.nanoTime = nanoTime;
        this.end = now + time.toNanos();
        this.last = now + most.toNanos();
    }

    static Deadline in(Duration time) {
        return in(time, System::nanoTime);
    }

    static Deadline in(Duration time, LongSupplier nanoTime) {
        return in(time, time, nanoTime);
    }

    /** @param most the time after which it is over however often it was put off; not less than {@code time} */
    static Deadline in(Duration time, Duration most, LongSupplier nanoTime) {
        return new Deadline(time, most, nanoTime);
    }

    /** For a step that begins now: as long as given, but not beyond this one. */
    Deadline within(Duration time) {
        Duration step = Duration.ofNanos(Math.min(remainingNanos(), time.toNanos()));
        return in(step, nanoTime);
    }

    /**
     * Puts it off by that long, as far as its last end allows.
     *
     * @return nanoseconds by which it is put off
     */
    long putOff(long nanos) {
        long more = Math.min(nanos, last - end);
        end += more;
        return more;
    }

    /** Puts it off if there is less time from now on, as far as its last end allows. */
    void allow(Duration time) {
        putOff(Math.max(0, time.toNanos() - remainingNanos()));
    }

    /** Zero or negative when it is over. */
    long remainingNanos() {
        return end - nanoTime.getAsLong();
    }

    /** Rounded up, so that it is over after a wait of this length; zero or negative when it is over. */
    long remainingMillis() {
        return -Math.floorDiv(nanoTime.getAsLong() - end, NANOS_PER_MILLI);
    }

    boolean isOver() {
        return remainingMillis() <= 0;
    }
}
