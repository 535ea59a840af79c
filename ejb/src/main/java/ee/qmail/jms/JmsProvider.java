package ee.qmail.jms;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.DuplicateIdException;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.message.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The JMS providers of the supported servers, and all in which they differ from Jakarta Messaging or from one another. The rest of the
 * beans knows no name of a provider. Their classes are known by name only: each exists on its own servers.
 *
 * <p>Safe for use by several threads.
 */
public enum JmsProvider {
    /** Payara Server and GlassFish. In a container it has no local transactions: a message is stored when it is sent. */
    OPENMQ(
            "com.sun.messaging.jms.server:subtype=Monitor,type=Broker",
            "com.sun.messaging.jms.server:subtype=Monitor,type=Destination,desttype=q,name=\"%s\"",
            "NumMsgs"),
    /** The runnable jar, WildFly, and a broker in another process. Drops a message whose duplicate id it has seen; streams large bodies. */
    ARTEMIS(
            "jboss.as:subsystem=messaging-activemq,server=default",
            "jboss.as:subsystem=messaging-activemq,server=default,jms-queue=%s",
            "messageCount"),
    OPEN_LIBERTY(
            "WebSphere:feature=wasJmsServer,type=MessagingEngine,name=defaultME",
            "WebSphere:feature=wasJmsServer,type=Queue,name=%s",
            "Depth");

    /** Artemis drops a message whose id it has seen; other providers carry the property and do nothing with it. */
    private static final String DUPLICATE_ID = "_AMQ_DUPL_ID";

    /** Artemis reads a large body from a stream given as this property. */
    private static final String INPUT_STREAM = "JMS_AMQ_InputStream";

    /** Artemis writes the body of a received message, at once, to a stream given as this property. */
    private static final String SAVE_STREAM = "JMS_AMQ_SaveStream";

    private static final String OPENMQ_CLASSES = "com.sun.messaging.";
    private static final String ARTEMIS_CLASSES = "org.apache.activemq.artemis.";
    private static final String DUPLICATE_EXCEPTION = "ActiveMQDuplicateIdException";

    /** Properties that do not fit into a record of Artemis' journal; the text is in a cause of what its client throws. */
    private static final String TOO_LARGE = "AMQ149005";

    private static final int BUFFER = 32 * 1024;

    private final String broker;
    private final String queue;
    private final String count;

    /**
     * Names of management beans in the server's process.
     *
     * @param broker is registered if the provider is there
     * @param queue with the place of the queue's name; not registered before the first use of the queue
     * @param count attribute of the queue: how many messages it holds
     */
    JmsProvider(String broker, String queue, String count) {
        this.broker = broker;
        this.queue = queue;
        this.count = count;
    }

