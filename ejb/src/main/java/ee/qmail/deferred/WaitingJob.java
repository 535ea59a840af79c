package ee.qmail.deferred;

import ee.qmail.message.Reason;
import java.time.Instant;
import java.util.List;

/**
 * A message that waits for the recipients of one domain.
 *
 * @param id as {@link JobKey} has it
 * @param message its queue id
 * @param channel {@code local} or {@code remote}
 * @param sender of the envelope, empty for a bounce
 * @param size of the message in octets as stored
 * @param attempts how many there have been
 * @param nextAttempt when it is tried again at the earliest
 * @param underWay whether it is being tried, or is about to be
 * @param waiting how many of its recipients wait
 * @param recipients the first of those who wait
 */
public record WaitingJob(
        String id,
        String message,
        String channel,
        String domain,
        String sender,
        Instant arrival,
        long size,
        long attempts,
        Instant nextAttempt,
        boolean underWay,
        long waiting,
        List<Recipient> recipients) {
    public WaitingJob {
        recipients = List.copyOf(recipients);
    }

    /**
     * @param address as the sender knows it
     * @param reason why it waits
     * @param report what was last said about it
     */
    public record Recipient(String address, Reason reason, String report) {}
}
