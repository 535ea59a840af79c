package ee.qmail.httpd;

import ee.qmail.http.Pace;
import ee.qmail.http.Phase;
import ee.qmail.http.RequestReader;
import java.net.InetAddress;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.nio.NIOConnection;

/**
 * One connection: the part of its request that was read, and the time waited for the rest. One thread at a time reads;
 * another one looks now and then whether it takes too long.
 */
final class Client {
    /** Octets a second that a client must take of an answer that is still being made: a worker may wait for it. */
    private static final long WHILE_WORKER_WAITS = 16_384;

    private final Connection<?> connection;
    private final InetAddress network;
    private final RequestReader reader = new RequestReader();
    private final Answer answer;
    private final Pace reading = new Pace();
    private final Pace writing = new Pace();
    private final Pace working = new Pace(WHILE_WORKER_WAITS);
    private volatile Phase phase = Phase.IDLE;
    private volatile long since;
    /** The time at which a worker began to wait for more of a body; 0 if none waits. */
    private volatile long readBegan;

    private volatile boolean streaming;
    private long looked;

    Client(Connection<?> connection, InetAddress network, Pending all, long now) {
        this.connection = connection;
        this.answer = new Answer(all);
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
        // octets that are no whole record of TLS begin nothing anew
        if (streaming && readBegan == 0) {
            readBegan = now;
        }
    }

    void readEnds(int octets, long now) {
        if (readBegan != 0) {
            reading.add(octets, now - readBegan);
            readBegan = 0;
        }
    }

    Answer answer() {
        return answer;
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
        long taken = answer.taken();
        if (isAnswerPending()) {
            // the client's time to send begins when it has its answer
            since = now;
            return isTakenTooSlowly(taken, passed);
        }
        writing.reset();
        working.reset();
        long began = readBegan;
        return phase.isOver(now - since) || began != 0 && reading.isTooSlow(now - began);
    }

    private boolean isTakenTooSlowly(long taken, long passed) {
        writing.add(taken, passed);
        if (phase == Phase.WORK) {
            working.add(taken, passed);
        } else {
            working.reset();
        }
        return writing.isTooSlow(0) || working.isTooSlow(0);
    }

    private boolean isAnswerPending() {
        return ((NIOConnection) connection).getAsyncWriteQueue().spaceInBytes() > 0;
    }
}
