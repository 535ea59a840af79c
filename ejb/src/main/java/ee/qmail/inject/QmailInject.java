package ee.qmail.inject;

import ee.qmail.control.ControlFiles;
import ee.qmail.inbound.InboundMessage;
import ee.qmail.queue.Outbox;
import ee.qmail.queue.QmailQueue;
import ee.qmail.queue.QueueException;
import ee.qmail.queue.QueueId;
import ee.qmail.queue.Queues;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.time.Instant;
import java.util.List;
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
            GivenMessage given = GivenMessage.of(message);
            try {
                Injection.Mail mail = given.injection().mail(id, Instant.now(), controlFiles.current());
                queue.accept(new InboundMessage(id, mail.envelope(), mail.body(), mail.wireSize(), Instant.now()));
            } catch (InjectionException e) {
                LOG.log(Level.WARNING, "message {0} from an application goes to {1}: {2}", new Object[] {
                    message.getJMSMessageID(), Queues.DEAD, e.getMessage()
                });
                outbox.send(List.of(given.dead(id, e.getMessage())));
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
}
