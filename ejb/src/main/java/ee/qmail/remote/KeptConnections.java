package ee.qmail.remote;

import ee.qmail.control.Credentials;
import ee.qmail.remote.tls.HostPolicy;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Connections on which a message has just been sent, for the next one to the same host: connecting, greeting, EHLO, TLS and the log-in are saved then. Few,
 * and for a short time, since each holds a place at the other server. Safe for use by several threads.
 */
final class KeptConnections implements AutoCloseable {
    /** In a process. */
    static final int MOST = 64;
    /** Without a message. */
    static final Duration IDLE = Duration.ofSeconds(10);
    /** After which a connection is not used again however busy it is, so that a change of the DNS or of a certificate comes to count. */
    static final Duration OLDEST = Duration.ofMinutes(5);

    private static final byte[] QUIT = "QUIT\r\n".getBytes(StandardCharsets.US_ASCII);

    /**
     * All that must be the same.
     *
     * @param host the name that the certificate was looked at for
     * @param login null if there was none
     * @param heloHost as it was said
     */
    record Key(InetSocketAddress address, String host, HostPolicy policy, Credentials login, String heloHost) {}

    /**
     * A connection that waits.
     *
     * @param last the session of the last message
     * @param opened nanoseconds
     * @param since nanoseconds
     */
    record Kept(Key key, RemoteConnection connection, SmtpClientSession last, long opened, long since) {}

    private final int most;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> later;
    /** The one that waits longest comes first. */
    private final Deque<Kept> waiting = new ArrayDeque<>();

    private boolean sweepComes;
    private boolean closed;

    /**
     * @param most 0 to keep none
     * @param later runs something after {@link #IDLE}
     */
    KeptConnections(int most, LongSupplier nanoTime, Consumer<Runnable> later) {
        this.most = most;
        this.nanoTime = nanoTime;
        this.later = later;
    }

    /** The one that was used last; it has not ended, as far as can be seen. */
    Optional<Kept> take(Key key) {
        for (Kept kept = next(key); kept != null; kept = next(key)) {
            if (isAlive(kept)) {
                return Optional.of(kept);
            }
            kept.connection.close();
        }
        return Optional.empty();
    }

    private synchronized Kept next(Key key) {
        long now = nanoTime.getAsLong();
        for (Iterator<Kept> newest = waiting.descendingIterator(); newest.hasNext(); ) {
            Kept kept = newest.next();
            if (kept.key.equals(key) && now - kept.since < IDLE.toNanos()) {
                newest.remove();
                return kept;
            }
        }
        return null;
    }

    /** A server that has something to say now, says that it closes. */
    private static boolean isAlive(Kept kept) {
        try {
            return kept.connection.readAvailable(new byte[1]) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Keeps a connection, or closes it.
     *
     * @param session whose message is done
     * @param opened by {@link #time}, when the connection was made
     */
    void keep(Key key, RemoteConnection connection, SmtpClientSession session, long opened) {
        long now = nanoTime.getAsLong();
        boolean tooOld = now - opened >= OLDEST.toNanos();
        Kept left = new Kept(key, connection, session, opened, now);
        synchronized (this) {
            if (!closed && !tooOld && most > 0) {
                waiting.add(left);
                left = waiting.size() > most ? waiting.poll() : null;
                sweepLater();
            }
        }
        if (left != null) {
            left.connection.leave(QUIT);
        }
    }

    long time() {
        return nanoTime.getAsLong();
    }

    private void sweepLater() {
        if (!sweepComes && !waiting.isEmpty()) {
            sweepComes = true;
            later.accept(this::sweep);
        }
    }

    /** Leaves those that have waited for long enough. */
    void sweep() {
        List<Kept> over = new ArrayList<>();
        synchronized (this) {
            long now = nanoTime.getAsLong();
            while (!waiting.isEmpty() && now - waiting.peek().since >= IDLE.toNanos()) {
                over.add(waiting.poll());
            }
            sweepComes = false;
            if (!closed) {
                sweepLater();
            }
        }
        over.forEach(kept -> kept.connection.leave(QUIT));
    }

    synchronized int count() {
        return waiting.size();
    }

    @Override
    public void close() {
        List<Kept> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(waiting);
            waiting.clear();
        }
        all.forEach(kept -> kept.connection.leave(QUIT));
    }
}
