package ee.qmail.jms;

import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import java.time.Instant;

/**
 * Something to be done with a message: deliver it to those of its recipients that share a channel and a domain.
 *
 * @param number 1, 2, ... within the message
 * @param jobs how many jobs the message makes, from 1; of a job stored by an earlier version at least 1
 * @param domain destination of all recipients in lower case
 * @param body text with LF line ends
 * @param wireSize octets of the body with CRLF line ends
 * @param arrival birth of the message, from which retries and lifetime are counted
 */
public record Job(
        QueueId id,
        int number,
        int jobs,
        Channel channel,
        String domain,
        Envelope envelope,
        Body body,
        long wireSize,
        Instant arrival) {
    /** Tells whether this job has all recipients of the message. */
    public boolean isAlone() {
        return jobs == 1;
    }

    /** Names the job for ever; the key against duplicates. */
    public String key() {
        return id + "/" + number;
    }
}
