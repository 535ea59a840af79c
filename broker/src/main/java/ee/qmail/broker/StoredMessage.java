package ee.qmail.broker;

import ee.qmail.contract.MessageMemory;
import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.Queues;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.message.Body;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQBuffers;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQInternalErrorException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.client.impl.ClientMessageImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQBytesMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMapMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQObjectMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQTextMessage;

/** A message as the broker holds it, seen as a client would see it; no octets are copied before they are read. */
final class StoredMessage {
    /** On bundles of jobs, which are decoded as a whole. */
    private static final SimpleString BUNDLED = SimpleString.of("qmail_bundled");

    private StoredMessage() {}

    /**
     * Returns the octets of memory that a message takes when it is read, 0 if it is small or can be read as a stream.
     *
     * @throws RefusedMessageException if that is more than there is
     */
    static int inMemory(ICoreMessage stored) throws ActiveMQException {
        if (isSmall(stored) || stored.getType() == ActiveMQBytesMessage.TYPE && !isBundle(stored)) {
            return 0;
        }
        long size = body(stored).size();
        if (size > MessageMemory.MAX) {
            throw new RefusedMessageException("the message takes " + size + " octets in the broker: must be at most "
                    + MessageMemory.MAX
                    + ", a part of this server's memory, unless it is a BytesMessage with a whole RFC 5322 message");
        }
        return (int) size;
    }

    private static boolean isBundle(ICoreMessage stored) {
        return stored.containsProperty(BUNDLED) && Queues.LOCAL.equals(stored.getAddress());
    }

    private static boolean isSmall(ICoreMessage stored) {
        return !stored.isLargeMessage() && !isPacked(stored);
    }

    private static boolean isPacked(ICoreMessage stored) {
        return Boolean.TRUE.equals(stored.getObjectProperty(Message.HDR_LARGE_COMPRESSED));
    }

    private static Body body(ICoreMessage stored) throws ActiveMQException {
        Body body = stored.isLargeMessage() ? new StoredBody(stored) : Body.of(octets(stored));
        return isPacked(stored) ? new InflatedBody(body, inflatedSize(stored)) : body;
    }

    private static long inflatedSize(ICoreMessage stored) {
        if (stored.getObjectProperty(Message.HDR_LARGE_BODY_SIZE) instanceof Long size && size >= 0) {
            return size;
        }
        throw new RefusedMessageException("property " + Message.HDR_LARGE_BODY_SIZE
                + ": must be the octets of the compressed body when it is inflated, a long");
    }

    private static byte[] octets(ICoreMessage small) {
        ActiveMQBuffer buffer = small.getReadOnlyBodyBuffer();
        byte[] octets = new byte[buffer.readableBytes()];
        buffer.readBytes(octets);
        return octets;
    }

    /**
     * @param deliveryCount which delivery of the message this is, from 1 on
     * @throws RefusedMessageException if its body can never be read
     * @throws JMSException if it cannot be read now
     */
    static jakarta.jms.Message asJms(ICoreMessage stored, int deliveryCount) throws JMSException {
        try {
            ActiveMQMessage jms = isSmall(stored) ? small(stored) : large(stored);
            jms.getCoreMessage().setDeliveryCount(deliveryCount);
            read(jms);
            return jms;
        } catch (JMSRuntimeException e) {
            throw refused("the message is of no kind that JMS has", e);
        } catch (ActiveMQException | UncheckedIOException e) {
            JMSException failure = new JMSException("message " + stored.getMessageID() + " cannot be read");
            failure.initCause(e);
            throw failure;
        }
    }

    /**
     * An {@code ObjectMessage} is left unread: no bean takes one, and Artemis would make an array of whatever size one says to
     * have.
     */
    private static void read(ActiveMQMessage jms) throws ActiveMQException {
        if (jms.getType() == ActiveMQObjectMessage.TYPE) {
            return;
        }
        try {
            if (jms.getType() == ActiveMQMapMessage.TYPE) {
                ActiveMQBuffer entries = jms.getCoreMessage().getBodyBuffer();
                entries.resetReaderIndex();
                MapEntries.check(entries);
            }
            jms.doBeforeReceive();
        } catch (IndexOutOfBoundsException | NegativeArraySizeException | IllegalArgumentException e) {
            throw refused("the body of a " + kind(jms) + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static String kind(ActiveMQMessage jms) {
        return switch (jms.getType()) {
            case ActiveMQTextMessage.TYPE -> "TextMessage";
            case ActiveMQMapMessage.TYPE -> "MapMessage";
            default -> "message of type " + jms.getType();
        };
    }

    private static RefusedMessageException refused(String reason, Exception cause) {
        RefusedMessageException refused = new RefusedMessageException(reason);
        refused.initCause(cause);
        return refused;
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
        private final Body body;
        private ActiveMQBuffer whole;

        Large(ICoreMessage stored) throws ActiveMQException {
            super(
                    stored.getType(),
                    stored.isDurable(),
                    stored.getExpiration(),
                    stored.getTimestamp(),
                    stored.getPriority(),
                    0);
            this.body = body(stored);
            setMessageID(stored.getMessageID());
            setUserID(stored.getUserID());
            setAddress(stored.getAddress());
            for (SimpleString name : stored.getPropertyNames()) {
                putObjectProperty(name, stored.getObjectProperty(name));
            }
            if (isPacked(stored)) {
                putBooleanProperty(Message.HDR_LARGE_COMPRESSED, false);
            }
        }

        @Override
        public boolean isLargeMessage() {
            return true;
        }

        @Override
        public int getBodySize() {
            return (int) Math.min(Integer.MAX_VALUE, body.size()); // a larger one is read by its stream
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
                    // no more than was asked for, and no copies while it grows
                    byte[] octets = new byte[getBodySize()];
                    int read = in.readNBytes(octets, 0, octets.length);
                    whole = ActiveMQBuffers.wrappedBuffer(read == octets.length ? octets : Arrays.copyOf(octets, read));
                } catch (ZipException e) {
                    throw refused(e.getMessage(), e);
                } catch (IOException e) {
                    throw new UncheckedIOException("message " + getMessageID() + " cannot be read", e);
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
