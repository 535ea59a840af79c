package ee.qmail.inbound;

import java.util.List;

/**
 * What qmail-smtpd asks of the application, in this order for each connection: {@link #connected} once, then for each
 * message {@link #recipient} per RCPT and {@link #accept} after the final dot.
 *
 * <p>The calls for one connection never overlap. Calls for different connections do, on different bean instances.
 */
public interface SmtpListener {
    /** Decides what the client may do. Called before the greeting. */
    SmtpPolicy connected(Peer peer, Load load);

    /**
     * Decides about one recipient.
     *
     * @param policy what {@link #connected} returned for this connection
     * @param sender envelope sender, empty for a bounce
     * @param recipient address without brackets, {@link SmtpPolicy#relaySuffix} already appended
     */
    RecipientVerdict recipient(Peer peer, SmtpPolicy policy, String sender, String recipient);

    /**
     * Takes responsibility for all of the messages or for none. When this returns, and its transaction if it has one
     * has committed, each message survives a crash and its client is answered 250. When it throws, nothing was stored;
     * the adapter offers the messages again one by one, and answers 451 for each that fails alone.
     *
     * @param messages at least one; from different connections. Their bodies stay the adapter's, which discards them
     *     after the call
     */
    void accept(List<InboundMessage> messages);
}
