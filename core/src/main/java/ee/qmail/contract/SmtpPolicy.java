package ee.qmail.contract;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * The rights of one SMTP connection, decided when it opens, and again when TLS has begun and when its user has logged in, from the
 * control files of that moment.
 *
 * @param refusal null, or the reply (code, enhanced code and text) that greets the client instead of 220 and ends the
 *     connection
 * @param blocked null, or the reply to every recipient, as rblsmtpd gives it
 * @param greeting host name after 220, 250 and 221: control/smtpgreeting
 * @param localHost this host's name for the Received line: control/me
 * @param relaySuffix null if the client may not relay, else what is appended to its recipients: {@code RELAYCLIENT}
 *     (SMTP-6)
 * @param mechanisms of log-in that are offered, the strongest first (RFC 4954 4); none: no log-in
 * @param loginNeeded whether MAIL takes a log-in first (RFC 6409 4.3)
 * @param databytes largest message in octets as stored; 0 means no limit (control/databytes)
 * @param maxRecipients recipients per message, at least 100 (RFC 5321 4.5.3.1.8)
 * @param timeout silence after which the client is disconnected: control/timeoutsmtpd
 * @param patience how long the client is let wait
 * @param hidesClient whether the Received line leaves out the client's address and name: control/hidesubmitter, at the doors for submission
 * @param offersDsn whether the client may say what it wants to be told (RFC 3461): control/dsn
 * @param maxConnections connections the service takes at a time, for its log: control/concurrencyincoming
 */
public record SmtpPolicy(
        String refusal,
        String blocked,
        String greeting,
        String localHost,
        String relaySuffix,
        List<String> mechanisms,
        boolean loginNeeded,
        long databytes,
        int maxRecipients,
        Duration timeout,
        Patience patience,
        boolean hidesClient,
        boolean offersDsn,
        int maxConnections)
        implements ConnectionPolicy, Serializable {
    /**
     * The times for which a client is let wait, to see whether it does.
     *
     * @param greetdelay before the greeting; none: it comes at once
     * @param brtlimit refused recipients after which each further one is answered late; 0: none is
     * @param tarpitdelay that long late
     */
    public record Patience(Duration greetdelay, int brtlimit, Duration tarpitdelay) implements Serializable {
        /** Everything is answered at once. */
        public static final Patience NONE = new Patience(Duration.ZERO, 0, Duration.ZERO);

        /** Tells whether a further refusal comes late. */
        public boolean isTarpit(int refused) {
            return brtlimit > 0 && refused > brtlimit && !tarpitdelay.isZero();
        }
    }

    /** Of a client that may send mail to this host, and to no other, and that is not offered DSN. */
    public static SmtpPolicy open(
            String greeting,
            String localHost,
            long databytes,
            int maxRecipients,
            Duration timeout,
            int maxConnections) {
        return new SmtpPolicy(
                null,
                null,
                greeting,
                localHost,
                null,
                List.of(),
                false,
                databytes,
                maxRecipients,
                timeout,
                Patience.NONE,
                false,
                false,
                maxConnections);
    }

    /** The same for a client that the Received line does not tell. */
    public SmtpPolicy hiding() {
        return changed(refusal, blocked, relaySuffix, mechanisms, loginNeeded, patience, true, offersDsn);
    }

    /** The same for a client that is offered DSN. */
    public SmtpPolicy offeringDsn() {
        return changed(refusal, blocked, relaySuffix, mechanisms, loginNeeded, patience, hidesClient, true);
    }

    /** The same for a client that is let wait. */
    public SmtpPolicy waiting(Patience times) {
        return changed(refusal, blocked, relaySuffix, mechanisms, loginNeeded, times, hidesClient, offersDsn);
    }

    /** The same for a client that is sent away at once. */
    public SmtpPolicy refused(String reply) {
        return changed(reply, blocked, relaySuffix, mechanisms, loginNeeded);
    }

    /** The same for a client of which no recipient is taken. */
    public SmtpPolicy blocked(String reply) {
        return changed(refusal, reply, relaySuffix, mechanisms, loginNeeded);
    }

    /** The same for a client that may send mail to any host. */
    public SmtpPolicy relaying(String suffix) {
        return changed(refusal, blocked, suffix, mechanisms, loginNeeded);
    }

    /** The same for a client that may log in, or must. */
    public SmtpPolicy login(List<String> offered, boolean needed) {
        return changed(refusal, blocked, relaySuffix, offered, needed);
    }

    private SmtpPolicy changed(String reply, String noRecipient, String suffix, List<String> offered, boolean needed) {
        return changed(reply, noRecipient, suffix, offered, needed, patience, hidesClient, offersDsn);
    }

    private SmtpPolicy changed(
            String reply,
            String noRecipient,
            String suffix,
            List<String> offered,
            boolean needed,
            Patience times,
            boolean hides,
            boolean dsn) {
        return new SmtpPolicy(
                reply,
                noRecipient,
                greeting,
                localHost,
                suffix,
                offered,
                needed,
                databytes,
                maxRecipients,
                timeout,
                times,
                hides,
                dsn,
                maxConnections);
    }

    public boolean mayRelay() {
        return relaySuffix != null;
    }
}
