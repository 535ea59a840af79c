package ee.qmail.broker;

import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ICoreMessage;
import org.apache.activemq.artemis.core.message.LargeBodyReader;

/** The body of a large message, in a file of the broker. */
final class StoredBody implements Body {
    private static final int BUFFER = 64 * 1024;

    private final ICoreMessage message;
    private final long size;

    /** @throws ActiveMQException if there is no such file */
    StoredBody(ICoreMessage message) throws ActiveMQException {
        this.message = message;
        try (LargeBodyReader reader = message.getLargeBodyReader()) {
            reader.open();
            this.size = reader.getSize();
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public InputStream open() throws IOException {
        try {
            LargeBodyReader reader = message.getLargeBodyReader();
            reader.open();
            return new Octets(reader);
        } catch (ActiveMQException e) {
            throw failed(e);
        }
    }

    private IOException failed(ActiveMQException cause) {
        return new IOException("message " + message.getMessageID() + " cannot be read from the broker's file", cause);
    }

    private final class Octets extends InputStream {
        private final LargeBodyReader reader;
        private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
        private long left = size;

        Octets(LargeBodyReader reader) {
            this.reader = reader;
        }

        @Override
        public int read() throws IOException {
            return isAtEnd() ? -1 : buffer.get() & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (isAtEnd()) {
                return -1;
            }
            int count = Math.min(length, buffer.remaining());
            buffer.get(into, offset, count);
            return count;
        }

        /** If it is not, there is something in the buffer. */
        private boolean isAtEnd() throws IOException {
            if (buffer.hasRemaining()) {
                return false;
            }
            if (left == 0) {
                return true;
            }
            buffer.clear().limit((int) Math.min(BUFFER, left));
            try {
                int count = reader.readInto(buffer);
                if (count <= 0) {
                    throw new IOException(
                            "the file of message " + message.getMessageID() + " ends " + left + " octets too early");
                }
                buffer.position(0).limit(count);
                left -= count;
            } catch (ActiveMQException e) {
                throw failed(e);
            }
            return false;
        }

        @Override
        public void close() throws IOException {
            try {
                reader.close();
            } catch (ActiveMQException e) {
                throw failed(e);
            }
        }
    }
}
