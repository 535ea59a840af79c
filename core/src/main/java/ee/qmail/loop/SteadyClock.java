package ee.qmail.loop;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Right when it is made, and from then on not moved by whoever sets the computer's clock: for what is a while ago or a
 * while ahead, not for what people read. Safe for use by several threads.
 */
public final class SteadyClock extends Clock {
    private final Instant begin;
    private final LongSupplier nanoTime;
    private final long beginNanos;

    public SteadyClock() {
        this(Instant.now(), System::nanoTime);
    }

    SteadyClock(Instant begin, LongSupplier nanoTime) {
        this.begin = begin;
        this.nanoTime = nanoTime;
        this.beginNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return begin.plusNanos(nanoTime.getAsLong() - beginNanos);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    /** @throws UnsupportedOperationException always: nobody needs its zone */
    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("a steady clock tells instants only");
    }
}
