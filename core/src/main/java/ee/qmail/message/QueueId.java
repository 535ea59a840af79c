package ee.qmail.message;

import ee.qmail.text.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The name of a message in the queue and in the log: a positive decimal number, as the inode number is in qmail, but
 * never used twice (QS-2).
 *
 * <p>42 bits of milliseconds since 1970 and 21 bits that tell apart the messages of one millisecond and the processes
 * of one cluster.
 */
public record QueueId(long value) implements Serializable, Comparable<QueueId> {
    private static final int LOW_BITS = 21;
    private static final int COUNTER_BITS = 12;
    /** So many processes can make ids at the same time. */
    public static final int PROCESSES = 1 << (LOW_BITS - COUNTER_BITS);

    private static final AtomicLong LAST = new AtomicLong();
    private static volatile long process = (long) new SecureRandom().nextInt(PROCESSES) << COUNTER_BITS;

    public QueueId {
        if (value <= 0) {
            throw new IllegalArgumentException("queue id " + value + ": must be a positive number");
        }
    }

    /**
     * Gives this process its number, by which its ids differ from those that others make in the same millisecond; until then it has a random
     * one. For a process that shares its queue with others.
     *
     * @param number 0 to 511, that of no other process now
     * @param after milliseconds since 1970 in which whoever had the number before may have made ids: new ones come after it, also if the clock
     *     was set back
     */
    public static void numberProcess(int number, long after) {
        if (number < 0 || number >= PROCESSES) {
            throw new IllegalArgumentException(
                    "number " + number + " of a process: must be from 0 to " + (PROCESSES - 1));
        }
        LAST.accumulateAndGet((after + 1) << COUNTER_BITS, Math::max);
        process = (long) number << COUNTER_BITS;
    }

    /** A new id, larger than every earlier one of this process unless the clock was set back across a restart. */
    public static QueueId next() {
        long now = System.currentTimeMillis() << COUNTER_BITS;
        long ticks = LAST.updateAndGet(last -> Math.max(last + 1, now));
        long counter = ticks & ((1L << COUNTER_BITS) - 1);
        return new QueueId((ticks >>> COUNTER_BITS) << LOW_BITS | process | counter);
    }

    public static QueueId parse(String text) {
        try {
            return new QueueId(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("queue id '" + text + "': must be a positive decimal number", e);
        }
    }

    /**
     * The id of what follows from this message, such as its bounce: the same whenever the step is repeated, so that a
     * repetition can be told from a second message.
     *
     * @param step names the step, for instance {@code bounce/2}
     */
    public QueueId derived(String step) {
        return named(value + "/" + step);
    }

    /** The id of a message that comes from elsewhere with a name of its own: the same for the same name. */
    public static QueueId named(String name) {
        return new QueueId((ByteBuffer.wrap(Sha256.of(name)).getLong() & Long.MAX_VALUE) | 1);
    }

    @Override
    public int compareTo(QueueId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
