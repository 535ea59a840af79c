package ee.qmail.jms;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.home.Env;
import ee.qmail.message.Attributes;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.message.SpooledBody;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The form of jobs and tickets as JMS messages: the text is the body, all else are properties; or the body is a {@link
 * JobBundle}.
 */
public final class JobMessages {
    public static final String ID = "qmail_id";
    public static final String JOB = "qmail_job";
    /** Absent from what earlier versions have stored. */
    public static final String JOBS = "qmail_jobs";

    public static final String CHANNEL = "qmail_channel";
    public static final String DOMAIN = "qmail_domain";
    public static final String SENDER = "qmail_sender";
    /** Separated by LF, which no address contains. */
    public static final String RECIPIENTS = "qmail_recipients";

    /** Absent if there are none, and from what earlier versions have stored. */
    static final String ATTRIBUTES = "qmail_attributes";

    /**
     * The sender's wishes about recipients (RFC 3461), as {@link Notify#text(Envelope)} has them; of a message to {@code qmail.inject} a value of NOTIFY, for all
     * of them. Absent if there are none.
     */
    public static final String NOTIFY = "qmail_notify";

    /** Milliseconds since 1970. */
    public static final String ARRIVAL = "qmail_arrival";

    public static final String SIZE = "qmail_size";
    public static final String WIRE_SIZE = "qmail_wire_size";
    /** The number of bundled jobs; present on bundles only. */
    public static final String BUNDLED = "qmail_bundled";

    /** Present on tickets only. */
    public static final String ATTEMPT = "qmail_attempt";

    /** On tickets; absent from what earlier versions have stored. */
    private static final String BOUNCE = "qmail_bounce";

    private JobMessages() {}

    /** The attributes as applications see them, each as {@code qmail_} and its key. */
    public static Map<String, String> properties(Attributes attributes) {
        Map<String, String> properties = new HashMap<>();
        attributes.byKey().forEach((key, value) -> properties.put("qmail_" + key, value));
        return properties;
    }

