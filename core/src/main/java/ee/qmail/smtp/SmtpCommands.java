package ee.qmail.smtp;

import ee.qmail.inbound.SmtpPolicy;
import ee.qmail.mail.Envelope;

/**
 * What the commands do, and the transaction they build. MAIL, RCPT and DATA come in this order. HELO is not needed (SMTP-3).
 * HELO, EHLO, RSET and the end of DATA, good or bad, end the transaction (SMTP-10). Where a command leads the connection
 * to another state, the {@link SmtpSession} is asked to go there.
 */
final class SmtpCommands {
    /** Octets of a HELO argument that the Received line shows: the longest domain. */
    static final int MAX_HELO = 255;

    private final SmtpSession session;
    private final SmtpPolicy policy;
    private String helo;
    private boolean extended;
    private SmtpTransaction transaction;
    private String candidate;

    SmtpCommands(SmtpSession session, SmtpPolicy policy) {
        this.session = session;
        this.policy = policy;
    }

    void helo(String name) {
        hello(name, false);
        session.write(SmtpReply.helo(policy.greeting()));
    }

    void ehlo(String name) {
        hello(name, true);
        session.write(SmtpReply.ehlo(policy.greeting(), policy.databytes()));
    }

    private void hello(String name, boolean esmtp) {
        helo = name.length() > MAX_HELO ? name.substring(0, MAX_HELO) : name;
        extended = esmtp;
        transaction = null;
    }

    void mail(String argument) throws RefusedException {
        if (transaction != null) {
            throw new RefusedException(SmtpReply.NESTED_MAIL);
        }
        PathParser.Path sender = PathArgument.sender(argument);
        MailParameters parameters = MailParameters.parse(sender.parameters())
                .orElseThrow(() -> new RefusedException(SmtpReply.BAD_PARAMETER));
        if (policy.databytes() > 0 && parameters.size() > policy.databytes()) {
            session.write(SmtpReply.TOO_LARGE);
            return;
        }
        requireAscii(sender, parameters.smtpUtf8());
        transaction = new SmtpTransaction(sender.address(), parameters.smtpUtf8());
        session.write(SmtpReply.SENDER_OK);
    }

    void rcpt(String argument) throws RefusedException {
        if (transaction == null) {
            throw new RefusedException(SmtpReply.MAIL_FIRST);
        }
        PathParser.Path recipient = PathArgument.recipient(argument, policy.mayRelay());
        requireAscii(recipient, transaction.smtpUtf8());
        if (transaction.isAlone()) {
            session.write(SmtpReply.ALONE);
            return;
        }
        if (transaction.recipients() >= policy.maxRecipients() || !policy.mayRelay() && transaction.isLarge()) {
            session.write(SmtpReply.TOO_MANY_RECIPIENTS);
            return;
        }
        candidate = policy.mayRelay() ? recipient.address() + policy.relaySuffix() : recipient.address();
        session.check(transaction.sender(), candidate);
    }

    private static void requireAscii(PathParser.Path path, boolean smtpUtf8) throws RefusedException {
        if (!path.isAscii() && !smtpUtf8) {
            throw new RefusedException(SmtpReply.NEEDS_SMTPUTF8);
        }
    }

    /** The recipient that the last RCPT named is one. */
    void addRecipient() {
        transaction.add(candidate);
    }

    /**
     * The same, for one that must be alone.
     *
     * @return whether it is
     */
    boolean addRecipientAlone() {
        if (transaction.recipients() > 0) {
            return false;
        }
        addRecipient();
        transaction.close();
        return true;
    }

    /** Whether the recipient is one that must be alone. */
    boolean isAlone() {
        return transaction.isAlone();
    }

    void data(String none) throws RefusedException {
        if (transaction == null) {
            throw new RefusedException(SmtpReply.MAIL_FIRST);
        }
        if (transaction.recipients() == 0) {
            throw new RefusedException(SmtpReply.RCPT_FIRST);
        }
        session.startData(helo, protocol());
    }

    private String protocol() {
        if (transaction.smtpUtf8()) {
            return "UTF8SMTP";
        }
        return extended ? "ESMTP" : "SMTP";
    }

    /** The message has come to its end, good or bad. */
    Envelope endTransaction() {
        Envelope envelope = transaction.envelope();
        transaction = null;
        return envelope;
    }

    void rset(String none) {
        transaction = null;
        session.write(SmtpReply.FLUSHED);
    }

    void noop(String ignored) {
        session.write(SmtpReply.OK);
    }

    void vrfy(String ignored) {
        session.write(SmtpReply.VRFY);
    }

    void help(String ignored) {
        session.write(SmtpReply.HELP);
    }

    void quit(String none) {
        session.close(SmtpReply.bye(policy.greeting()));
    }
}
