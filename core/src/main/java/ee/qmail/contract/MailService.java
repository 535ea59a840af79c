package ee.qmail.contract;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A listening service, as supervise would see it and svc command it. */
public interface MailService {
    /** The services of this process, whatever their state. */
    Registry<MailService> RUNNING = new Registry<>();

    enum State {
        UP,
        /** Listens and takes no connection: those that come wait. */
        PAUSED,
        /** Does not listen. */
        DOWN;

        /** Such as {@code up}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code smtpd}, {@code pop3d}, or the label of another {@link Door}. */
    String name();

    /** Returns the address at which it listens, or listened. */
    InetSocketAddress address();

    State state();

    default boolean isUp() {
        return state() == State.UP;
    }

    /** Returns the time since which it is in this state. */
    Instant since();

    /** Its door, whose rules its clients meet. */
    Door door();

    /** Connections open now. */
    int connections();

    /** The same one by one, in no order; what each is doing may be a moment old. */
    List<OpenConnection> openConnections();

    /**
     * Ends a connection: its client is told so where the protocol has a word for it at that moment; a message that has been given away is
     * answered first. Does not wait for that.
     *
     * @param id of {@link #openConnections}
     * @return false if there is none, or none any more
     */
    boolean end(String id);

    /** Tells how a client stands; counts nothing. */
    Standing standing(InetAddress client);

    /**
     * Returns how many sessions have ended since it was made, by their version of TLS, such as {@code TLSv1.3}, or {@code clear}; those that
     * were sent away at once too (TLS-17).
     */
    Map<String, Long> sessions();

    /**
     * Listens and takes connections; does nothing if it does so already.
     *
     * @throws IOException if it cannot listen; it is down then
     */
    void up() throws IOException;

    /**
     * Takes no new connections; the open ones go on.
     *
     * @throws IllegalStateException if it is down
     */
    void pause();

    /** Stops listening, lets the open connections know, and waits a few seconds for what they have begun. */
    void down();
}
