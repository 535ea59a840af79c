package ee.qmail.servers.desk;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;

/**
 * Answers each mail that an alias with the target {@code jms:queue:desk} or {@code jms:queue:desk?form=parsed} brings, by JMS alone,
 * without a class of the mail server. The mail is consumed and its answer is sent in one transaction: none without the other.
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
        try (JMSContext jms = factory.createContext()) {
            String writer = message.getStringProperty("qmail_sender");
            if (!writer.isEmpty()) { // a bounce is not answered
                Message answer = message instanceof MapMessage parsed ? copy(parsed, jms) : receipt(message, jms);
                answer.setStringProperty("qmail_sender", message.getStringProperty("qmail_recipients"));
                answer.setStringProperty("qmail_recipients", writer);
                jms.createProducer().send(jms.createQueue("qmail.inject"), answer);
            }
        } catch (JMSException e) {
            throw new JMSRuntimeException("a mail cannot be answered", e.getErrorCode(), e);
        }
    }

    private static Message receipt(Message message, JMSContext jms) throws JMSException {
        TextMessage answer =
                jms.createTextMessage("We have your mail of " + message.getLongProperty("qmail_size") + " octets.\n");
        answer.setStringProperty("qmail_subject", "Your mail");
        return answer;
    }

    /** The text and the attachments go back as they came. */
    private static Message copy(MapMessage parsed, JMSContext jms) throws JMSException {
        MapMessage answer = jms.createMapMessage();
        answer.setString("subject", "Copy of " + parsed.getString("subject"));
        answer.setString("text", parsed.getString("text"));
        for (int number = 1; number <= parsed.getIntProperty("qmail_attachments"); number++) {
            String attachment = "attachment." + number;
            answer.setString(attachment + ".name", parsed.getString(attachment + ".name"));
            answer.setString(attachment + ".type", parsed.getString(attachment + ".type"));
            answer.setBytes(attachment + ".data", parsed.getBytes(attachment + ".data"));
        }
        return answer;
    }
}
