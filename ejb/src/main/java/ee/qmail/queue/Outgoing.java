package ee.qmail.queue;

import ee.qmail.mail.Body;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message on its way to the broker.
 *
 * @param destination name of a queue or topic
 * @param duplicateId null, or what names the message for ever: the broker drops a second one
 * @param persistent whether it must survive a crash
 */
public record Outgoing(String destination, boolean topic, String duplicateId, boolean persistent, Content content) {
    /** Makes the JMS message in the session that sends it. */
    @FunctionalInterface
    public interface Content {
        Message in(Session session, String provider) throws JMSException, IOException;
    }

    public static Outgoing job(Job job) {
        return new Outgoing(Queues.of(job.channel()), false, job.key(), true, JobMessages.content(job));
    }

    /**
     * Jobs of messages that nobody has tried to queue before. Those that are bundled have no duplicate id: were they stored
     * twice all the same, qmail-local would find its first delivery.
     */
    public static List<Outgoing> newJobs(List<Job> jobs) {
        return JobBundle.group(jobs).stream()
                .map(group -> group.size() == 1 ? job(group.get(0)) : bundle(group))
                .toList();
    }

    private static Outgoing bundle(List<Job> jobs) {
        return new Outgoing(Queues.LOCAL, false, null, true, JobMessages.content(jobs));
    }

    /** A persistent message with properties, whose values are strings or boxed numbers, and octets. */
    public static Outgoing octets(
            String destination, boolean topic, String duplicateId, Map<String, Object> properties, Body body) {
        return new Outgoing(destination, topic, duplicateId, true, new BytesContent(properties, body));
    }

    /**
     * A persistent {@code MapMessage}.
     *
     * @param properties values are strings or boxed numbers
     * @param entries values are strings, byte arrays or boxed primitives
     */
    public static Outgoing map(
            String destination,
            boolean topic,
            String duplicateId,
            Map<String, Object> properties,
            Map<String, Object> entries) {
        return new Outgoing(destination, topic, duplicateId, true, map(properties, entries));
    }

    /** The same before it has a destination. */
    public static Content map(Map<String, Object> properties, Map<String, Object> entries) {
        return (session, provider) -> {
            MapMessage message = session.createMapMessage();
            for (Map.Entry<String, Object> property : properties.entrySet()) {
                message.setObjectProperty(property.getKey(), property.getValue());
            }
            for (Map.Entry<String, Object> entry : entries.entrySet()) {
                message.setObject(entry.getKey(), entry.getValue());
            }
            return message;
        };
    }

    /** A received message, as it is. */
    static Outgoing dead(Message received, QueueId id, String reason) {
        return new Outgoing(Queues.DEAD, false, id.toString(), true, (session, provider) -> {
            Map<String, Object> properties = properties(received);
            received.clearProperties(); // they cannot be changed one by one
            for (Map.Entry<String, Object> property : properties.entrySet()) {
                received.setObjectProperty(property.getKey(), property.getValue());
            }
            received.setStringProperty(RefusedMessageException.REASON, RefusedMessageException.cut(reason));
            return received;
        });
    }

    /** Without those that belong to a provider. */
    private static Map<String, Object> properties(Message message) throws JMSException {
        Map<String, Object> properties = new HashMap<>();
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            if (!name.startsWith("JMS") && !name.equals(JobMessages.DUPLICATE_ID)) {
                properties.put(name, message.getObjectProperty(name));
            }
        }
        return properties;
    }

    boolean isEvent() {
        return destination.equals(Queues.EVENTS);
    }

    /** What the broker in this process can store without a session. The queues of applications are made by one. */
    Optional<BrokerMessage> direct() {
        if (topic || !Queues.isOwn(destination) || !persistent || !(content instanceof BytesContent bytes)) {
            return Optional.empty();
        }
        return Optional.of(new BrokerMessage(destination, uniqueId(), bytes.properties(), bytes.body()));
    }

    /** Among all destinations; null without a duplicate id. */
    String uniqueId() {
        return duplicateId == null ? null : destination + "/" + duplicateId;
    }

    /** A lost ticket is issued again when its lease ends, so it need not be persistent. */
    public static Outgoing ticket(Channel channel, Ticket ticket) {
        return new Outgoing(
                Queues.of(channel), false, null, false, (session, provider) -> JobMessages.encode(session, ticket));
    }
}
