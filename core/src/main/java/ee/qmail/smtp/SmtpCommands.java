package ee.qmail.smtp;

import ee.qmail.contract.Client;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.QueueId;
import ee.qmail.sasl.SaslDialogue;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.wire.RefusedException;
import ee.qmail.wire.Reply;
import java.time.Clock;

/**
 * The commands, a method each, and the transaction that they build. {@link SmtpState} has the order among them and the
 * state after each.
 */
final class SmtpCommands {
    /** Octets of a HELO argument that the Received line shows: the longest domain. */
    static final int MAX_HELO = 255;

    private final SmtpSession.Shell shell;
    private final Clock clock;
    private final SmtpData data;
    private final SaslDialogue login;
    private Client client;
    private SmtpPolicy policy;
    private SaslOffer offer;
    private String helo;
    private boolean esmtp;
    /** The same for all messages until the next hello. */
    private Attributes origin;

    private SmtpTransaction transaction;
    /** As MAIL named it last, taken or not. */
    private String namedSender = "";

    private String candidate = "";
    /** Null if its RCPT said nothing of notifications. */
    private Notify candidateNotify;

    /** @param offer what the connection can be logged in with */
    SmtpCommands(
            Client client,
            SmtpPolicy policy,
            SaslOffer offer,
            Clock clock,
            SmtpData data,
            SaslDialogue login,
            SmtpSession.Shell shell) {
        this.offer = offer;
        this.login = login;
        this.clock = clock;
        this.data = data;
        this.shell = shell;
        this.client = client;
        this.policy = policy;
        this.origin = Origin.of(client, helo, esmtp);
    }

    /** TLS has begun: nothing that came in clear counts (RFC 3207 4.2). */
    void secured(Client encrypted, SmtpPolicy decided, SaslOffer offered) {
        offer = offered;
        helo = null;
        esmtp = false;
        transaction = null;
        changed(encrypted, decided);
    }

    /** The rights of the client are others now. */
    void changed(Client known, SmtpPolicy decided) {
        client = known;
        policy = decided;
        origin = Origin.of(client, helo, esmtp);
    }

    Client client() {
        return client;
    }

    /** Tells whether nothing is taken before a log-in, and there was none yet. */
    boolean isLoginDue() {
        return policy.loginNeeded() && !client.isLoggedIn();
    }

    SmtpPolicy policy() {
        return policy;
    }

    Reply helo(String name) {
        hello(name, false);
        return SmtpReply.helo(policy.greeting());
    }

    Reply ehlo(String name) {
        hello(name, true);
        return SmtpReply.ehlo(
                policy, canStartTls(), isRequireTlsOffered(), client.isLoggedIn() ? SaslOffer.NONE : offer);
    }

    private void hello(String name, boolean extended) {
        helo = name.length() > MAX_HELO ? name.substring(0, MAX_HELO) : name;
        esmtp = extended;
        origin = Origin.of(client, helo, esmtp);
        abandon();
    }

    /** Never in clear (RFC 8689 2). */
    private boolean isRequireTlsOffered() {
        return esmtp && client.isEncrypted();
    }

    private boolean canStartTls() {
        return !client.isEncrypted() && shell.canStartTls();
    }

    /** The reply is written where TLS begins. */
    Reply starttls(String none) throws RefusedException {
        if (client.isEncrypted()) {
            throw new RefusedException(SmtpReply.TLS_ALREADY);
        }
        if (client.isLoggedIn()) {
            throw new RefusedException(SmtpReply.TLS_TOO_LATE);
        }
        if (!canStartTls()) {
            throw new RefusedException(SmtpReply.NO_TLS_NOW, RefusedException.Weight.NO_MISTAKE);
        }
        if (!shell.admitTls()) {
            throw new RefusedException(SmtpReply.TOO_MANY_HANDSHAKES, RefusedException.Weight.LAST);
        }
        return null;
    }

    /** The steps of the exchange bring the replies. */
    Reply auth(String argument) throws RefusedException {
        if (client.isLoggedIn()) {
            throw new RefusedException(SmtpReply.LOGGED_IN_ALREADY);
        }
        if (offer.mechanisms().isEmpty()) {
            throw new RefusedException(
                    client.door().isForSubmission() && !client.isEncrypted()
                            ? SmtpReply.ENCRYPTION_REQUIRED
                            : SmtpReply.UNIMPLEMENTED);
        }
        if (!esmtp) {
            throw new RefusedException(SmtpReply.EHLO_FIRST);
        }
        if (!login.begin(offer, argument)) {
            throw new RefusedException(SmtpReply.UNKNOWN_MECHANISM);
        }
        return null;
    }

