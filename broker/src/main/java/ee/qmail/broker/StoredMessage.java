package ee.qmail.broker;

import ee.qmail.mail.Body;
import ee.qmail.queue.MessageWithBody;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.client.impl.ClientMessageImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;

/** A message as the broker holds it, seen as a client would see it; no octets are copied before they are read. */
final class StoredMessage {
    private StoredMessage() {}

    /** @param deliveryCount which delivery of the message this is, from 1 on */
    static jakarta.jms.Message asJms(ICoreMessage stored, int deliveryCount) throws JMSException {
        try {
            ActiveMQMessage jms = stored.isLargeMessage() ? large(stored) : small(stored);
            jms.getCoreMessage().setDeliveryCount(deliveryCount);
            jms.doBeforeReceive();
            return jms;
        } catch (ActiveMQException e) {
            JMSException failure = new JMSException("message " + stored.getMessageID() + " cannot be read");
            failure.initCause(e);
            throw failure;
        }
    }

    private static ActiveMQMessage small(ICoreMessage stored) {
        return ActiveMQMessage.createMessage(new Small(stored), null);
    }

    private static ActiveMQMessage large(ICoreMessage stored) throws ActiveMQException {
        Large message = new Large(stored);
        return stored.getType() == ActiveMQBytesMessage.TYPE
                ? new LargeBytes(message)
                : ActiveMQMessage.createMessage(message, null);
    }

    private static final class Small extends ClientMessageImpl {
        Small(ICoreMessage stored) {
            stored.getEncodeSize(); // makes the buffer valid
            receiveBuffer(stored.getBuffer().duplicate().readerIndex(0));
            setMessageID(stored.getMessageID());
        }
    }

    private static final class Large extends ClientMessageImpl {
        private final StoredBody body;
        private ActiveMQBuffer whole;

        Large(ICoreMessage stored) throws ActiveMQException {
            super(
                    stored.getType(),
                    stored.isDurable(),
                    stored.getExpiration(),
                    stored.getTimestamp(),
                    stored.getPriority(),
                    0);
            this.body = new StoredBody(stored);
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
            return Math.toIntExact(body.size());
        }

        @Override
        public void saveToOutputStream(OutputStream out) throws ActiveMQException {
            try (InputStream in = body.open()) {
                in.transferTo(out);
            } catch (IOException e) {
                throw new ActiveMQInternalErrorException("message " + getMessageID() + " cannot be copied", e);
            }
        }

        /** For whoever reads it piece by piece: in memory as a whole. */
        @Override
        public ActiveMQBuffer getBodyBuffer() {
            if (whole == null) {
                try (InputStream in = body.open()) {
                    whole = ActiveMQBuffers.wrappedBuffer(in.readAllBytes());
                } catch (IOException e) {
                    throw new IllegalStateException("message " + getMessageID() + " cannot be read", e);
                }
            }
            return whole;
        }
    }

    private static final class LargeBytes extends ActiveMQBytesMessage implements MessageWithBody {
        private final Body body;

        LargeBytes(Large message) {
            super(message, null);
            this.body = message.body;
        }

        @Override
        public Body body() {
            return body;
        }
    }
}
