package ee.qmail.it.echo;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Takes JMS messages, and names no adapter. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = EchoBean.QUEUE),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
        })
public class EchoBean implements MessageListener {
    public static final String QUEUE = "it.echo";
    public static final String ANSWERS = "it.echoed";

    @Resource(lookup = "java:comp/DefaultJMSConnectionFactory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        try (JMSContext jms = factory.createContext()) {
            jms.createProducer().send(jms.createQueue(ANSWERS), "for " + message.getStringProperty("qmail_recipients"));
        } catch (JMSException e) {
            throw new JMSRuntimeException("a mail cannot be echoed", e.getErrorCode(), e);
        }
    }
}