    Reply mail(String argument) throws RefusedException {
        namedSender = "";
        if (policy.loginNeeded() && !client.isLoggedIn()) {
            throw new RefusedException(client.isEncrypted() ? SmtpReply.LOGIN_FIRST : SmtpReply.TLS_FIRST);
        }
        PathParser.Path sender = PathArgument.sender(argument);
        namedSender = sender.address();
        MailParameters parameters = MailParameters.parse(sender.parameters(), policy.offersDsn());
        if (parameters.requireTls() && !isRequireTlsOffered()) {
            throw new RefusedException(SmtpReply.BAD_PARAMETER);
        }
        if (policy.databytes() > 0 && parameters.size() > policy.databytes()) {
            throw new RefusedException(SmtpReply.TOO_LARGE, RefusedException.Weight.NO_MISTAKE);
        }
        requireAscii(sender, parameters.smtpUtf8());
        transaction =
                new SmtpTransaction(sender.address(), parameters.size(), parameters.smtpUtf8(), attributes(parameters));
        return SmtpReply.SENDER_OK;
    }

    private Attributes attributes(MailParameters parameters) {
        Attributes all = Origin.with(origin, parameters);
        return parameters.smtpUtf8() ? all.with(Attribute.PROTOCOL, ReceivedLine.protocol(esmtp, true, client)) : all;
    }

    /** The answer about the {@link #candidate} brings the reply. */
    Reply rcpt(String argument) throws RefusedException {
        candidate = "";
        PathParser.Path recipient = PathArgument.recipient(argument, policy.mayRelay());
        candidate = recipient.address();
        requireAscii(recipient, transaction.smtpUtf8());
        candidateNotify = RecipientParameters.parse(recipient.parameters(), transaction.smtpUtf8(), policy.offersDsn());
        if (transaction.isAlone()) {
            throw new RefusedException(SmtpReply.ALONE, RefusedException.Weight.NO_MISTAKE);
        }
        if (transaction.recipients() >= policy.maxRecipients() || !policy.mayRelay() && transaction.isLarge()) {
            throw new RefusedException(SmtpReply.TOO_MANY_RECIPIENTS, RefusedException.Weight.NO_MISTAKE);
        }
        if (policy.mayRelay()) {
            candidate += policy.relaySuffix();
        }
        return null;
    }

    private static void requireAscii(PathParser.Path path, boolean smtpUtf8) throws RefusedException {
        if (!path.isAscii() && !smtpUtf8) {
            throw new RefusedException(SmtpReply.NEEDS_SMTPUTF8);
        }
    }

    /** How mail of the client comes. */
    Attributes origin() {
        return transaction == null ? origin : transaction.attributes();
    }

    /** The address of the last MAIL, whatever it was answered; empty if it could not be read. */
    String namedSender() {
        return namedSender;
    }

    String sender() {
        return transaction.sender();
    }

    /** Octets that MAIL declared, 0 if it did not. */
    long declaredSize() {
        return transaction.size();
    }

    /** The address that the last RCPT named. */
    String candidate() {
        return candidate;
    }

    /** The candidate is a recipient. */
    Reply addRecipient() {
        transaction.add(candidate, candidateNotify);
        return SmtpReply.RECIPIENT_OK;
    }

    /** The candidate is a recipient whose mailbox may have no room for the message. */
    Reply addRecipientWithinQuota() {
        transaction.countQuota();
        return addRecipient();
    }

    /** The candidate is a recipient if it is the only one. */
    Reply addRecipientAlone() {
        if (hasRecipients()) {
            return SmtpReply.ALONE;
        }
        transaction.close();
        return addRecipient();
    }

    boolean hasTransaction() {
        return transaction != null;
    }

    boolean hasRecipients() {
        return transaction.recipients() > 0;
    }

    /** Tells whether the recipient is one that must be alone. */
    boolean isAlone() {
        return transaction.isAlone();
    }

    /** Tells whether each recipient's mailbox may have no room. */
    boolean isWithinQuotas() {
        return transaction.isWithinQuotas();
    }

    Reply data(String none) {
        begin(new DataDecoder());
        return SmtpReply.GO_AHEAD;
    }

    /** The end of the chunk brings the reply, also if it is not wanted (RFC 3030 2). */
    Reply bdat(String argument) throws RefusedException {
        Chunk chunk = Chunk.parse(argument);
        if (transaction == null || !hasRecipients()) {
            data.waste(chunk, transaction == null ? SmtpReply.MAIL_FIRST : SmtpReply.RCPT_FIRST);
            return null;
        }
        if (!data.isBegun()) {
            begin(DataDecoder.ofChunks());
        }
        data.chunk(chunk);
        return null;
    }

    private void begin(DataDecoder decoder) {
        QueueId id = QueueId.next();
        ReceivedLine received = new ReceivedLine(
                client, helo, policy.localHost(), policy.hidesClient(), transaction.protocol(), id, clock.instant());
        data.begin(id, policy.databytes(), received.text(), decoder);
    }

    /** The sender and the recipients so far. */
    Envelope envelope() {
        return transaction.envelope();
    }

    /** The message has come to its end, good or bad. */
    Envelope endTransaction() {
        Envelope envelope = envelope();
        transaction = null;
        return envelope;
    }

    Reply rset(String none) {
        abandon();
        return SmtpReply.FLUSHED;
    }

    /** The transaction is over, with the chunks that have come, if there are any. */
    void abandon() {
        transaction = null;
        data.discard();
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
