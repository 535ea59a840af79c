package ee.qmail.broker;

import jakarta.jms.JMSException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.client.impl.ClientMessageImpl;
import org.apache.activemq.artemis.core.message.LargeBodyReader;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/** A message as the broker holds it, seen as a client would see it; no octets are copied before they are read. */
final class StoredMessage {
    private static final int BUFFER = 64 * 1024;

    private StoredMessage() {}

    /** @param deliveryCount which delivery of the message this is, from 1 on */
    static jakarta.jms.Message asJms(ICoreMessage stored, int deliveryCount) throws JMSException {
        ClientMessageImpl message = stored.isLargeMessage() ? new Large(stored) : new Small(stored);
        message.setDeliveryCount(deliveryCount);
        ActiveMQMessage jms = ActiveMQMessage.createMessage(message, null);
        try {
            jms.doBeforeReceive();
        } catch (ActiveMQException e) {
            JMSException failure = new JMSException("message " + stored.getMessageID() + " cannot be read");
            failure.initCause(e);
            throw failure;
        }
        return jms;
    }

    private static final class Small extends ClientMessageImpl {
        Small(ICoreMessage stored) {
            stored.getEncodeSize(); // makes the buffer valid
            receiveBuffer(stored.getBuffer().duplicate().readerIndex(0));
            setMessageID(stored.getMessageID());
        }
    }

    /** Its body is in a file of the broker. */
    private static final class Large extends ClientMessageImpl {
        private final ICoreMessage stored;
        private ActiveMQBuffer whole;

        Large(ICoreMessage stored) {
            super(
                    stored.getType(),
                    stored.isDurable(),
                    stored.getExpiration(),
                    stored.getTimestamp(),
                    stored.getPriority(),
                    0);
            this.stored = stored;
            setMessageID(stored.getMessageID());
            setAddress(stored.getAddress());
            for (SimpleString name : stored.getPropertyNames()) {
                putObjectProperty(name, stored.getObjectProperty(name));
            }
        }

        @Override
        public boolean isLargeMessage() {
            return true;
        }

        @Override
        public int getBodySize() {
            try (LargeBodyReader reader = stored.getLargeBodyReader()) {
                reader.open();
                return Math.toIntExact(reader.getSize());
            } catch (ActiveMQException e) {
                throw new IllegalStateException("the size of message " + getMessageID() + " is not known", e);
            }
        }

        @Override
        public void saveToOutputStream(OutputStream out) throws ActiveMQException {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            try (LargeBodyReader reader = stored.getLargeBodyReader()) {
                reader.open();
                for (long left = reader.getSize(); left > 0; ) {
                    buffer.clear().limit((int) Math.min(BUFFER, left));
                    int count = reader.readInto(buffer);
                    if (count <= 0) {
                        throw new ActiveMQInternalErrorException(
                                "the file of message " + getMessageID() + " ends " + left + " octets too early");
                    }
                    out.write(buffer.array(), 0, count);
                    left -= count;
                }
            } catch (IOException e) {
                throw new ActiveMQInternalErrorException("message " + getMessageID() + " cannot be copied", e);
            }
        }

        /** For whoever reads it piece by piece: in memory as a whole. */
        @Override
        public ActiveMQBuffer getBodyBuffer() {
            if (whole == null) {
                ByteArrayOutputStream octets = new ByteArrayOutputStream(getBodySize());
                try {
                    saveToOutputStream(octets);
                } catch (ActiveMQException e) {
                    throw new IllegalStateException("message " + getMessageID() + " cannot be read", e);
                }
                whole = ActiveMQBuffers.wrappedBuffer(octets.toByteArray());
            }
            return whole;
        }
    }
}
