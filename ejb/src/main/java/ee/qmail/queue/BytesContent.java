package ee.qmail.queue;

import ee.qmail.mail.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/** A message with properties and octets. */
record BytesContent(Map<String, Object> properties, Body body) implements Outgoing.Content {
    /** Octets up to which a message is kept in memory; the broker has a file of its own for a larger one. */
    static final int LARGE = 256 * 1024;

    /** Artemis reads a large body from a stream given as this property. */
    private static final String INPUT_STREAM = "JMS_AMQ_InputStream";

    private static final String ARTEMIS = "ActiveMQ";
    private static final int BUFFER = 32 * 1024;

    @Override
    public Message in(Session session, String provider) throws JMSException, IOException {
        BytesMessage message = session.createBytesMessage();
        for (Map.Entry<String, Object> property : properties.entrySet()) {
            message.setObjectProperty(property.getKey(), property.getValue());
        }
        write(message, provider);
        return message;
    }

    /** A stream given to Artemis is read, and closed, when the message is sent. */
    private void write(BytesMessage message, String provider) throws JMSException, IOException {
        if (body.size() > LARGE && provider.contains(ARTEMIS)) {
            message.setObjectProperty(INPUT_STREAM, body.open());
            return;
        }
        try (InputStream in = body.open()) {
            byte[] buffer = new byte[(int) Math.min(BUFFER, body.size() + 1)];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                message.writeBytes(buffer, 0, n);
            }
        }
    }

    boolean isLarge() {
        return body.size() > LARGE;
    }

    byte[] octets() throws IOException {
        try (InputStream in = body.open()) {
            return in.readNBytes((int) body.size());
        }
    }
}
