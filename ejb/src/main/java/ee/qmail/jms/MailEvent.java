package ee.qmail.jms;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Queues;
import ee.qmail.message.Attributes;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Ending;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.QueueId;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An event of a message, for the subscribers of topic {@code qmail.events}: a text message whose body is the
 * report and whose properties can be used in selectors.
 *
 * <p>Also a CDI event for the beans of this application. Observers run when the event is stored, in the thread that stored
 * it and after its transaction; an SMTP client or the next delivery may be waiting for that thread. What they throw is logged
 * and changes nothing. They are told again what is repeated after a crash, and not at all if the crash comes before them.
 *
 * @param kind of the event
 * @param recipient whom it is about, as the sender knows the address; empty for {@link Kind#ACCEPTED}; for {@link
 *     Kind#BOUNCED} who gets the bounce
 * @param attributes how the message came; each is a property {@code qmail_} and its key
 * @param size octets of the text
 * @param channel null for {@link Kind#ACCEPTED}
 * @param attempts how many there have been of the job, the one that the event is about and those that a crash cut short
 *     included; 0 for {@link Kind#ACCEPTED}
 * @param text of the report, without a final LF
 * @param report null for {@link Kind#ACCEPTED} and {@link Kind#BOUNCED}
 */
public record MailEvent(
        Kind kind,
        Instant time,
        QueueId id,
        String sender,
        String recipient,
        Attributes attributes,
        long size,
        Channel channel,
        int attempts,
        String text,
        DeliveryReport report)
        implements QueuedMessage.Content {
    public static final String KIND = "qmail_event";
    public static final String RECIPIENT = "qmail_recipient";
    public static final String ATTEMPTS = "qmail_attempts";
    public static final String STATUS = "qmail_status";
    public static final String REMOTE_REPLY = "qmail_remote_reply";

    /** Milliseconds since 1970. */
    public static final String TIME = "qmail_time";

    private static final int LONGEST = 10_000;

    /** In lower case as property {@value #KIND}. */
    public enum Kind {
        ACCEPTED,
        DELIVERED,
        DEFERRED,
        /** Given up for another reason than its age. */
        FAILED,
        /** Given up since it has been in the queue for longer than {@code queuelifetime}. */
        EXPIRED,
        BOUNCED
    }

    /** The message is in the queue. */
    public static MailEvent accepted(InboundMessage message) {
        return new MailEvent(
                Kind.ACCEPTED,
                Instant.now(),
                message.id(),
                message.envelope().sender(),
                "",
                message.envelope().attributes(),
                message.body().size(),
                null,
                0,
                "accepted",
                null);
    }

    /**
     * An attempt, for one recipient.
     *
     * @param report on the recipient as the sender knows the address
     */
    public static MailEvent tried(Job job, int attempts, DeliveryReport report) {
        return of(kind(report), job, report.recipient(), attempts, report.text(), report);
    }

    private static Kind kind(DeliveryReport report) {
        return switch (report.outcome()) {
            case SUCCESS -> Kind.DELIVERED;
            case DEFERRAL -> Kind.DEFERRED;
            case FAILURE -> report.ending() == Ending.TOO_LONG ? Kind.EXPIRED : Kind.FAILED;
        };
    }

    /** @param recipient of the bounce */
    public static MailEvent bounced(Job job, String recipient, int attempts, QueueId bounce) {
        return of(Kind.BOUNCED, job, recipient, attempts, "bounce " + bounce, null);
    }

    private static MailEvent of(
            Kind kind, Job job, String recipient, int attempts, String text, DeliveryReport report) {
        return new MailEvent(
                kind,
                Instant.now(),
                job.id(),
                job.envelope().sender(),
                recipient,
                job.envelope().attributes(),
                job.body().size(),
                job.channel(),
                attempts,
                text,
                report);
    }

    /** The enhanced status code of the report (RFC 3463), such as 5.1.1; the other server's before our own. */
    public Optional<String> status() {
        return Optional.ofNullable(report).map(DeliveryReport::status).map(EnhancedStatus::toString);
    }

    /** The reply of the other server, its lines with their codes and separated by LF. */
    public Optional<String> remoteReply() {
        return Optional.ofNullable(report).map(DeliveryReport::reply);
    }

    /** Persistent, so that a durable subscriber gets it after a crash too. */
    public QueuedMessage outgoing() {
        return QueuedMessage.toTopic(Queues.EVENTS, this);
    }

    @Override
    public Message in(Session session) throws JMSException {
        TextMessage message = session.createTextMessage(text);
        message.setStringProperty(KIND, lower(kind));
        message.setLongProperty(TIME, time.toEpochMilli());
        message.setLongProperty(JobMessages.ID, id.value());
        JmsProvider.select(message, JobMessages.SENDER, cut(sender));
        JmsProvider.select(message, RECIPIENT, cut(recipient));
        for (Map.Entry<String, String> attribute :
                JobMessages.properties(attributes).entrySet()) {
            message.setStringProperty(attribute.getKey(), attribute.getValue());
        }
        message.setLongProperty(JobMessages.SIZE, size);
        if (channel != null) {
            message.setStringProperty(JobMessages.CHANNEL, lower(channel));
            message.setIntProperty(ATTEMPTS, attempts);
        }
        Optional<String> status = status();
        if (status.isPresent()) {
            message.setStringProperty(STATUS, status.get());
        }
        Optional<String> reply = remoteReply();
        if (reply.isPresent()) {
            message.setStringProperty(REMOTE_REPLY, cut(reply.get()));
        }
        return message;
    }

    /** A broker takes properties of any length in theory only, and an event must not keep from the broker what is sent with it. */
    private static String cut(String property) {
        return property.length() > LONGEST ? property.substring(0, LONGEST) : property;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
