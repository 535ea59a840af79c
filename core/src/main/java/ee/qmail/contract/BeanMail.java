package ee.qmail.contract;

import ee.qmail.message.Body;
import ee.qmail.message.QueueId;
import java.time.Instant;

/**
 * One message for one recipient, on its way to a bean.
 *
 * @param sender of the envelope, empty for a bounce
 * @param recipient the address as the sender knows it, in lower case
 * @param body text with LF line ends, as accepted
 */
public record BeanMail(QueueId id, String sender, String recipient, Body body, Instant arrival) {
    /** Names the delivery for ever: the same whenever it is repeated. */
    public String key() {
        return id + "/" + recipient;
    }
}
