package ee.qmail.it.hanging;

import ee.qmail.api.InboundMail;
import ee.qmail.api.MailListener;
import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;

/** Sends a confirmation in its transaction, and then does not return while it is told to hang. */
@MessageDriven(
        messageListenerInterface = MailListener.class,
        activationConfig = {
            @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "qmail"),
            @ActivationConfigProperty(propertyName = "recipient", propertyValue = "hang@*"),
            @ActivationConfigProperty(propertyName = "timeout", propertyValue = "8")
        })
public class HangingBean implements MailListener {
    @Resource(lookup = "jms/qmail")
    private ConnectionFactory factory;

    @Override
    public void onMail(InboundMail mail) {
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession()) {
            TextMessage message = session.createTextMessage("confirmed " + mail.key());
            message.setStringProperty("qmail_sender", mail.recipient());
            message.setStringProperty("qmail_recipients", mail.sender());
            session.createProducer(session.createQueue("qmail.inject")).send(message);
        } catch (JMSException e) {
            throw new EJBException(e);
        }
        Hang.whileToldTo();
    }
}
