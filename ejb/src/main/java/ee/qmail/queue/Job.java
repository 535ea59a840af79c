package ee.qmail.queue;

import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import java.time.Instant;

/**
 * Something to be done with a message: preprocess it, or deliver it to those of its recipients that share a channel
 * and a domain.
 *
 * @param number 0 while the message is not preprocessed, then 1, 2, ... within the message
 * @param channel null while the message is not preprocessed
 * @param domain destination of all recipients in lower case; empty while the message is not preprocessed
 * @param body text with LF line ends
 * @param wireSize octets of the body with CRLF line ends
 * @param arrival birth of the message, from which retries and lifetime are counted
 */
public record Job(
        QueueId id,
        int number,
        Channel channel,
        String domain,
        Envelope envelope,
        Body body,
        long wireSize,
        Instant arrival) {
    /** A message that nobody has looked at yet. */
    public static Job todo(QueueId id, Envelope envelope, Body body, long wireSize, Instant arrival) {
        return new Job(id, 0, null, "", envelope, body, wireSize, arrival);
    }

    /** Names the job for ever; the key against duplicates. */
    public String key() {
        return id + "/" + number;
    }
}
