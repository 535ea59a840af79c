package ee.qmail.httpd;

import ee.qmail.http.Pace;
import ee.qmail.http.Phase;
import ee.qmail.http.RequestReader;
import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * One connection: what was read of its request, and how long it has been waited for. One thread at a time reads; another one
 * looks now and then whether it takes too long.
 */
final class Client {
    private final Connection<?> connection;
    private final InetAddress network;
    private final RequestReader reader = new RequestReader();
    private final AtomicLong written = new AtomicLong();
    private final Pace reading = new Pace();
    private final Pace writing = new Pace();
    private volatile Phase phase = Phase.IDLE;
    private volatile long since;
    /** When a worker began to wait for more of a body; 0 if none does. */
    private volatile long readBegan;

    private volatile boolean streaming;
    private long looked;

    Client(Connection<?> connection, InetAddress network, long now) {
        this.connection = connection;
        this.network = network;
        this.since = now;
        this.looked = now;
    }

    RequestReader reader() {
        return reader;
    }

    InetAddress network() {
        return network;
    }

    Connection<?> connection() {
        return connection;
    }

    Phase phase() {
        return phase;
    }

    void enter(Phase next, long now) {
        if (phase != next) {
            since = now;
            phase = next;
        }
    }

    /** From now on a worker reads the body as it comes. */
    void stream() {
        streaming = true;
    }

    boolean isStreaming() {
        return streaming;
    }

    void readBegins(long now) {
        if (streaming) {
            readBegan = now;
        }
    }

    void readEnds(int octets, long now) {
        if (readBegan != 0) {
            reading.add(octets, now - readBegan);
            readBegan = 0;
        }
    }

    void wrote(long octets) {
        written.addAndGet(octets);
    }

    /** The answer is made, though perhaps not sent: the next request may come, unless some of this one was not read. */
    void answered(long now) {
        boolean unread = reader.state() != RequestReader.State.IDLE;
        streaming = false;
        readBegan = 0;
        reading.reset();
        enter(unread || phase == Phase.LAST ? Phase.LAST : Phase.IDLE, now);
    }

    /** Asked regularly. @return whether this has taken longer than anybody needs */
    boolean isOver(long now) {
        long passed = now - looked;
        looked = now;
        long taken = written.getAndSet(0);
        if (isAnswerPending()) {
            // the client's time to send begins when it has its answer
            since = now;
            writing.add(taken, passed);
            return writing.isTooSlow(0);
        }
        writing.reset();
        long began = readBegan;
        return phase.isOver(now - since) || began != 0 && reading.isTooSlow(now - began);
    }

    private boolean isAnswerPending() {
        return ((NIOConnection) connection).getAsyncWriteQueue().spaceInBytes() > 0;
    }
}
