package ee.qmail.deferred;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message that waits in the database, as qmail-qread tells of it.
 *
 * @param id queue id
 * @param size in octets as stored
 * @param sender of the envelope, empty for a bounce
 * @param attributes how it came, each {@link ee.qmail.message.Attribute} under its key
 */
public record WaitingMessage(
        String id,
        Instant arrival,
        long size,
        String sender,
        Map<String, String> attributes,
        List<Recipient> recipients) {
    public WaitingMessage {
        recipients = List.copyOf(recipients);
    }

    /**
     * @param channel {@code local} or {@code remote}
     * @param outcome {@code deferral} while it waits, else {@code success} or {@code failure}
     * @param report what was last said about it
     * @param nextAttempt when it is tried again at the earliest; in the past while it is being tried
     * @param attempt number of attempts so far
     */
    public record Recipient(
            String channel, String address, String outcome, String report, Instant nextAttempt, long attempt) {}
}
