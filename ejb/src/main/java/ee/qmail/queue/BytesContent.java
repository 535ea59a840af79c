package ee.qmail.queue;

import ee.qmail.mail.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A message with properties and octets. */
record BytesContent(Map<String, Object> properties, Body body) implements Outgoing.Content {
    /** Octets up to which a message is kept in memory; the broker has a file of its own for a larger one. */
    static final int LARGE = 256 * 1024;

    /** Artemis reads a large body from a stream given as this property. */
    private static final String INPUT_STREAM = "JMS_AMQ_InputStream";

    /** Artemis writes the body of a received message, at once, to a stream given as this property. */
    private static final String SAVE_STREAM = "JMS_AMQ_SaveStream";

    private static final String ARTEMIS = "ActiveMQ";
    private static final String ARTEMIS_CLASSES = "org.apache.activemq.artemis.";
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

    /**
     * Writes the body of a received message to {@code out}. {@code readBytes} of Artemis would first copy a large one into
     * memory, octet by octet.
     */
    static void read(BytesMessage message, OutputStream out) throws JMSException, IOException {
        if (isFromArtemis(message)) {
            message.setObjectProperty(SAVE_STREAM, out);
            return;
        }
        byte[] buffer = new byte[BUFFER];
        for (int n = message.readBytes(buffer); n > 0; n = message.readBytes(buffer)) {
            out.write(buffer, 0, n);
        }
    }

    private static boolean isFromArtemis(Message message) {
        return message.getClass().getName().startsWith(ARTEMIS_CLASSES);
    }
}
