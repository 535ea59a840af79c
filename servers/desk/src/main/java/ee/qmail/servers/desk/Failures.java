package ee.qmail.servers.desk;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

/** Tells the writer of a mail of each address that it fails for, from what topic {@code qmail.events} says. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "qmail.events"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(
                    propertyName = "messageSelector",
                    propertyValue = "qmail_event = 'failed' AND qmail_sender LIKE '%@example.org'")
        })
public class Failures implements MessageListener {
    @Resource(lookup = "java:comp/DefaultJMSConnectionFactory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message event) {
        try (JMSContext jms = factory.createContext()) {
            TextMessage mail = jms.createTextMessage("An event says so.\n");
            mail.setStringProperty("qmail_sender", "");
            mail.setStringProperty("qmail_recipients", event.getStringProperty("qmail_sender"));
            mail.setStringProperty("qmail_subject", "No mail for " + event.getStringProperty("qmail_recipient"));
            jms.createProducer().send(jms.createQueue("qmail.inject"), mail);
        } catch (JMSException e) {
            throw new JMSRuntimeException("an event cannot be told", e.getErrorCode(), e);
        }
    }
}
