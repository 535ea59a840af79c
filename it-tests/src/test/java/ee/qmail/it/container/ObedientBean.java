package ee.qmail.it.container;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import ee.qmail.api.MailRejectedException;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Leaves a note in a queue and answers the mail, in its transaction; and then does what the subject says, the first time. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "bean@*")
        })
public class ObedientBean implements MailListener {
    static final String NOTES = "it.notes";

    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    @Resource
    private MessageDrivenContext context;

    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    @Resource(lookup = "mail/qmail")
    private jakarta.mail.Session mail;

    @Override
    public void onMail(InboundMail given) throws MailRejectedException {
        try {
            String subject = given.header("Subject").orElse("");
            note(subject);
            answer(given);
            if (SEEN.add(given.key())) {
                obey(subject);
            }
        } catch (JMSException | MessagingException e) {
            throw new EJBException(e);
        }
    }

    private void note(String subject) throws JMSException {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            session.createProducer(session.createQueue(NOTES)).send(session.createTextMessage(subject));
        }
    }

    private void answer(InboundMail given) throws MessagingException {
        MimeMessage answer = new MimeMessage(mail);
        answer.setFrom(given.recipient());
        answer.setRecipients(jakarta.mail.Message.RecipientType.TO, given.sender());
        answer.setSubject("answer");
        answer.setText("done");
        Transport.send(answer);
    }

    private void obey(String subject) throws MailRejectedException {
        switch (subject) {
            case "roll back" -> context.setRollbackOnly();
            case "fail" -> throw new IllegalStateException("planned");
            case "reject" -> throw new MailRejectedException("5.7.1", "not today");
            default -> {
                // commits
            }
        }
    }
}
