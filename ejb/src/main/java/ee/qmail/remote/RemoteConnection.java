package ee.qmail.remote;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;

/**
 * A TCP connection on which connecting, waiting for a reply and writing block for a limited time each and all together. A
 * plain socket has no time limit for writing, and a peer that does not read would hold the thread for ever.
 */
final class RemoteConnection implements AutoCloseable {
    /** Somebody has said something that the other side cannot have said. */
    static final class InjectedException extends IOException {
        private static final long serialVersionUID = 1;

        InjectedException() {
            super("there are octets before the TLS handshake");
        }
    }

    private static final Logger LOG = Logger.getLogger(RemoteConnection.class.getName());

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private Duration timeout;
    private Deadline deadline;
    /** Null as long as it is in clear. */
    private TlsLayer tls;

    private RemoteConnection(SocketChannel channel, Selector selector, Duration timeout, Deadline deadline)
            throws IOException {
        this.channel = channel;
        this.selector = selector;
        this.timeout = timeout;
        this.deadline = deadline;
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        key = channel.register(selector, 0);
    }

    /**
     * @param timeout for each {@link #limit} and each write to come
     * @throws SocketTimeoutException if nobody answered in time
     */
    static RemoteConnection open(InetSocketAddress to, Duration connectTimeout, Duration timeout, Deadline deadline)
            throws IOException {
        SocketChannel channel = SocketChannel.open();
        RemoteConnection connection = new RemoteConnection(channel, Selector.open(), timeout, deadline);
        try {
            connection.connect(to, connectTimeout);
            return connection;
        } catch (IOException | RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private void connect(InetSocketAddress to, Duration connectTimeout) throws IOException {
        Deadline limit = deadline.within(connectTimeout);
        boolean connected = channel.connect(to);
        while (!connected) {
            await(SelectionKey.OP_CONNECT, limit);
            connected = channel.finishConnect();
        }
    }

    /** For another delivery, with the limits of that one. */
    void use(Duration newTimeout, Deadline newDeadline) {
        timeout = newTimeout;
        deadline = newDeadline;
    }

    /** The time of a reply that is waited for from now on, however many reads it takes. */
    Deadline limit() {
        return deadline.within(timeout);
    }

    /**
     * Begins TLS, which all octets from now on are in.
     *
     * @param within time of the handshake
     * @return the session
     * @throws InjectedException if octets are there already, which cannot be TLS: the server speaks second (RTLS-4)
     * @throws IOException if it does not come about; the connection is of no use then
     */
    SSLSession startTls(SSLEngine engine, Duration within) throws IOException {
        if (channel.read(ByteBuffer.allocate(1)) > 0) {
            throw new InjectedException();
        }
        TlsLayer layer = new TlsLayer(engine, this);
        try {
            layer.handshake(deadline.within(within));
        } catch (IOException e) {
            layer.tellWhy(e);
            throw e;
        }
        tls = layer;
        return layer.session();
    }

    /** At least one octet, or -1 at the end. */
    int read(byte[] octets, Deadline limit) throws IOException {
        return tls == null ? receive(ByteBuffer.wrap(octets), limit) : tls.read(octets, limit);
    }

    /** Reads without waiting: 0 if nothing is there, -1 at the end. */
    int readAvailable(byte[] octets) throws IOException {
        return tls == null ? receive(ByteBuffer.wrap(octets), null) : tls.read(octets, null);
    }

    /** From the network. @param limit null: without waiting, and perhaps nothing */
    int receive(ByteBuffer buffer, Deadline limit) throws IOException {
        int count = channel.read(buffer);
        while (count == 0 && limit != null) {
            await(SelectionKey.OP_READ, limit);
            count = channel.read(buffer);
        }
        return count;
    }

    /** To the network. */
    void send(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (sendWithoutWaiting(buffer) == 0) {
                await(SelectionKey.OP_WRITE, limit());
            }
        }
    }

    int sendWithoutWaiting(ByteBuffer buffer) throws IOException {
        return channel.write(buffer);
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int count) throws IOException {
                if (tls == null) {
                    send(ByteBuffer.wrap(octets, offset, count));
                } else {
                    tls.write(octets, offset, count);
                }
            }
        };
    }

    /** For the text, see {@link TextOutput}. */
    OutputStream textOutput() {
        return new TextOutput(output(), deadline);
    }

    /** From now on there is that much time at least, unless the whole delivery has less. */
    void allow(Duration time) {
        deadline.allow(time);
    }

    private void await(int operation, Deadline limit) throws IOException {
        key.interestOps(operation);
        long millis = limit.remainingMillis();
        if (millis <= 0 || selector.select(millis) == 0) {
            if (Thread.currentThread().isInterrupted()) {
                throw new ClosedByInterruptException();
            }
            throw new SocketTimeoutException("it takes too long");
        }
        selector.selectedKeys().clear();
    }

    /** Writes last words that need not arrive, as far as there is room for them, and closes. */
    void leave(byte[] lastWords) {
        deadline = Deadline.in(Duration.ZERO);
        try {
            output().write(lastWords);
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "the last words are not said", e);
        }
        close();
    }

    /** Never fails: earlier replies count, however the connection ends. */
    @Override
    public void close() {
        try (selector;
                channel) {
            if (tls != null && channel.isOpen()) {
                tls.end();
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "connection not closed in good order", e);
        }
    }
}
