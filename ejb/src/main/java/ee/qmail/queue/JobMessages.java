package ee.qmail.queue;

import ee.qmail.env.Env;
import ee.qmail.mail.Body;
import ee.qmail.mail.Envelope;
import ee.qmail.mail.SpooledBody;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How jobs and tickets look as JMS messages: the text is the body, all else are properties; or the body is a {@link
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

    /** Milliseconds since 1970. */
    public static final String ARRIVAL = "qmail_arrival";

    public static final String SIZE = "qmail_size";
    public static final String WIRE_SIZE = "qmail_wire_size";
    /** How many jobs are bundled; present on bundles only. */
    public static final String BUNDLED = "qmail_bundled";

    /** Present on tickets only. */
    public static final String ATTEMPT = "qmail_attempt";

    /** Artemis drops a message whose id it has seen; other providers carry the property and do nothing with it. */
    public static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    private JobMessages() {}

    static BytesContent content(Job job) {
        Map<String, Object> properties = new HashMap<>();
        properties.put(ID, job.id().value());
        properties.put(JOB, job.number());
        properties.put(JOBS, job.jobs());
        properties.put(CHANNEL, job.channel().name());
        properties.put(DOMAIN, job.domain());
        properties.put(SENDER, job.envelope().sender());
        properties.put(RECIPIENTS, String.join("\n", job.envelope().recipients()));
        properties.put(ARRIVAL, job.arrival().toEpochMilli());
        properties.put(SIZE, job.body().size());
        properties.put(WIRE_SIZE, job.wireSize());
        return new BytesContent(properties, job.body());
    }

    static BytesContent content(List<Job> bundle) {
        return new BytesContent(Map.of(BUNDLED, bundle.size()), Body.of(JobBundle.encode(bundle)));
    }

    static Message encode(Session session, Ticket ticket) throws JMSException {
        Message message = session.createMessage();
        message.setLongProperty(ID, ticket.id().value());
        message.setIntProperty(JOB, ticket.number());
        message.setIntProperty(ATTEMPT, ticket.attempt());
        message.setStringProperty(DOMAIN, ticket.domain());
        return message;
    }

    public static boolean isTicket(Message message) throws JMSException {
        return message.propertyExists(ATTEMPT);
    }

    public static Ticket ticket(Message message) throws JMSException {
        return new Ticket(
                new QueueId(message.getLongProperty(ID)),
                message.getIntProperty(JOB),
                message.getIntProperty(ATTEMPT),
                message.getStringProperty(DOMAIN));
    }

    /**
     * The jobs of a message that is no ticket.
     *
     * @param bodies gets those that the caller must discard, also if this throws
     */
    public static List<Job> jobs(BytesMessage message, Collection<SpooledBody> bodies) throws JMSException {
        if (message.propertyExists(BUNDLED)) {
            byte[] octets = new byte[(int) message.getBodyLength()];
            message.readBytes(octets);
            return JobBundle.decode(octets);
        }
        if (message instanceof MessageWithBody large) {
            return List.of(job(message, large.body()));
        }
        SpooledBody body = newBody();
        bodies.add(body);
        spool(message, body);
        return List.of(job(message, body));
    }

    private static Job job(Message message, Body body) throws JMSException {
        return new Job(
                new QueueId(message.getLongProperty(ID)),
                message.getIntProperty(JOB),
                message.propertyExists(JOBS) ? message.getIntProperty(JOBS) : 1,
                Channel.valueOf(message.getStringProperty(CHANNEL)),
                message.getStringProperty(DOMAIN),
                new Envelope(
                        message.getStringProperty(SENDER),
                        List.of(message.getStringProperty(RECIPIENTS).split("\n"))),
                body,
                message.getLongProperty(WIRE_SIZE),
                Instant.ofEpochMilli(message.getLongProperty(ARRIVAL)));
    }

    /** Copies the body of a received message, piece by piece where the provider can do that. */
    public static void copy(BytesMessage message, OutputStream out) throws JMSException, IOException {
        if (message instanceof MessageWithBody large) {
            try (InputStream in = large.body().open()) {
                in.transferTo(out);
            }
        } else {
            BytesContent.read(message, out);
        }
    }

    /** In memory if small, else in a temporary file. */
    private static void spool(BytesMessage message, SpooledBody body) throws JMSException {
        try (body) {
            BytesContent.read(message, body);
        } catch (IOException e) {
            throw new UncheckedIOException("the body of " + message.getJMSMessageID() + " cannot be spooled", e);
        }
    }

    /** Where a body is kept while it is worked on. */
    public static SpooledBody newBody() {
        return new SpooledBody(Path.of(Env.QMAIL_HOME.value(), "queue", "tmp"), BytesContent.LARGE);
    }
}
