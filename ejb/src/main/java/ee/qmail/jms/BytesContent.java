package ee.qmail.jms;

import ee.qmail.message.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.util.Map;

/** A message with properties and octets. */
record BytesContent(Map<String, Object> properties, Body body) implements QueuedMessage.Content {
    @Override
    public Message in(Session session) throws JMSException, IOException {
        BytesMessage message = session.createBytesMessage();
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        JmsProvider.write(body, message);
        return message;
    }
}
