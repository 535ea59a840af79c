package ee.qmail.pop3;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * The reply to RETR and TOP. The file is opened by the first read, on the shell's worker; if that or the first octets
 * fail, the reply is an {@code -ERR}, later failures are thrown.
 */
final class MessageReply extends InputStream {
    /** Opens the message. */
    @FunctionalInterface
    interface Source {
        InputStream open() throws IOException;
    }

    private final Source source;
    private final Runnable atEnd;
    private InputStream reply;
    private IOException trouble;

    /** @param atEnd runs on the worker when all was read */
    MessageReply(Source source, Runnable atEnd) {
        this.source = source;
        this.atEnd = atEnd;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int count = reply == null ? firstRead(octets, offset, length) : reply.read(octets, offset, length);
        if (count < 0) {
            atEnd.run();
        }
        return count;
    }

    private int firstRead(byte[] octets, int offset, int length) throws IOException {
        try {
            reply = source.open();
            return reply.read(octets, offset, length);
        } catch (IOException e) {
            trouble = e;
            close();
            reply = new ByteArrayInputStream(Pop3Reply.CANNOT_OPEN.octets());
            return reply.read(octets, offset, length);
        }
    }

    /** The cause of an {@code -ERR}; null if there was none. */
    IOException trouble() {
        return trouble;
    }

    @Override
    public void close() throws IOException {
        if (reply != null) {
            reply.close();
        }
    }
}
