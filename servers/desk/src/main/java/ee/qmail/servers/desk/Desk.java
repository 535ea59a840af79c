package ee.qmail.example.orders;

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
 * Answers each mail that an alias with the target {@code jms:queue:orders} brings. The mail is consumed and its answer is
 * sent in one transaction: none without the other.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destination", propertyValue = "orders"),
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
        })
public class Orders implements MessageListener {
    @Resource(lookup = "java:comp/DefaultJMSConnectionFactory")
    private ConnectionFactory factory;

    @Override
    public void onMessage(Message message) {
        try {
            String customer = message.getStringProperty("qmail_sender");
            if (!customer.isEmpty()) { // a bounce is not answered
                answer(customer, message.getStringProperty("qmail_recipients"), message.getLongProperty("qmail_size"));
            }
        } catch (JMSException e) {
            throw new JMSRuntimeException("an order cannot be answered", e.getErrorCode(), e);
        }
    }

    private void answer(String customer, String orders, long octets) throws JMSException {
        try (JMSContext jms = factory.createContext()) {
            TextMessage mail = jms.createTextMessage("We have your order of " + octets + " octets.\n");
            mail.setStringProperty("qmail_sender", orders);
            mail.setStringProperty("qmail_recipients", customer);
            mail.setStringProperty("qmail_subject", "Your order");
            jms.createProducer().send(jms.createQueue("qmail.inject"), mail);
        }
    }
}
