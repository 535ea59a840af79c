package ee.qmail.remote;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;

/**
 * TLS on a {@link RemoteConnection}, by an engine without I/O (CODE-10): a TLS socket has no time limit for writing. It keeps one record of each kind, whatever
 * the other side sends. For one thread at a time.
 */
final class TlsLayer {
    /** Records without text, such as session tickets, that are read in one go when nobody waits for text. */
    private static final int RECORDS_IN_PASSING = 64;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    private final RemoteConnection wire;
    /** What has come and was not taken apart; to be read from. */
    private final ByteBuffer received;
    /** What was in it; to be read from. */
    private final ByteBuffer text;

    private final ByteBuffer record;
    private boolean ended;

    TlsLayer(SSLEngine engine, RemoteConnection wire) {
        SSLSession session = engine.getSession();
        this.engine = engine;
        this.wire = wire;
        this.received = ByteBuffer.allocate(session.getPacketBufferSize()).flip();
        this.text = ByteBuffer.allocate(session.getApplicationBufferSize()).flip();
        this.record = ByteBuffer.allocate(session.getPacketBufferSize());
    }

    SSLSession session() {
        return engine.getSession();
    }

    /** @throws SSLException if the two do not come to terms, or the certificate is not the one that is wanted */
    void handshake(Deadline limit) throws IOException {
        engine.beginHandshake();
        HandshakeStatus status = engine.getHandshakeStatus();
        while (status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED) {
            requireTime(limit);
            status = step(status, limit);
        }
    }

    private HandshakeStatus step(HandshakeStatus status, Deadline limit) throws IOException {
        switch (status) {
            case NEED_TASK -> {
                runTasks();
                return engine.getHandshakeStatus();
            }
            case NEED_WRAP -> {
                return wrap(NOTHING).getHandshakeStatus();
            }
            default -> {
                SSLEngineResult result = unwrap();
                if (result.getStatus() == Status.BUFFER_UNDERFLOW && fill(limit) < 0
                        || result.getStatus() == Status.CLOSED) {
                    throw new EOFException("the other side closed the connection in the TLS handshake");
                }
                return result.getHandshakeStatus();
            }
        }
    }

    /** @return the count of octets; -1 at the end; 0 if {@code limit} is null, which means not to wait, and nothing is there */
    int read(byte[] octets, Deadline limit) throws IOException {
        int inPassing = 0;
        while (!text.hasRemaining()) {
            if (ended || limit == null && inPassing++ == RECORDS_IN_PASSING) {
                return ended ? -1 : 0;
            }
            requireTime(limit);
            SSLEngineResult result = unwrap();
            if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
                int count = fill(limit);
                if (count <= 0) {
                    ended = count < 0; // without a word: the caller knows whether something is missing (TLS-14)
                    return count;
                }
            }
            ended = result.getStatus() == Status.CLOSED;
            goOn(result.getHandshakeStatus());
        }
        int count = Math.min(octets.length, text.remaining());
        text.get(octets, 0, count);
        return count;
    }

    /** What the other side asks for in between, such as other keys. */
    private void goOn(HandshakeStatus status) throws IOException {
        HandshakeStatus next = status;
        while (next == HandshakeStatus.NEED_TASK || next == HandshakeStatus.NEED_WRAP && !ended) {
            if (next == HandshakeStatus.NEED_TASK) {
                runTasks();
                next = engine.getHandshakeStatus();
            } else {
                next = wrap(NOTHING).getHandshakeStatus();
            }
        }
    }

    void write(byte[] octets, int offset, int count) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(octets, offset, count);
        while (left.hasRemaining()) {
            SSLEngineResult result = wrap(left);
            if (result.getStatus() == Status.CLOSED || result.bytesConsumed() == 0 && result.bytesProduced() == 0) {
                throw new SSLException("the other side has ended TLS");
            }
        }
    }

    /** Sends the alert that tells the other side what was wrong, if there is one. */
    void tellWhy(IOException trouble) {
        try {
            end();
        } catch (IOException e) {
            trouble.addSuppressed(e);
        }
    }

    /** Says that nothing more comes, without waiting (TLS-14). */
    void end() throws IOException {
        engine.closeOutbound();
        while (!engine.isOutboundDone()) {
            record.clear();
            SSLEngineResult result = engine.wrap(NOTHING, record);
            record.flip();
            if (result.bytesProduced() == 0 || wire.sendWithoutWaiting(record) == 0) {
                return;
            }
        }
    }

    private SSLEngineResult wrap(ByteBuffer clear) throws IOException {
        record.clear();
        SSLEngineResult result = engine.wrap(clear, record);
        wire.send(record.flip());
        return result;
    }

    private SSLEngineResult unwrap() throws IOException {
        text.compact();
        try {
            SSLEngineResult result = engine.unwrap(received, text);
            if (result.getStatus() == Status.BUFFER_OVERFLOW) {
                throw new SSLException("a record is too large");
            }
            return result;
        } finally {
            text.flip();
        }
    }

    /** @return octets that have come, -1 at the end */
    private int fill(Deadline limit) throws IOException {
        received.compact();
        try {
            if (!received.hasRemaining()) {
                throw new SSLException("a record is too large");
            }
            return wire.receive(received, limit);
        } finally {
            received.flip();
        }
    }

    /** On this thread, which waits for them anyway. */
    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private static void requireTime(Deadline limit) throws SocketTimeoutException {
        if (limit != null && limit.isOver()) {
            throw new SocketTimeoutException("it takes too long");
        }
    }
}
