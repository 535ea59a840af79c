package ee.qmail.test.server;

import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;

/**
 * An event of the topic {@code qmail.events}, see docs/jms.md.
 *
 * @param kind accepted, delivered, deferred, failed, expired or bounced
 * @param id queue id of the message
 * @param sender of the envelope, empty for a bounce
 * @param recipient that it is about; empty for accepted
 * @param attempts how many there have been; 0 for accepted
 * @param status of RFC 3463 such as {@code 5.1.1}; empty if there is none
 * @param report for people
 */
public record MailEvent(
        String kind, long id, String sender, String recipient, int attempts, String status, String report) {

    static MailEvent of(TextMessage message) throws JMSException {
        return new MailEvent(
                message.getStringProperty("qmail_event"),
                message.getLongProperty("qmail_id"),
                text(message, "qmail_sender"),
                text(message, "qmail_recipient"),
                message.propertyExists("qmail_attempts") ? message.getIntProperty("qmail_attempts") : 0,
                text(message, "qmail_status"),
                message.getText());
    }

    private static String text(TextMessage message, String property) throws JMSException {
        return message.propertyExists(property) ? message.getStringProperty(property) : "";
    }
}
