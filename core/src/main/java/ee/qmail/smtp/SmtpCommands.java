package ee.qmail.smtp;

import ee.qmail.contract.Peer;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.time.Clock;
import java.util.Map;

/**
 * The commands, a method each, and the transaction that they build. {@link SmtpState} has the order among them and the
 * state after each.
 */
final class SmtpCommands {
    /** Octets of a HELO argument that the Received line shows: the longest domain. */
    static final int MAX_HELO = 255;

    private final Peer peer;
    private final SmtpPolicy policy;
    private final Clock clock;
    private final SmtpData data;
    private String helo;
    /** The same for all messages until the next hello. */
    private Attributes origin;

    private SmtpTransaction transaction;
    private String candidate;

    SmtpCommands(Peer peer, SmtpPolicy policy, Clock clock, SmtpData data) {
        this.peer = peer;
        this.policy = policy;
        this.clock = clock;
        this.data = data;
        this.origin = new Attributes(Map.of(Attribute.CLIENT, peer.remoteIp(), Attribute.PROTOCOL, "SMTP"));
    }

    Reply helo(String name) {
        hello(name, false);
        return SmtpReply.helo(policy.greeting());
    }

    Reply ehlo(String name) {
        hello(name, true);
        return SmtpReply.ehlo(policy.greeting(), policy.databytes());
    }

    private void hello(String name, boolean esmtp) {
        helo = name.length() > MAX_HELO ? name.substring(0, MAX_HELO) : name;
        origin = new Attributes(Map.of(
                Attribute.CLIENT, peer.remoteIp(), Attribute.HELO, helo, Attribute.PROTOCOL, esmtp ? "ESMTP" : "SMTP"));
        transaction = null;
    }

    Reply mail(String argument) throws RefusedException {
        PathParser.Path sender = PathArgument.sender(argument);
        MailParameters parameters = MailParameters.parse(sender.parameters())
                .orElseThrow(() -> new RefusedException(SmtpReply.BAD_PARAMETER));
        if (policy.databytes() > 0 && parameters.size() > policy.databytes()) {
            throw new RefusedException(SmtpReply.TOO_LARGE, RefusedException.Weight.NO_MISTAKE);
        }
        requireAscii(sender, parameters.smtpUtf8());
        transaction =
                new SmtpTransaction(sender.address(), parameters.smtpUtf8(), origin.with(parameters.attributes()));
        return SmtpReply.SENDER_OK;
    }

    /** The answer about the {@link #candidate} brings the reply. */
    Reply rcpt(String argument) throws RefusedException {
        PathParser.Path recipient = PathArgument.recipient(argument, policy.mayRelay());
        requireAscii(recipient, transaction.smtpUtf8());
        if (transaction.isAlone()) {
            throw new RefusedException(SmtpReply.ALONE, RefusedException.Weight.NO_MISTAKE);
        }
        if (transaction.recipients() >= policy.maxRecipients() || !policy.mayRelay() && transaction.isLarge()) {
            throw new RefusedException(SmtpReply.TOO_MANY_RECIPIENTS, RefusedException.Weight.NO_MISTAKE);
        }
        candidate = policy.mayRelay() ? recipient.address() + policy.relaySuffix() : recipient.address();
        return null;
    }

    private static void requireAscii(PathParser.Path path, boolean smtpUtf8) throws RefusedException {
        if (!path.isAscii() && !smtpUtf8) {
            throw new RefusedException(SmtpReply.NEEDS_SMTPUTF8);
        }
    }

    String sender() {
        return transaction.sender();
    }

    /** The address that the last RCPT named. */
    String candidate() {
        return candidate;
    }

    /** The candidate is a recipient. */
    Reply addRecipient() {
        transaction.add(candidate);
        return SmtpReply.RECIPIENT_OK;
    }

    /** The candidate is a recipient if it is the only one. */
    Reply addRecipientAlone() {
        if (hasRecipients()) {
            return SmtpReply.ALONE;
        }
        transaction.close();
        return addRecipient();
    }

    boolean hasRecipients() {
        return transaction.recipients() > 0;
    }

    /** Tells whether the recipient is one that must be alone. */
    boolean isAlone() {
        return transaction.isAlone();
    }

    Reply data(String none) {
        QueueId id = QueueId.next();
        ReceivedLine received =
                new ReceivedLine(peer, helo, policy.localHost(), transaction.protocol(), id, clock.instant());
        data.begin(id, policy.databytes(), received.text());
        return SmtpReply.GO_AHEAD;
    }

    /** The message has come to its end, good or bad. */
    Envelope endTransaction() {
        Envelope envelope = transaction.envelope();
        transaction = null;
        return envelope;
    }

    Reply rset(String none) {
        transaction = null;
        return SmtpReply.FLUSHED;
    }

    Reply noop(String ignored) {
        return SmtpReply.OK;
    }

    Reply vrfy(String ignored) {
        return SmtpReply.VRFY;
    }

    Reply help(String ignored) {
        return SmtpReply.HELP;
    }

    Reply quit(String none) {
        return SmtpReply.bye(policy.greeting());
    }
}
