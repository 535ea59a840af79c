package ee.qmail.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;

/**
 * Writes the text of a message. The time in which the other side takes it at {@link RemoteSettings#LEAST_RATE} or faster, on
 * average, does not count against the delivery. Nothing is saved for later: one that takes much at once may not be silent for
 * longer because of it. For one thread at a time.
 */
final class TextOutput extends OutputStream {
    private static final long NANOS_PER_OCTET = TimeUnit.SECONDS.toNanos(1) / RemoteSettings.LEAST_RATE;

    private final OutputStream out;
    private final Deadline deadline;
    private long remaining;
    /** Nanoseconds that have passed and for which no octets were taken yet. */
    private long unpaid;

    /** The text begins now. */
    TextOutput(OutputStream out, Deadline deadline) {
        this.out = out;
        this.deadline = deadline;
        this.remaining = deadline.remainingNanos();
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        out.write(octets, offset, count);
        long now = deadline.remainingNanos();
        unpaid += remaining - now;
        long paid = Math.min(unpaid, count * NANOS_PER_OCTET);
        unpaid -= paid;
        remaining = now + deadline.putOff(paid);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
