package ee.qmail.queue;

import jakarta.jms.TextMessage;
import java.util.Locale;

/**
 * What happened to a message, for whoever listens to topic {@code qmail.events}: a text message whose body is the
 * report and whose properties can be used in selectors.
 *
 * @param kind what happened
 * @param recipient empty for {@link Kind#ACCEPTED}
 * @param text report of the delivery, without a final LF
 */
public record MailEvent(Kind kind, QueueId id, String sender, String recipient, long size, String text) {
    public static final String KIND = "qmail_event";
    public static final String RECIPIENT = "qmail_recipient";

    /** In lower case as property {@value #KIND}. */
    public enum Kind {
        ACCEPTED,
        DELIVERED,
        DEFERRED,
        FAILED,
        BOUNCED
    }

    /** Persistent, so that a durable subscriber gets it after a crash too. */
    public Outgoing outgoing() {
        return new Outgoing(Queues.EVENTS, true, null, true, (session, provider) -> {
            TextMessage message = session.createTextMessage(text);
            message.setStringProperty(KIND, kind.name().toLowerCase(Locale.ROOT));
            message.setLongProperty(JobMessages.ID, id.value());
            message.setStringProperty(JobMessages.SENDER, sender);
            message.setStringProperty(RECIPIENT, recipient);
            message.setLongProperty(JobMessages.SIZE, size);
            return message;
        });
    }
}
