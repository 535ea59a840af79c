package ee.qmail.remote;

import ee.qmail.control.Credentials;
import ee.qmail.remote.tls.HostPolicy;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Connections on which a message has just been sent, for the next one to the same host: connecting, greeting, EHLO, TLS and the log-in are saved then. Few,
 * and for a short time, since each holds a place at the other server. Safe for use by several threads.
 */
final class KeptConnections implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(KeptConnections.class.getName());
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
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.FINE, "a kept connection has ended", e);
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
        RemoteConnection left = connection;
        try {
            left = now - opened >= OLDEST.toNanos()
                    ? connection
                    : placed(new Kept(key, connection, session, opened, now));
        } catch (RuntimeException e) {
            LOG.log(Level.FINE, "nobody would sweep: the server stops", e); // and the message has been sent
        }
        if (left != null) {
            left.leave(QUIT);
        }
    }

    /** @return the one that has to make room, or null */
    private synchronized RemoteConnection placed(Kept kept) {
        if (closed || most == 0) {
            return kept.connection;
        }
        sweepLater();
        waiting.add(kept);
        return waiting.size() > most ? waiting.poll().connection : null;
    }

    long time() {
        return nanoTime.getAsLong();
    }

    private void sweepLater() {
        if (!sweepComes) {
            later.accept(this::sweep);
            sweepComes = true;
        }
    }

    /** Leaves those that have waited for long enough. */
    void sweep() {
        for (Kept kept = overdue(); kept != null; kept = overdue()) {
            kept.connection.leave(QUIT);
        }
        synchronized (this) {
            sweepComes = false;
            if (!closed && !waiting.isEmpty()) {
                sweepLater();
            }
        }
    }

    private synchronized Kept overdue() {
        Kept oldest = waiting.peek();
        return oldest != null && nanoTime.getAsLong() - oldest.since >= IDLE.toNanos() ? waiting.poll() : null;
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
