package ee.qmail.httpd;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/**
 * The server's side of TLS of one connection, without the connection. One thread at a time reads, another may write meanwhile: records are
 * made and sent under the lock of this object. Of what was
 * received it keeps less than a record.
 */
final class TlsConnection {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SSLEngine engine;
    /** Received and not yet read; ready to be read from. */
    private ByteBuffer received = NOTHING;

    private Octets records = new Octets();
    private boolean open;
    private boolean over;

    TlsConnection(SSLEngine engine) throws SSLException {
        this.engine = engine;
        engine.beginHandshake();
    }

    SSLEngine engine() {
        return engine;
    }

    /** Takes octets from the network. */
    void receive(byte[] octets) {
        ByteBuffer joined = ByteBuffer.allocate(received.remaining() + octets.length);
        joined.put(received).put(octets).flip();
        received = joined;
    }

    /** Tells whether the handshake is done, so that octets of the protocol above may come. */
    boolean isOpen() {
        return open;
    }

    /** Tells whether the client has said that nothing follows. */
    boolean isOver() {
        return over;
    }

    /** Goes on with the handshake as far as the octets go. Takes milliseconds of work. What has to be sent then is {@link #toSend}, also after a failure. */
    void shake() throws SSLException {
        while (!open && !over) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> wrap(NOTHING);
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (unwrap(new Octets()) == Status.BUFFER_UNDERFLOW) {
                        return;
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> open = true;
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    /**
     * Reads all whole records.
     *
     * @return what the client has said, perhaps nothing
     * @throws SSLException also if the client begins another handshake
     */
    byte[] read() throws SSLException {
        Octets text = new Octets();
        while (!over && received.hasRemaining() && unwrap(text) != Status.BUFFER_UNDERFLOW) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NEED_TASK || status == HandshakeStatus.NEED_UNWRAP) {
                throw new SSLException("the client begins a second handshake");
            }
        }
        return text.all();
    }

    private Status unwrap(Octets text) throws SSLException {
        ByteBuffer plain = text.space(engine.getSession().getApplicationBufferSize());
        SSLEngineResult result = engine.unwrap(received, plain);
        text.filled();
        over |= result.getStatus() == Status.CLOSED;
        return result.getStatus();
    }

    /** Tells whether the engine has something to say by itself, as to a change of keys. */
    boolean hasToAnswer() {
        return engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
    }

    /** Makes records of octets, or says what the engine has to say. */
    void write(ByteBuffer octets) throws SSLException {
        do {
            wrap(octets);
        } while (octets.hasRemaining() && !engine.isOutboundDone());
    }

    private int wrap(ByteBuffer octets) throws SSLException {
        SSLEngineResult result =
                engine.wrap(octets, records.space(engine.getSession().getPacketBufferSize()));
        records.filled();
        return result.bytesProduced();
    }

    /** Makes the last records: what was to be said before, and an alert that says why, or that it was the last one. */
    void end() throws SSLException {
        engine.closeOutbound();
        while (!engine.isOutboundDone() && wrap(NOTHING) > 0) {
            runTasks();
        }
    }

    /** The records made since it was asked last. They must be sent in this order. */
    byte[] toSend() {
        byte[] made = records.all();
        records = new Octets();
        return made;
    }

    /** Octets that become more. */
    private static final class Octets {
        private ByteBuffer buffer = NOTHING;
        private ByteBuffer space = NOTHING;

        /** @param octets that are to fit at least */
        ByteBuffer space(int octets) {
            if (buffer.remaining() < octets) {
                ByteBuffer larger = ByteBuffer.allocate(buffer.position() + Math.max(octets, buffer.position()));
                buffer = larger.put(buffer.duplicate().flip());
            }
            space = buffer.duplicate();
            return space;
        }

        void filled() {
            buffer.position(space.position());
        }

        byte[] all() {
            byte[] all = new byte[buffer.position()];
            buffer.duplicate().flip().get(all);
            return all;
        }
    }
}
