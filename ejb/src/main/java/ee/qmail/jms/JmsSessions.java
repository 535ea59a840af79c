package ee.qmail.jms;

import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The sessions in which units are sent; those of a broker in this process stay open. Safe for use by several threads. */
@ApplicationScoped
class JmsSessions {
    private static final Logger LOG = Logger.getLogger(JmsSessions.class.getName());

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    private final Deque<OpenSession> idle = new ConcurrentLinkedDeque<>();

    /** As part of the JTA transaction. */
    void sendInTransaction(List<QueuedMessage> unit) throws JMSException, IOException {
        try (OpenSession session = OpenSession.joined(factory)) {
            session.send(unit);
        }
    }

    /** In a local transaction, which has committed when this returns. */
    void sendAndCommit(List<QueuedMessage> unit) throws JMSException, IOException {
        OpenSession session = take();
        boolean reusable = false;
        try {
            session.send(unit);
            session.commit();
            reusable = JmsProvider.allowsKeptSessions();
        } finally {
            if (reusable) {
                idle.push(session);
            } else {
                close(session);
            }
        }
    }

    private OpenSession take() throws JMSException {
        for (OpenSession session = idle.poll(); session != null; session = idle.poll()) {
            if (session.isOpen()) {
                return session;
            }
            close(session);
        }
        return OpenSession.local(factory);
    }

    /** @throws JMSException if the broker does not answer */
    void probe() throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            session.createMessage();
        }
    }

    @PreDestroy
    void close() {
        for (OpenSession session = idle.poll(); session != null; session = idle.poll()) {
            close(session);
        }
    }

    private static void close(OpenSession session) {
        try {
            session.close();
        } catch (JMSException e) {
            LOG.log(Level.FINE, "a connection of a broker that is gone", e);
        }
    }
}
