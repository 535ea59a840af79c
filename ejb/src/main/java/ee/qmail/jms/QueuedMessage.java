package ee.qmail.jms;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.Body;
import ee.qmail.message.Channel;
import ee.qmail.message.QueueId;
import ee.qmail.routing.JmsTarget;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A message on its way to the broker.
 *
 * @param destination name of a queue or topic
 * @param duplicateId null, or what names the message for ever: the broker drops a second one
 * @param persistent whether it must survive a crash
 */
public record QueuedMessage(
        String destination, boolean topic, String duplicateId, boolean persistent, Content content) {
    /** Property of a message that a bean has put aside: the queue that it comes from, where the provider does not tell. */
    static final String QUEUE = "qmail_queue";

    /** Makes the JMS message in the session that sends it. */
    @FunctionalInterface
    public interface Content {
        Message in(Session session) throws JMSException, IOException;
    }

    /** Persistent, to a queue. */
    public static QueuedMessage toQueue(String queue, Content content) {
        return new QueuedMessage(queue, false, null, true, content);
    }

    /** Persistent, so that a durable subscriber gets it after a crash too. */
    public static QueuedMessage toTopic(String topic, Content content) {
        return new QueuedMessage(topic, true, null, true, content);
    }

    /** Persistent, to an application's queue or topic. */
    public static QueuedMessage to(JmsTarget target, Content content) {
        return target.topic() ? toTopic(target.name(), content) : toQueue(target.name(), content);
    }

    /** The same under a name for ever, of which the broker takes one message at each destination. */
    public QueuedMessage named(String name) {
        return new QueuedMessage(destination, topic, name, persistent, content);
    }

    public static QueuedMessage job(Job job) {
        return toQueue(Queues.of(job.channel()), JobMessages.content(job)).named(job.key());
    }

    /**
     * Jobs of messages that nobody has tried to queue before. Those that are bundled have no duplicate id: were they stored
     * twice all the same, qmail-local would find its first delivery.
     *
     * @param slow tells which of them may take long, so that no other may be in one bundle with them
     */
    public static List<QueuedMessage> newJobs(List<Job> jobs, Predicate<Job> slow) {
        return JobBundle.group(jobs, slow).stream()
                .map(group -> group.size() == 1 ? job(group.get(0)) : toQueue(Queues.LOCAL, JobMessages.content(group)))
                .toList();
    }

    /** A lost ticket is issued again when its lease ends, so it need not be persistent. */
    public static QueuedMessage ticket(Channel channel, Ticket ticket) {
        return new QueuedMessage(
                Queues.of(channel), false, null, false, session -> JobMessages.encode(session, ticket));
    }

    /** A {@code BytesMessage} with properties, whose values are strings or boxed numbers. */
    public static Content octets(Map<String, Object> properties, Body body) {
        return new BytesContent(properties, body);
    }

    /**
     * A {@code MapMessage}.
     *
     * @param properties values are strings or boxed numbers
     * @param entries values are strings, byte arrays or boxed primitives
     */
    public static Content map(Map<String, Object> properties, Map<String, Object> entries) {
        return session -> {
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

    /** A job that is not to be tried any more; sent to its own queue it would be again. */
    public static QueuedMessage dead(Job job, String reason) {
        BytesContent content = JobMessages.content(job);
        Map<String, Object> properties = new HashMap<>(content.properties());
        properties.put(RefusedMessageException.REASON, RefusedMessageException.cut(reason));
        return toQueue(Queues.DEAD, new BytesContent(properties, content.body()));
    }

    /** A received message, as it is. Sent to its queue again it has a new name there, and may be put aside again. */
    static QueuedMessage dead(Message received, QueueId id, String reason) throws JMSException {
        String name = id + "/" + JobMessages.name(received);
        String queue = queue(received);
        return toQueue(Queues.DEAD, session -> {
                    again(received);
                    received.setStringProperty(RefusedMessageException.REASON, RefusedMessageException.cut(reason));
                    if (!queue.isEmpty()) {
                        received.setStringProperty(QUEUE, queue);
                    }
                    return received;
                })
                .named(name);
    }

    /** The queue of ours that a message was received from; empty if it is another. */
    private static String queue(Message received) throws JMSException {
        return received.getJMSDestination() instanceof Queue queue && Queues.CONSUMED.contains(queue.getQueueName())
                ? queue.getQueueName()
                : "";
    }

    /** The queue that a message put aside comes from, as {@link #dead} has noted it; empty if it has not. */
    static String queueBefore(Message dead) throws JMSException {
        return dead.getObjectProperty(QUEUE) instanceof String queue && Queues.CONSUMED.contains(queue) ? queue : "";
    }

    /** Makes a received message one that can be sent without a reason why it was not. */
    static Message again(Message received) throws JMSException {
        return with(properties(received), received);
    }

    /** The same, sent by the transaction that has taken it. */
    static Message again(Message received, Session session) throws JMSException {
        return with(properties(received), JmsProvider.sendable(received, session));
    }

    private static Message with(Map<String, Object> properties, Message message) throws JMSException {
        properties.remove(RefusedMessageException.REASON);
        properties.remove(QUEUE);
        message.clearProperties(); // they cannot be changed one by one
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        return message;
    }

    /** Without those that belong to a provider. */
    private static Map<String, Object> properties(Message message) throws JMSException {
        Map<String, Object> properties = new HashMap<>();
        Enumeration<?> names = message.getPropertyNames();
        while (names.hasMoreElements()) {
            String name = (String) names.nextElement();
            if (!JmsProvider.isOwnProperty(name)) {
                properties.put(name, message.getObjectProperty(name));
            }
        }
        return properties;
    }

    boolean isEvent() {
        return destination.equals(Queues.EVENTS);
    }

    /** The message as the broker in this process stores it without a session; empty if it needs one, as queues of applications do. */
    Optional<BrokerMessage> direct() {
        if (topic || !Queues.OWN.contains(destination) || !persistent || !(content instanceof BytesContent bytes)) {
            return Optional.empty();
        }
        return Optional.of(new BrokerMessage(destination, uniqueId(), bytes.properties(), bytes.body()));
    }

    /** Among all destinations; null without a duplicate id. */
    String uniqueId() {
        return duplicateId == null ? null : destination + "/" + duplicateId;
    }
}
