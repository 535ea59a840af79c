package ee.qmail.api;

import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What has become of a mail: a message of topic {@code qmail.events}, to be given to the CDI observers of an application. Immutable.
 *
 * <pre>{@code
 * @MessageDriven(activationConfig = {
 *     @ActivationConfigProperty(propertyName = "destination", propertyValue = "qmail.events"),
 *     @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic")
 * })
 * public class MailEvents implements MessageListener {
 *     @Inject
 *     private Event<MailEvent> observers;
 *
 *     public void onMessage(Message message) {
 *         observers.fire(MailEvent.of(message));
 *     }
 * }
 * }</pre>
 */
public final class MailEvent {
    /** What has happened. */
    public enum Kind {
        /** The mail is in the queue. */
        ACCEPTED,
        /** A recipient has it. */
        DELIVERED,
        /** An attempt failed for now. */
        DEFERRED,
        /** It is given up for a recipient, for another reason than its age. */
        FAILED,
        /** It is given up for a recipient, since it has been in the queue for too long. */
        EXPIRED,
        /** The sender is told of failures. */
        BOUNCED,
        /** Something that this version of the API does not know. */
        OTHER
    }

    private final Kind kind;
    private final Instant time;
    private final long id;
    private final String sender;
    private final String recipient;
    private final long size;
    private final String channel;
    private final int attempts;
    private final String status;
    private final String remoteReply;
    private final String text;

    private MailEvent(Message message) throws JMSException {
        this.kind = kind(text(message, "qmail_event"));
        this.time = Instant.ofEpochMilli(message.getLongProperty("qmail_time"));
        this.id = message.getLongProperty("qmail_id");
        this.sender = text(message, "qmail_sender");
        this.recipient = text(message, "qmail_recipient");
        this.size = message.getLongProperty("qmail_size");
        this.channel = text(message, "qmail_channel");
        this.attempts = message.propertyExists("qmail_attempts") ? message.getIntProperty("qmail_attempts") : 0;
        this.status = text(message, "qmail_status");
        this.remoteReply = text(message, "qmail_remote_reply");
        this.text = message instanceof TextMessage report ? report.getText() : "";
    }

    private static String text(Message message, String property) throws JMSException {
        String text = message.getStringProperty(property);
        return text == null ? "" : text;
    }

    private static Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return kind;
            }
        }
        return Kind.OTHER;
    }

    /**
     * Reads a message of topic {@code qmail.events}.
     *
     * @param message as a consumer of that topic gets it
     * @return what it tells
     * @throws JMSRuntimeException if it is none of that topic, or cannot be read
     */
    public static MailEvent of(Message message) {
        try {
            if (!message.propertyExists("qmail_event")) {
                throw new JMSRuntimeException(
                        "no event of a mail: a message of topic qmail.events has property qmail_event");
            }
            return new MailEvent(message);
        } catch (JMSException e) {
            throw new JMSRuntimeException("an event of a mail cannot be read", e.getErrorCode(), e);
        }
    }

    /**
     * What has happened.
     *
     * @return {@link Kind#OTHER} if a newer server says something else
     */
    public Kind kind() {
        return kind;
    }

    /**
     * When it has happened.
     *
     * @return in milliseconds, by the server's clock
     */
    public Instant time() {
        return time;
    }

    /**
     * Queue id of the mail, as a string as {@link InboundMail#id()} has it.
     *
     * @return decimal digits, perhaps after a minus
     */
    public String id() {
        return Long.toString(id);
    }

    /**
     * Envelope sender.
     *
     * @return empty for a bounce
     */
    public String sender() {
        return sender;
    }

    /**
     * The recipient that the event is about, as the sender knows the address.
     *
     * @return empty for {@link Kind#ACCEPTED}; for {@link Kind#BOUNCED} who gets the bounce
     */
    public String recipient() {
        return recipient;
    }

    /**
     * Size of the mail.
     *
     * @return in octets
     */
    public long size() {
        return size;
    }

    /**
     * Whether the recipient is one of this server's own.
     *
     * @return {@code local} or {@code remote}; empty for {@link Kind#ACCEPTED}
     */
    public String channel() {
        return channel;
    }

    /**
     * How many attempts there have been, this one included.
     *
     * @return 0 for {@link Kind#ACCEPTED}
     */
    public int attempts() {
        return attempts;
    }

    /**
     * Enhanced status code (RFC 3463), such as {@code 5.1.1}.
     *
     * @return the other server's, else this one's; empty if the report has none
     */
    public Optional<String> status() {
        return Optional.of(status).filter(code -> !code.isEmpty());
    }

    /**
     * The reply of the other server, such as {@code 550 5.1.1 no such user}.
     *
     * @return its lines separated by LF; empty if it said nothing
     */
    public Optional<String> remoteReply() {
        return Optional.of(remoteReply).filter(reply -> !reply.isEmpty());
    }

    /**
     * The report for people.
     *
     * @return without a final LF
     */
    public String text() {
        return text;
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " " + id + (recipient.isEmpty() ? "" : " for " + recipient);
    }
}
