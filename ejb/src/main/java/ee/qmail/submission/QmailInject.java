package ee.qmail.submission;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.Queues;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.JobMessages;
import ee.qmail.jms.QueueException;
import ee.qmail.message.QueueId;
import ee.qmail.queue.QmailQueue;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.time.Instant;

/** qmail-inject: makes mail of the messages that applications send to {@code qmail.inject}; docs/jms.md is the format. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = Queues.INJECT),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4")
        })
public class QmailInject implements MessageListener {
    /** Property by which an application tells its mails apart. */
    static final String KEY = "qmail_key";

    @Inject
    ControlFiles controlFiles;

    @Inject
    QmailQueue queue;

    @Inject
    JmsSender outbox;

    @Inject
    AttemptMarks marks;

    @Override
    public void onMessage(Message message) {
        try {
            QueueId id;
            try {
                id = id(message);
            } catch (InjectionException e) {
                outbox.bury(message, e.getMessage());
                return;
            }
            try (AttemptMarks.Mark ignored = marks.begin(id, 0)) {
                inject(message, id);
            } catch (InjectionException | NeverStoredException e) {
                marks.survived(id, 0);
                outbox.bury(message, id, e.getMessage());
            }
            marks.survived(id, 0);
        } catch (JMSException e) {
            throw new QueueException("a message of " + Queues.INJECT + " cannot be read", e);
        }
    }

    private void inject(Message message, QueueId id) throws JMSException, InjectionException {
        int deaths = marks.deaths(id, 0);
        if (deaths >= AttemptMarks.SUSPICIOUS) {
            throw new InjectionException(
                    "the server has ended " + deaths + " times while it made mail of this message");
        }
        Controls controls = controlFiles.current();
        try (GivenMessage given = new GivenMessage(message, controls.databytes())) {
            InboundMessage mail = given.injection().mail(id, Instant.now(), controls);
            given.requireFit(mail.body().size());
            queue.accept(mail);
        }
    }

    /** The application's own name for the mail, or that of its JMS message: a message that comes again under it is the same mail. */
    private static QueueId id(Message message) throws JMSException, InjectionException {
        String key = GivenMessage.property(message, KEY);
        return key == null ? QueueId.named("inject/" + JobMessages.name(message)) : id(key);
    }

    /** @param key the application's own name for a mail */
    static QueueId id(String key) {
        return QueueId.named("inject/key/" + key);
    }
}
