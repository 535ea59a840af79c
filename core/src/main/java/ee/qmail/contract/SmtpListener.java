package ee.qmail.contract;

import ee.qmail.message.DeliveryReport;
import java.util.List;
import java.util.Optional;

/**
 * The questions of the SMTP endpoint to qmail-smtpd, in this order for each connection: {@link #connected} once, {@link #changed}
 * after STARTTLS and after a log-in, and for each message {@link #recipient} per RCPT, {@link #refusal} of some, and {@link #accept} after the final dot.
 * Where users log in, the questions of {@link Authenticator} come before the first message.
 *
 * <p>A listener that can decide from memory should say so: the adapter asks {@link #connectedAtOnce} and
 * {@link #recipientAtOnce} first, on the thread that reads the connection, and needs no other thread when they answer.
 * It asks neither while all beans are busy, or before the first one was made.
 *
 * <p>The calls for one connection never overlap. Calls for different connections do, on different bean instances.
 */
public interface SmtpListener extends Authenticator {
    /** Decides what the client may do. Called before the greeting. */
    SmtpPolicy connected(Client client, Load load);

    /**
     * Decides again, when TLS has begun or the user has logged in.
     *
     * @param before the decision until now
     */
    default SmtpPolicy changed(Client client, SmtpPolicy before) {
        return before;
    }

    /**
     * The same as {@link #connected}, if that can be said without waiting for anything: this thread serves other
     * connections too.
     *
     * @return empty if not; {@link #connected} is asked then, on a thread that may wait
     */
    default Optional<SmtpPolicy> connectedAtOnce(Client client, Load load) {
        return Optional.empty();
    }

    /**
     * Decides about one recipient.
     *
     * @param policy the last decision about this connection
     * @param sender envelope sender, empty for a bounce
     * @param recipient address without brackets, {@link SmtpPolicy#relaySuffix} already appended
     * @param size octets of the message as the client declares them (RFC 1870), 0 if it does not
     */
    RecipientVerdict recipient(Client client, SmtpPolicy policy, String sender, String recipient, long size);

    /**
     * The same as {@link #recipient}, if that can be said without waiting for anything.
     *
     * @return empty if not; {@link #recipient} is asked then, on a thread that may wait
     */
    default Optional<RecipientVerdict> recipientAtOnce(
            Client client, SmtpPolicy policy, String sender, String recipient, long size) {
        return Optional.empty();
    }

    /**
     * Tells why nobody would get a message of another server's: taken, it would become a bounce, and its sender may be forged. Asked before
     * {@link #accept} if the header has Delivered-To lines, or if all recipients are {@link RecipientVerdict#ACCEPTED_WITHIN_QUOTA}.
     *
     * @param message its body stays the adapter's
     * @return the reply (code, enhanced code and text); empty if somebody may get it
     */
    default Optional<String> refusal(InboundMessage message) {
        return Optional.empty();
    }

    /**
     * Completes a message of a user who has logged in, before {@link #accept} or {@link #deliver}.
     *
     * @param message its body stays the adapter's; that of the result reads from it
     */
    default Submitted complete(Client client, InboundMessage message) {
        return new Submitted(message, null);
    }

    /**
     * Takes responsibility for all of the messages or for none. When this returns, and its transaction if it has one
     * has committed, each message survives a crash and its client is answered 250. When it throws, nothing was stored;
     * the adapter offers the messages again one by one, and answers 451 for each that fails alone, or 552 if a {@link
     * ee.qmail.contract.NeverStoredException} is behind that.
     *
     * @param messages at least one; from different connections. Their bodies stay the adapter's, which discards them
     *     after the call
     */
    void accept(List<InboundMessage> messages);

    /**
     * Delivers a message whose one recipient was {@link RecipientVerdict#ACCEPTED_ALONE}. A success is answered 250, a
     * failure 550 with its text, a deferral or an exception 451; in the last three cases nothing was stored.
     *
     * @param message its body stays the adapter's, which discards it after the call
     */
    default DeliveryReport deliver(InboundMessage message) {
        throw new UnsupportedOperationException("there are no recipients that are accepted alone");
    }

    // Payara finds the transaction attribute of a method only if the listener's own interface declares it
    // (docs/facts.md)

    @Override
    Login checkPassword(Peer peer, Door door, String user, String password);

    @Override
    Optional<Identity> checkRemembered(Peer peer, Door door, String user, String password);

    @Override
    ScramSecret scramSecret(Peer peer, Door door, String user);

    @Override
    Login checkProof(Peer peer, Door door, String user, ScramSecret secret, boolean right);

    @Override
    Login checkToken(Peer peer, Door door, String user, String token);

    @Override
    Login checkCertificate(Peer peer, Door door, String address);
}
