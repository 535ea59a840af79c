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

/**
 * Answers each mail that an alias with the target {@code jms:queue:desk} brings, by JMS alone, without a class of the mail server. The
 * mail is consumed and its answer is sent in one transaction: none without the other.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "desk"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
        })
public class Desk implements MessageListener {
    @Resource(lookup = "java:comp/DefaultJMSConnectionFactory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        try {
            String writer = message.getStringProperty("qmail_sender");
            if (!writer.isEmpty()) { // a bounce is not answered
                answer(writer, message.getStringProperty("qmail_recipients"), message.getLongProperty("qmail_size"));
            }
        } catch (JMSException e) {
            throw new JMSRuntimeException("a mail cannot be answered", e.getErrorCode(), e);
        }
    }

    private void answer(String writer, String desk, long octets) throws JMSException {
        try (JMSContext jms = factory.createContext()) {
            TextMessage mail = jms.createTextMessage("We have your mail of " + octets + " octets.\n");
            mail.setStringProperty("qmail_sender", desk);
            mail.setStringProperty("qmail_recipients", writer);
            mail.setStringProperty("qmail_subject", "Your mail");
            jms.createProducer().send(jms.createQueue("qmail.inject"), mail);
        }
    }
}
