package ee.qmail.smtp;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.EnhancedStatus;
import ee.qmail.queue.Outcome;
import ee.qmail.queue.QueueId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Everything the server says. The texts are qmail's (SMTP-2, SMTP-6, SMTP-10 to SMTP-16); the enhanced code stands in
 * front of the text, where RFC 2034 wants it, and not behind as {@code (#5.5.1)}.
 */
final class SmtpReply {
    static final SmtpReply HELP = new SmtpReply(
            214, "2.0.0", Arrays.stream(SmtpVerb.values()).map(Enum::name).collect(Collectors.joining(" ")));
    static final SmtpReply FLUSHED = new SmtpReply(250, "2.0.0", "flushed");
    static final SmtpReply OK = new SmtpReply(250, "2.0.0", "ok");
    static final SmtpReply SENDER_OK = new SmtpReply(250, "2.1.0", "ok");
    static final SmtpReply RECIPIENT_OK = new SmtpReply(250, "2.1.5", "ok");
    static final SmtpReply VRFY = new SmtpReply(252, "2.0.0", "send some mail, i'll try my best");
    static final SmtpReply GO_AHEAD = new SmtpReply(354, "go ahead");

    static final SmtpReply SHUTTING_DOWN = new SmtpReply(421, "4.3.2", "shutting down, try again later");
    static final SmtpReply TIMEOUT = new SmtpReply(421, "4.4.2", "timeout");
    static final SmtpReply TOO_MANY_ERRORS = new SmtpReply(421, "4.7.0", "too many errors");
    static final SmtpReply TRY_LATER =
            new SmtpReply(451, "4.3.0", "cannot decide about this recipient now, try again later");
    static final SmtpReply DEFERRED = new SmtpReply(451, "4.3.0", "message not stored, try again later");
    static final SmtpReply DISK_TROUBLE = new SmtpReply(452, "4.3.1", "write error or disk full, try again later");
    static final SmtpReply TOO_MANY_RECIPIENTS =
            new SmtpReply(452, "4.5.3", "too many recipients, send the rest later");

    static final SmtpReply ALONE =
            new SmtpReply(452, "4.5.3", "this recipient takes mail for itself alone, send to the others apart from it");

    static final SmtpReply LINE_TOO_LONG = new SmtpReply(500, "5.5.2", "command line too long");
    static final SmtpReply NO_ARGUMENT = new SmtpReply(501, "5.5.4", "this command needs an argument");
    static final SmtpReply ARGUMENT = new SmtpReply(501, "5.5.4", "this command takes no argument");
    static final SmtpReply MAIL_SYNTAX = new SmtpReply(501, "5.5.4", "syntax: MAIL FROM:<address>");
    static final SmtpReply RCPT_SYNTAX = new SmtpReply(501, "5.5.4", "syntax: RCPT TO:<address>");
    static final SmtpReply BAD_SENDER = new SmtpReply(501, "5.1.7", "bad sender address syntax");
    static final SmtpReply BAD_RECIPIENT = new SmtpReply(501, "5.1.3", "bad recipient address syntax");
    static final SmtpReply UNIMPLEMENTED = new SmtpReply(502, "5.5.1", "unimplemented");
    static final SmtpReply NESTED_MAIL = new SmtpReply(503, "5.5.1", "sender already given, RSET first");
    static final SmtpReply MAIL_FIRST = new SmtpReply(503, "5.5.1", "MAIL first");
    static final SmtpReply RCPT_FIRST = new SmtpReply(503, "5.5.1", "RCPT first");
    static final SmtpReply NO_SUCH_MAILBOX = new SmtpReply(550, "5.1.1", "sorry, no mailbox here by that name");
    static final SmtpReply TOO_LARGE =
            new SmtpReply(552, "5.3.4", "sorry, that message size exceeds my databytes limit");
    static final SmtpReply NEVER_STORED =
            new SmtpReply(552, "5.3.4", "sorry, the envelope of this message is larger than I can store");
    static final SmtpReply MAILBOX_FULL = new SmtpReply(552, "5.2.2", "sorry, this mailbox is full");
    static final SmtpReply NEEDS_SMTPUTF8 =
            new SmtpReply(553, "5.6.7", "non-ASCII address, say SMTPUTF8 after MAIL FROM");
    static final SmtpReply BAD_MAIL_FROM =
            new SmtpReply(553, "5.7.1", "sorry, your envelope sender is in my badmailfrom list");
    static final SmtpReply NOT_IN_RCPTHOSTS =
            new SmtpReply(553, "5.7.1", "sorry, that domain isn't in my list of allowed rcpthosts");
    static final SmtpReply TOO_MANY_HOPS = new SmtpReply(554, "5.4.6", "too many hops, this message is looping");
    static final SmtpReply BAD_PARAMETER = new SmtpReply(555, "5.5.4", "unknown or malformed parameter");

    // qmail says 451 to a bare LF, and the client tries the same octets for days. They will never be right: 554.
    static final SmtpReply BARE_LF =
            new SmtpReply(554, "5.6.0", "LF without CR in message, see https://cr.yp.to/docs/smtplf.html");
    static final SmtpReply BARE_CR =
            new SmtpReply(554, "5.6.0", "CR without LF in message, see https://cr.yp.to/docs/smtplf.html");
    static final SmtpReply NUL = new SmtpReply(554, "5.6.0", "NUL at the start of a line in message");

    private static final EnhancedStatus SUCCESS = EnhancedStatus.of("2.0.0");
    private static final EnhancedStatus UNWANTED = EnhancedStatus.of("5.7.1");

    private final byte[] octets;

    /** @param text a LF in it makes it a reply of several lines */
    private SmtpReply(int code, String text) {
        StringBuilder wire = new StringBuilder(text.length() + 8);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            wire.append(code).append('-').append(text, from, end).append("\r\n");
            from = end + 1;
        }
        wire.append(code).append(' ').append(text, from, text.length()).append("\r\n");
        octets = wire.toString().getBytes(StandardCharsets.UTF_8);
    }

    private SmtpReply(int code, String status, String text) {
        this(code, EnhancedStatus.of(status), text);
    }

    private SmtpReply(int code, EnhancedStatus status, String text) {
        this(code, status + " " + text);
    }

    /** @param line code, enhanced code and text */
    static SmtpReply of(String line) {
        return new SmtpReply(Integer.parseInt(line.substring(0, 3)), line.substring(4));
    }

    static SmtpReply greeting(String host) {
        return new SmtpReply(220, host + " ESMTP");
    }

    static SmtpReply helo(String host) {
        return new SmtpReply(250, host);
    }

    /** @param databytes as in SIZE (RFC 1870): 0 means no limit */
    static SmtpReply ehlo(String host, long databytes) {
        return new SmtpReply(
                250, host + "\nPIPELINING\n8BITMIME\nSIZE " + databytes + "\nENHANCEDSTATUSCODES\nSMTPUTF8");
    }

    static SmtpReply bye(String host) {
        return new SmtpReply(221, SUCCESS, host);
    }

    /** An application does not want the message. */
    static SmtpReply rejected(DeliveryReport report) {
        EnhancedStatus said = report.status();
        boolean forGood = said != null && said.outcome() == Outcome.FAILURE;
        String line = report.sentence().replaceAll("\\p{Cntrl}+", " ").strip();
        return new SmtpReply(550, forGood ? said : UNWANTED, line);
    }

    static SmtpReply accepted(Instant now, QueueId id) {
        return new SmtpReply(250, SUCCESS, "ok " + now.getEpochSecond() + " qp " + id);
    }

    /** As it goes over the wire; not to be changed. */
    byte[] octets() {
        return octets;
    }
}
