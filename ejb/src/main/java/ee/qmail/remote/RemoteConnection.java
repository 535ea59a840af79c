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

/**
 * A TCP connection on which connecting, waiting for a reply and writing block for a limited time each and all together. A
 * plain socket has no time limit for writing, and a peer that does not read would hold the thread for ever.
 */
final class RemoteConnection implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RemoteConnection.class.getName());

    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Duration timeout;
    private final Deadline deadline;

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

    /** The time of a reply that is waited for from now on, however many reads it takes. */
    Deadline limit() {
        return deadline.within(timeout);
    }

    /** At least one octet, or -1 at the end. */
    int read(byte[] octets, Deadline limit) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(octets);
        int count = channel.read(buffer);
        while (count == 0) {
            await(SelectionKey.OP_READ, limit);
            count = channel.read(buffer);
        }
        return count;
    }

    /** Reads without waiting: 0 if nothing is there, -1 at the end. */
    int readAvailable(byte[] octets) throws IOException {
        return channel.read(ByteBuffer.wrap(octets));
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int count) throws IOException {
                ByteBuffer buffer = ByteBuffer.wrap(octets, offset, count);
                while (buffer.hasRemaining()) {
                    if (channel.write(buffer) == 0) {
                        await(SelectionKey.OP_WRITE, limit());
                    }
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

    /** Never fails: earlier replies count, however the connection ends. */
    @Override
    public void close() {
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.FINE, "connection not closed in good order", e);
        }
    }
}