    /**
     * Messages in each of the queues; empty if the broker is in another process.
     *
     * @throws IllegalStateException if the provider does not answer
     */
    public static Optional<Map<String, Long>> depths(List<String> queues) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            for (JmsProvider provider : values()) {
                if (server.isRegistered(new ObjectName(provider.broker))) {
                    return Optional.of(provider.depths(server, queues));
                }
            }
            return Optional.empty();
        } catch (JMException e) {
            throw new IllegalStateException("the broker does not tell how many messages it holds", e);
        }
    }

    private Map<String, Long> depths(MBeanServer server, List<String> queues) throws JMException {
        Map<String, Long> depths = new HashMap<>();
        for (String each : queues) {
            ObjectName name = new ObjectName(String.format(queue, each));
            Object messages = server.isRegistered(name) ? server.getAttribute(name, count) : 0L;
            depths.put(each, ((Number) messages).longValue());
        }
        return depths;
    }

    /** Tells whether a later call may use a session again. OpenMQ in a container mixes up connections that outlive the call that made them. */
    static boolean allowsKeptSessions() {
        return InProcessBroker.RUNNING.current().isPresent();
    }

    /** Commits what was sent, unless it is stored already: OpenMQ in a container makes a session without transactions. */
    static void commit(Session session) throws JMSException {
        if (session.getTransacted()) {
            session.commit();
        }
    }

    /** @param duplicateId what names the message for ever, null: nothing does */
    static void mark(Message message, String duplicateId) throws JMSException {
        if (duplicateId != null) {
            message.setStringProperty(DUPLICATE_ID, duplicateId);
        }
    }

    /** The queue from which the provider has moved a dead message; empty if it does not tell, or if that was a subscription of a topic. */
    static String queueBefore(Message message) throws JMSException {
        String queue = message.getStringProperty("_AMQ_ORIG_QUEUE");
        return queue != null && queue.equals(message.getStringProperty("_AMQ_ORIG_ADDRESS")) ? queue : "";
    }

    /** Tells whether a property is the provider's, and not of the message itself. */
    static boolean isOwnProperty(String name) {
        return name.startsWith("JMS") || name.startsWith("_AMQ_");
    }

    /**
     * Sets a property that selectors may ask for. OpenMQ fails on {@code LIKE} with an empty text, and the sending of the message with it: there
     * an empty one is left out.
     */
    static void select(Message message, String name, String value) throws JMSException {
        if (!value.isEmpty() || !message.getClass().getName().startsWith(OPENMQ_CLASSES)) {
            message.setStringProperty(name, value);
        }
    }

    /** Writes a body. Artemis reads, and closes, that of a large message when the message is sent. */
    static void write(Body body, BytesMessage message) throws JMSException, IOException {
        if (body.size() > BrokerMessage.LARGE && isFromArtemis(message)) {
            message.setObjectProperty(INPUT_STREAM, body.open());
            return;
        }
        try (InputStream in = body.open()) {
            byte[] buffer = new byte[(int) Math.min(BUFFER, body.size() + 1)];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                message.writeBytes(buffer, 0, n);
            }
        }
    }

    /** Copies the body of a received message. {@code readBytes} of Artemis would first copy a large one into memory, octet by octet. */
    public static void read(BytesMessage message, OutputStream out) throws JMSException, IOException {
        if (isFromArtemis(message)) {
            message.setObjectProperty(SAVE_STREAM, out);
            return;
        }
        byte[] buffer = new byte[BUFFER];
        for (int n = message.readBytes(buffer); n > 0; n = message.readBytes(buffer)) {
            out.write(buffer, 0, n);
        }
    }

    private static boolean isFromArtemis(Message message) {
        return message.getClass().getName().startsWith(ARTEMIS_CLASSES);
    }

    /**
     * A received message as one that the transaction that has taken it can send. With OpenMQ it must be another one: in the server's process the
     * acknowledgement refers to the id of the very message, which sending it changes, and the commit fails (<em>reference is gone</em>).
     *
     * @throws MessageFormatException if it must be another one, and is of a kind that no queue of ours takes
     */
    static Message sendable(Message received, Session session) throws JMSException {
        return received.getClass().getName().startsWith(OPENMQ_CLASSES) ? copy(received, session) : received;
    }

    /** Body and headers of its sender's, without properties. */
    static Message copy(Message received, Session session) throws JMSException {
        Message copy = copyOfBody(received, session);
        copy.setJMSCorrelationID(received.getJMSCorrelationID());
        copy.setJMSReplyTo(received.getJMSReplyTo());
        copy.setJMSType(received.getJMSType());
        return copy;
    }

    private static Message copyOfBody(Message received, Session session) throws JMSException {
        if (received instanceof TextMessage text) {
            return session.createTextMessage(text.getText());
        }
        if (received instanceof BytesMessage octets) {
            BytesMessage copy = session.createBytesMessage();
            byte[] buffer = new byte[BUFFER];
            for (int n = octets.readBytes(buffer); n > 0; n = octets.readBytes(buffer)) {
                copy.writeBytes(buffer, 0, n);
            }
            return copy;
        }
        if (received instanceof MapMessage map) {
            MapMessage copy = session.createMapMessage();
            for (Enumeration<?> names = map.getMapNames(); names.hasMoreElements(); ) {
                String name = (String) names.nextElement();
                copy.setObject(name, map.getObject(name));
            }
            return copy;
        }
        throw new MessageFormatException("neither a text nor octets nor a map: it would be put aside again");
    }

    /** Tells whether the broker refused a unit because it has seen a duplicate id of it. */
    static boolean isDuplicate(Throwable failure) {
        return isBehind(
                failure,
                cause -> cause instanceof DuplicateIdException
                        || cause.getClass().getSimpleName().equals(DUPLICATE_EXCEPTION));
    }

    /** Tells whether the broker can never keep a message of the unit. */
    static boolean isTooLarge(Throwable failure) {
        return isBehind(
                failure,
                cause -> cause.getMessage() != null && cause.getMessage().contains(TOO_LARGE));
    }

    private static boolean isBehind(Throwable failure, Predicate<Throwable> wanted) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (wanted.test(cause)) {
                return true;
            }
        }
        return false;
    }
}
