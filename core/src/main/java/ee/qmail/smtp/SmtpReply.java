package ee.qmail.smtp;

import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Outcome;
import ee.qmail.message.QueueId;
import ee.qmail.message.Reason;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.text.Counted;
import ee.qmail.wire.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything the server says. The texts are qmail's (SMTP-2, SMTP-6, SMTP-10 to SMTP-16); the enhanced code stands in
 * front of the text, where RFC 2034 wants it, and not behind as {@code (#5.5.1)}.
 */
final class SmtpReply {
    static final Reply HELP =
            reply(214, "2.0.0", Arrays.stream(SmtpVerb.values()).map(Enum::name).collect(Collectors.joining(" ")));
    static final Reply FLUSHED = reply(250, "2.0.0", "flushed");
    static final Reply OK = reply(250, "2.0.0", "ok");
    static final Reply SENDER_OK = reply(250, "2.1.0", "ok");
    static final Reply RECIPIENT_OK = reply(250, "2.1.5", "ok");
    static final Reply VRFY = reply(252, "2.0.0", "send some mail, i'll try my best");
    static final Reply READY_FOR_TLS = reply(220, "2.0.0", "ready for TLS");
    static final Reply AUTHENTICATED = reply(235, "2.7.0", "go ahead");
    static final Reply GO_AHEAD = reply(354, "go ahead");

    static final Reply SHUTTING_DOWN = reply(421, "4.3.2", "shutting down, try again later");
    static final Reply DISMISSED = reply(421, "4.3.2", "an administrator has ended this connection");
    static final Reply TIMEOUT = reply(421, "4.4.2", "timeout");
    static final Reply TOO_MANY_ERRORS = reply(421, "4.7.0", "too many errors");
    static final Reply TOO_MANY_BEFORE_LOGIN = reply(421, "4.7.0", "too many commands before the log-in");
    static final Reply TOO_MANY_IDLE = reply(421, "4.7.0", "too many commands that bring no mail");
    static final Reply NO_LOGIN_IN_TIME = reply(421, "4.4.2", "timeout, log in sooner");
    static final Reply TOO_MANY_HANDSHAKES =
            reply(421, "4.7.0", "too many TLS handshakes with your network, try again in a minute");
    static final Reply TRY_LATER = reply(451, "4.3.0", "cannot decide about this recipient now, try again later");
    static final Reply DEFERRED = reply(451, "4.3.0", "message not stored, try again later");
    static final Reply DISK_TROUBLE = reply(452, "4.3.1", "write error or disk full, try again later");
    static final Reply TOO_MANY_RECIPIENTS = reply(452, "4.5.3", "too many recipients, send the rest later");

    static final Reply TOO_MANY_SENT =
            reply(452, "4.7.1", "you have sent to as many recipients as you may for now, try again in an hour");

    static final Reply ALONE =
            reply(452, "4.5.3", "this recipient takes mail for itself alone, send to the others apart from it");

    static final Reply NO_TLS_NOW = reply(454, "4.7.0", "TLS is not available now: there is no certificate");
    static final Reply CANNOT_CHECK = reply(454, "4.7.0", "unable to check the log-in now, try again later");

    static final Reply LINE_TOO_LONG = reply(500, "5.5.2", "command line too long");
    static final Reply NO_ARGUMENT = reply(501, "5.5.4", "this command needs an argument");
    static final Reply ARGUMENT = reply(501, "5.5.4", "this command takes no argument");
    static final Reply MAIL_SYNTAX = reply(501, "5.5.4", "syntax: MAIL FROM:<address>");
    static final Reply RCPT_SYNTAX = reply(501, "5.5.4", "syntax: RCPT TO:<address>");
    static final Reply BAD_RET = reply(501, "5.5.4", "RET must be FULL or HDRS, and be given once");
    static final Reply BAD_ENVID =
            reply(501, "5.5.4", "ENVID must be xtext of 1 to 100 printable characters, and be given once");
    static final Reply BAD_NOTIFY =
            reply(501, "5.5.4", "NOTIFY must be NEVER, or some of SUCCESS,FAILURE,DELAY, and be given once");
    static final Reply BAD_ORCPT =
            reply(501, "5.5.4", "ORCPT must be type;xtext of at most 500 characters, and be given once");
    static final Reply NO_CHUNK = reply(501, "5.5.4", "syntax: BDAT octets [LAST]");
    static final Reply BAD_SENDER = reply(501, "5.1.7", "bad sender address syntax");
    static final Reply BAD_RECIPIENT = reply(501, "5.1.3", "bad recipient address syntax");
    static final Reply BEHIND_STARTTLS = reply(501, "5.5.1", "nothing may follow STARTTLS before TLS begins");
    static final Reply BAD_RESPONSE = reply(501, "5.5.2", "not a log-in of this mechanism");
    static final Reply CANCELLED = reply(501, "5.7.0", "log-in cancelled");
    static final Reply UNKNOWN_MECHANISM = reply(504, "5.5.4", "this mechanism is not offered");
    /** Characters of a text that is not ours: with code and status a line of at most 512 octets (RFC 5321 4.5.3.1.5). */
    private static final int LONGEST = 480;

    static final Reply UNIMPLEMENTED = reply(502, "5.5.1", "unimplemented");
    static final Reply NESTED_MAIL = reply(503, "5.5.1", "sender already given, RSET first");
    static final Reply IN_TRANSACTION = reply(503, "5.5.1", "not in the middle of a message, RSET first");
    static final Reply TLS_ALREADY = reply(503, "5.5.1", "TLS has begun already");
    static final Reply TLS_TOO_LATE = reply(503, "5.5.1", "TLS begins before the log-in");
    static final Reply EHLO_FIRST = reply(503, "5.5.1", "EHLO first");
    static final Reply LOGGED_IN_ALREADY = reply(503, "5.5.1", "already logged in");
    static final Reply MESSAGE_BEGUN = reply(503, "5.5.1", "the message has begun, go on with BDAT or RSET");
    static final Reply MAIL_FIRST = reply(503, "5.5.1", "MAIL first");
    static final Reply RCPT_FIRST = reply(503, "5.5.1", "RCPT first");
    static final Reply TLS_FIRST = reply(530, "5.7.0", "STARTTLS first, then log in");
    static final Reply LOGIN_FIRST = reply(530, "5.7.0", "log in first");
    static final Reply WRONG_LOGIN = reply(535, "5.7.8", "log-in failed");
    static final Reply ENCRYPTION_REQUIRED = reply(538, "5.7.11", "encryption required for a log-in, STARTTLS first");
    static final Reply NO_SUCH_MAILBOX = reply(550, "5.1.1", "sorry, no mailbox here by that name");
    static final Reply TOO_LARGE = reply(552, "5.3.4", "sorry, that message size exceeds my databytes limit");
    static final Reply NEVER_STORED =
            reply(552, "5.3.4", "sorry, the envelope of this message is larger than I can store");
    static final Reply MAILBOX_FULL = reply(552, "5.2.2", "sorry, this mailbox is full");
    static final Reply NEEDS_SMTPUTF8 = reply(553, "5.6.7", "non-ASCII address, say SMTPUTF8 after MAIL FROM");
    static final Reply BAD_MAIL_FROM = reply(553, "5.7.1", "sorry, your envelope sender is in my badmailfrom list");
    static final Reply NOT_YOUR_SENDER =
            reply(550, "5.7.1", "sorry, the envelope sender is not an address of the user who is logged in");
    static final Reply NOT_IN_RCPTHOSTS =
            reply(553, "5.7.1", "sorry, that domain isn't in my list of allowed rcpthosts");
    static final Reply TOO_MANY_HOPS = reply(554, "5.4.6", "too many hops, this message is looping");
    static final Reply NOT_IN_CLEAR = reply(554, "5.5.2", "TLS does not begin this connection: say STARTTLS first");
    static final Reply EARLY_TALK = reply(554, "5.5.0", "wait for the greeting before you speak");
    static final Reply BAD_PARAMETER = reply(555, "5.5.4", "unknown or malformed parameter");

    // qmail says 451 to a bare LF, and the client tries the same octets for days. They will never be right: 554.
    static final Reply BARE_LF = reply(554, "5.6.0", "LF without CR in message, see https://cr.yp.to/docs/smtplf.html");
    static final Reply BARE_CR = reply(554, "5.6.0", "CR without LF in message, see https://cr.yp.to/docs/smtplf.html");
    static final Reply NUL = reply(554, "5.6.0", "NUL at the start of a line in message");

    private static final EnhancedStatus SUCCESS = EnhancedStatus.of("2.0.0");
    private static final EnhancedStatus UNWANTED = EnhancedStatus.of("5.7.1");
    private static final Set<Reason> UNASKED = EnumSet.of(Reason.APPLICATION_BUSY, Reason.APPLICATION_LEFT_ALONE);

    private SmtpReply() {}

    /** @param text a LF in it makes it a reply of several lines */
    private static Reply reply(int code, String text) {
        StringBuilder lines = new StringBuilder(text.length() + 8);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            lines.append(code).append('-').append(text, from, end).append("\r\n");
            from = end + 1;
        }
        lines.append(code).append(' ').append(text, from, text.length()).append("\r\n");
        return new Reply(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Reply reply(int code, String status, String text) {
        return reply(code, EnhancedStatus.of(status), text);
    }

    private static Reply reply(int code, EnhancedStatus status, String text) {
        return reply(code, status + " " + text);
    }

    /** @param line code, enhanced code and text */
    static Reply of(String line) {
        return reply(Integer.parseInt(line.substring(0, 3)), line.substring(4));
    }

    static Reply greeting(String host) {
        return reply(220, host + " ESMTP");
    }

    static Reply helo(String host) {
        return reply(250, host);
    }

    /** SIZE 0 means no limit (RFC 1870). */
    static Reply ehlo(SmtpPolicy policy, boolean starttls, boolean requiretls, SaslOffer login) {
        String auth = login.mechanisms().isEmpty() ? "" : "\nAUTH " + login.text();
        return reply(
                250,
                policy.greeting() + "\nPIPELINING\n8BITMIME\nSIZE " + policy.databytes()
                        + "\nENHANCEDSTATUSCODES\nCHUNKING" + (policy.offersDsn() ? "\nDSN" : "") + "\nSMTPUTF8"
                        + (starttls ? "\nSTARTTLS" : "") + (requiretls ? "\nREQUIRETLS" : "") + auth);
    }

    /** @param size octets of a chunk that is not the last */
    static Reply chunk(long size) {
        return reply(250, "2.0.0", size + " octets received");
    }

    /** @param octets of the challenge in base64 */
    static Reply challenge(String octets) {
        return reply(334, octets);
    }

    /** The codes of RFC 4954 6. */
    static Reply of(SaslStep.Failure failure) {
        return switch (failure.reason()) {
            case MALFORMED -> BAD_RESPONSE;
            case CANCELLED -> CANCELLED;
            case WRONG -> WRONG_LOGIN;
            case UNAVAILABLE -> CANNOT_CHECK;
            case THROTTLED ->
                reply(454, "4.7.0", "too many wrong log-ins, try again in " + Counted.seconds(failure.secondsToWait()));
        };
    }

    static Reply bye(String host) {
        return reply(221, SUCCESS, host);
    }

    /** An application does not want the message. */
    static Reply rejected(DeliveryReport report) {
        EnhancedStatus said = report.status();
        boolean forGood = said != null && said.outcome() == Outcome.FAILURE;
        return reply(550, forGood ? said : UNWANTED, oneLine(report.sentence()));
    }

    /** Why an application was not even asked may be told; what went wrong in it may not. */
    static Reply deferred(DeliveryReport report) {
        return UNASKED.contains(report.reason())
                ? reply(451, report.status(), oneLine(report.sentence()) + " Try again later.")
                : DEFERRED;
    }

    /** A user has sent what cannot become mail, or may not. */
    static Reply unwanted(String line) {
        return of(oneLine(line));
    }

    private static String oneLine(String text) {
        String line =
                text.replaceAll("\\p{Cntrl}+", " ").replaceAll("[^ -~]", "?").strip();
        return line.substring(0, Math.min(LONGEST, line.length()));
    }

    static Reply accepted(Instant now, QueueId id) {
        return reply(250, SUCCESS, "ok " + now.getEpochSecond() + " qp " + id);
    }
}
