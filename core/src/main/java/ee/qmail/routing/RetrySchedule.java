package ee.qmail.routing;

import ee.qmail.message.Channel;
import java.time.Duration;
import java.time.Instant;

/** The times at which qmail-send tries again: ever later, by the square of the attempts (SCH-1 to SCH-3). All in whole seconds. */
public final class RetrySchedule {
    private static final int SKIP_LOCAL = 10;
    private static final int SKIP_REMOTE = 20;

    private RetrySchedule() {}

    /**
     * {@code birth + (isqrt(now - birth) + skip)^2}, skip being 10 for local and 20 for remote.
     *
     * @param birth arrival of the message
     * @param now start of the attempt that has just failed; a time before birth counts as birth
     */
    public static Instant nextAttempt(Channel channel, Instant birth, Instant now) {
        long root = isqrt(age(birth, now)) + (channel == Channel.LOCAL ? SKIP_LOCAL : SKIP_REMOTE);
        return birth.plusSeconds(root * root);
    }

    /**
     * Tells whether an attempt that starts now is the last: its failure is final.
     *
     * @param queuelifetime control/queuelifetime; the age must be greater than it
     */
    public static boolean isDying(Instant birth, Instant now, Duration queuelifetime) {
        return age(birth, now) > queuelifetime.toSeconds();
    }

    private static long age(Instant birth, Instant now) {
        return Math.max(0, now.getEpochSecond() - birth.getEpochSecond());
    }

    private static long isqrt(long number) {
        long root = (long) Math.sqrt(number);
        return root * root > number ? root - 1 : root;
    }
}
