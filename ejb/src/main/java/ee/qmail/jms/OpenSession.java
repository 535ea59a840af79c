package ee.qmail.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A connection with one session, and one producer for every destination. Not safe for use by several threads. */
final class OpenSession implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OpenSession.class.getName());

    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;
    private final Map<String, Destination> destinations = new HashMap<>();

    private OpenSession(Connection connection, boolean local) throws JMSException {
        this.connection = connection;
        try {
            session = local ? connection.createSession(true, Session.SESSION_TRANSACTED) : connection.createSession();
            producer = session.createProducer(null);
        } catch (JMSException e) {
            connection.close();
            throw e;
        }
    }

    /** Its messages are part of the JTA transaction. */
    static OpenSession joined(ConnectionFactory factory) throws JMSException {
        return new OpenSession(factory.createConnection(), false);
    }

    /** With local transactions. */
    static OpenSession local(ConnectionFactory factory) throws JMSException {
        return new OpenSession(factory.createConnection(), true);
    }

    /** Not after the broker was gone for a while. */
    boolean isOpen() {
        try {
            session.getTransacted();
            return true;
        } catch (JMSException e) {
            LOG.log(Level.FINE, "a session of a broker that was gone", e);
            return false;
        }
    }

    void send(List<QueuedMessage> unit) throws JMSException, IOException {
        for (QueuedMessage outgoing : unit) {
            send(outgoing);
        }
    }

    private void send(QueuedMessage outgoing) throws JMSException, IOException {
        Message message = outgoing.content().in(session);
        JmsProvider.mark(message, outgoing.uniqueId());
        producer.send(
                destination(outgoing),
                message,
                outgoing.persistent() ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT,
                Message.DEFAULT_PRIORITY,
                Message.DEFAULT_TIME_TO_LIVE);
    }

    private Destination destination(QueuedMessage outgoing) throws JMSException {
        Destination known = destinations.get(outgoing.destination());
        if (known == null) {
            known = outgoing.topic()
                    ? session.createTopic(outgoing.destination())
                    : session.createQueue(outgoing.destination());
            destinations.put(outgoing.destination(), known);
        }
        return known;
    }

    void commit() throws JMSException {
        JmsProvider.commit(session);
    }

    @Override
    public void close() throws JMSException {
        try {
            session.close();
        } finally {
            connection.close();
        }
    }
}
