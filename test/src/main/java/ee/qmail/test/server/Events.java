package ee.qmail.test.server;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** Listens to what happens to mail, from the start of the server on. */
final class Events {
    private final List<MailEvent> events = new CopyOnWriteArrayList<>();
    private JMSContext context;

    /** To a server that has just started. */
    void listen(ActiveMQConnectionFactory factory) {
        context = factory.createContext();
        context.createConsumer(context.createTopic("qmail.events")).setMessageListener(this::keep);
    }

    private void keep(Message message) {
        try {
            events.add(MailEvent.of((TextMessage) message));
        } catch (JMSException e) {
            throw new IllegalStateException("an event cannot be read", e);
        }
    }

    List<MailEvent> all() {
        return List.copyOf(events);
    }

    void clear() {
        events.clear();
    }

    /** Before the server ends. */
    void close() {
        if (context != null) {
            context.close();
            context = null;
        }
    }
}