    static BytesContent content(Job job) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ID, job.id().value());
        properties.put(JOB, job.number());
        properties.put(JOBS, job.jobs());
        properties.put(CHANNEL, job.channel().name());
        properties.put(DOMAIN, job.domain());
        properties.put(SENDER, job.envelope().sender());
        properties.put(RECIPIENTS, encode(job.envelope().recipients()));
        String attributes = job.envelope().attributes().text();
        if (!attributes.isEmpty()) {
            properties.put(ATTRIBUTES, attributes);
        }
        String notify = Notify.text(job.envelope());
        if (!notify.isEmpty()) {
            properties.put(NOTIFY, notify);
        }
        properties.put(ARRIVAL, job.arrival().toEpochMilli());
        properties.put(SIZE, job.body().size());
        properties.put(WIRE_SIZE, job.wireSize());
        return new BytesContent(properties, job.body());
    }

    static BytesContent content(List<Job> bundle) {
        return new BytesContent(Map.of(BUNDLED, bundle.size()), Body.of(JobBundle.encode(bundle)));
    }

    /** A property is a string, and the recipients are a list everywhere else. */
    private static String encode(List<String> recipients) {
        return String.join("\n", recipients);
    }

    private static List<String> decode(String recipients) {
        return List.of(recipients.split("\n"));
    }

    static Message encode(Session session, Ticket ticket) throws JMSException {
        Message message = session.createMessage();
        message.setLongProperty(ID, ticket.id().value());
        message.setIntProperty(JOB, ticket.number());
        message.setIntProperty(ATTEMPT, ticket.attempt());
        message.setStringProperty(DOMAIN, ticket.domain());
        message.setBooleanProperty(BOUNCE, ticket.isBounce());
        return message;
    }

    /**
     * The provider's name for the message. One whose sender has switched these names off gets a new one each time: under a common one the
     * second of them would be taken for a repetition of the first, and dropped.
     */
    public static String name(Message message) throws JMSException {
        String id = message.getJMSMessageID();
        return id == null ? UUID.randomUUID().toString() : id;
    }

    public static boolean isTicket(Message message) throws JMSException {
        return message.propertyExists(ATTEMPT);
    }

    public static Ticket ticket(Message message) throws JMSException {
        return new Ticket(
                new QueueId(JobProperties.number(message, ID)),
                JobProperties.number(message, JOB, 1),
                JobProperties.number(message, ATTEMPT, 0),
                JobProperties.text(message, DOMAIN),
                isBounce(message));
    }

    /**
     * Destination of the jobs; empty for a bundle, which has many.
     *
     * @throws RefusedMessageException if it is no string
     */
    public static String domain(Message message) throws JMSException {
        return message.propertyExists(DOMAIN) ? JobProperties.text(message, DOMAIN) : "";
    }

    /** Tells whether it is the job of a bounce, or a ticket for one; of a bundle, which has many jobs, it does not. */
    public static boolean isBounce(Message message) throws JMSException {
        return "".equals(message.getObjectProperty(SENDER)) || Boolean.TRUE.equals(message.getObjectProperty(BOUNCE));
    }

    /**
     * The jobs of a message that is no ticket.
     *
     * @param bodies gets those that the caller must discard, also if this throws
     * @throws RefusedMessageException if it is no such message, and never will be
     */
    public static List<Job> jobs(Message received, Collection<SpooledBody> bodies) throws JMSException {
        if (!(received instanceof BytesMessage message)) {
            throw new RefusedMessageException("the message is neither a ticket nor a BytesMessage: it is no job");
        }
        if (message.propertyExists(BUNDLED)) {
            return bundled(message);
        }
        if (message instanceof MessageWithBody large) {
            return List.of(job(message, large.body()));
        }
        SpooledBody body = newBody();
        bodies.add(body);
        spool(message, body);
        return List.of(job(message, body));
    }

    /** Its size is asked for before a place for it is made. */
    private static List<Job> bundled(BytesMessage message) throws JMSException {
        long length = message.getBodyLength();
        if (length < 0 || length > JobBundle.LARGEST) {
            throw new RefusedMessageException(
                    "bundle of jobs: has " + length + " octets, must have at most " + JobBundle.LARGEST);
        }
        byte[] octets = new byte[(int) length];
        message.readBytes(octets);
        try {
            return JobBundle.decode(octets);
        } catch (BufferUnderflowException e) {
            throw refused("bundle of jobs: ends in the middle of a job after " + length + " octets", e);
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        }
    }

    private static RefusedMessageException refused(String reason, Exception cause) {
        RefusedMessageException refused = new RefusedMessageException(reason);
        refused.initCause(cause);
        return refused;
    }

    private static Job job(Message message, Body body) throws JMSException {
        return JobProperties.checked(new Job(
                new QueueId(JobProperties.number(message, ID)),
                JobProperties.number(message, JOB, 1),
                message.propertyExists(JOBS) ? JobProperties.number(message, JOBS, 1) : 1,
                channel(JobProperties.text(message, CHANNEL)),
                JobProperties.text(message, DOMAIN),
                envelope(message),
                body,
                JobProperties.number(message, WIRE_SIZE),
                Instant.ofEpochMilli(JobProperties.number(message, ARRIVAL))));
    }

    private static Envelope envelope(Message message) throws JMSException {
        Envelope envelope = new Envelope(
                JobProperties.text(message, SENDER),
                decode(JobProperties.text(message, RECIPIENTS)),
                attributes(message));
        try {
            return message.propertyExists(NOTIFY)
                    ? envelope.notifying(Notify.of(JobProperties.text(message, NOTIFY), envelope.recipients()))
                    : envelope;
        } catch (IllegalArgumentException e) {
            throw refused("property " + NOTIFY + ": " + e.getMessage(), e);
        }
    }

    private static Attributes attributes(Message message) throws JMSException {
        try {
            return message.propertyExists(ATTRIBUTES)
                    ? Attributes.of(JobProperties.text(message, ATTRIBUTES))
                    : Attributes.NONE;
        } catch (IllegalArgumentException e) {
            throw refused(e.getMessage(), e);
        }
    }

    private static Channel channel(String name) {
        try {
            return Channel.valueOf(name);
        } catch (IllegalArgumentException e) {
            throw refused("property " + CHANNEL + ": must be LOCAL or REMOTE", e);
        }
    }

    /** Copies the body of a received message, piece by piece where the provider can do that. */
    public static void copy(BytesMessage message, OutputStream out) throws JMSException, IOException {
        if (message instanceof MessageWithBody large) {
            try (InputStream in = large.body().open()) {
                in.transferTo(out);
            }
        } else {
            JmsProvider.read(message, out);
        }
    }

    /** In memory if small, else in a temporary file. */
    private static void spool(BytesMessage message, SpooledBody body) throws JMSException {
        try (body) {
            JmsProvider.read(message, body);
        } catch (IOException e) {
            throw new UncheckedIOException("the body of " + message.getJMSMessageID() + " cannot be spooled", e);
        }
    }

    /** The place of a body while a worker uses it. */
    public static SpooledBody newBody() {
        return new SpooledBody(Path.of(Env.QMAIL_HOME.value(), "queue", "tmp"), BrokerMessage.LARGE);
    }
}
