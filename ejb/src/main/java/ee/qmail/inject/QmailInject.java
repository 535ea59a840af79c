package ee.qmail.inject;

import ee.qmail.control.ControlFiles;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.mail.Body;
import ee.qmail.queue.JobMessages;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outgoing;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueException;
import ee.qmail.queue.QueueId;
import ee.qmail.queue.Queues;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/** qmail-inject: makes mail of what applications send to {@code qmail.inject}; docs/jms.md is the format. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = Queues.INJECT),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4")
        })
public class QmailInject implements MessageListener {
    /** Property by which an application tells its mails apart. */
    static final String KEY = "qmail_key";

    private static final Logger LOG = Logger.getLogger(QmailInject.class.getName());

    @Inject
    ControlFiles controlFiles;

    @Inject
    QmailQueue queue;

    @Inject
    Outbox outbox;

    @Override
    public void onMessage(Message message) {
        try {
            QueueId id = id(message);
            byte[] octets = octets(message);
            try {
                Injection.Mail mail = injection(message, octets).mail(id, Instant.now(), controlFiles.current());
                queue.accept(new InboundMessage(id, mail.envelope(), mail.body(), mail.wireSize(), Instant.now()));
            } catch (InjectionException e) {
                LOG.log(Level.WARNING, "message {0} from an application goes to {1}: {2}", new Object[] {
                    message.getJMSMessageID(), Queues.DEAD, e.getMessage()
                });
                outbox.send(List.of(dead(message, octets, id, e.getMessage())));
            }
        } catch (JMSException e) {
            throw new QueueException("a message of " + Queues.INJECT + " cannot be read", e);
        }
    }

    /** The application's own name for the mail, or that of its JMS message: what comes again under it is the same mail. */
    private static QueueId id(Message message) throws JMSException {
        String key = message.getStringProperty(KEY);
        return QueueId.named(key == null ? "inject/" + message.getJMSMessageID() : "inject/key/" + key);
    }

    /** Empty for a message of a kind that is not mail. */
    private static byte[] octets(Message message) throws JMSException {
        if (message instanceof TextMessage text) {
            return Injection.octets(text.getText());
        }
        if (message instanceof BytesMessage bytes) {
            byte[] octets = new byte[Math.toIntExact(bytes.getBodyLength())];
            bytes.readBytes(octets);
            return octets;
        }
        return new byte[0];
    }

    private static Injection injection(Message message, byte[] octets) throws JMSException, InjectionException {
        if (!(message instanceof TextMessage) && !(message instanceof BytesMessage)) {
            throw new InjectionException("a message to " + Queues.INJECT + " must be a TextMessage or a BytesMessage");
        }
        return new Injection(
                octets,
                message.getStringProperty(JobMessages.SENDER),
                message.getStringProperty(JobMessages.RECIPIENTS),
                message.getStringProperty(Injection.SUBJECT));
    }

    private static Outgoing dead(Message original, byte[] octets, QueueId id, String reason) throws JMSException {
        String sender = original.getStringProperty(JobMessages.SENDER);
        String recipients = original.getStringProperty(JobMessages.RECIPIENTS);
        Map<String, Object> properties = new HashMap<>();
        properties.put("qmail_reason", reason);
        properties.put(JobMessages.SENDER, sender);
        properties.put(JobMessages.RECIPIENTS, recipients);
        properties.values().removeIf(Objects::isNull);
        return Outgoing.octets(Queues.DEAD, false, id.toString(), properties, Body.of(octets));
    }
}
