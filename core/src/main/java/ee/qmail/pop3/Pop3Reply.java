package ee.qmail.pop3;

import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import ee.qmail.text.Counted;
import ee.qmail.wire.Reply;
import java.util.ArrayList;
import java.util.List;

/** Everything the server says but messages and lists. Codes in brackets are those of RFC 2449 and 3206. */
final class Pop3Reply {
    static final Reply OK = Reply.of("+OK ");
    static final Reply UNIMPLEMENTED = Reply.of("-ERR unimplemented");
    static final Reply AUTHORIZATION_FIRST = Reply.of("-ERR authorization first");
    static final Reply ALREADY_AUTHORIZED = Reply.of("-ERR already authorized");
    static final Reply USER_FIRST = Reply.of("-ERR USER first");
    static final Reply WRONG_PASSWORD = Reply.of("-ERR [AUTH] authorization failed");
    static final Reply CANNOT_CHECK = Reply.of("-ERR [SYS/TEMP] unable to check the password now, try again later");
    static final Reply IN_USE =
            Reply.of("-ERR [IN-USE] another session has this mailbox open, try again when it has ended");
    static final Reply CANNOT_READ_MAILDIR =
            Reply.of("-ERR [SYS/TEMP] unable to read the mailbox now, try again later");
    static final Reply CANNOT_OPEN = Reply.of("-ERR [SYS/TEMP] unable to open that message");
    static final Reply CANNOT_UNLINK = Reply.of("-ERR [SYS/TEMP] unable to unlink all deleted messages");
    static final Reply CANNOT_MARK =
            Reply.of("-ERR [SYS/TEMP] deleted messages are gone, but unable to move the others from new to cur");
    static final Reply COUNTED_FROM_1 = Reply.of("-ERR messages are counted from 1");
    static final Reply NOT_THAT_MANY = Reply.of("-ERR not that many messages");
    static final Reply ALREADY_DELETED = Reply.of("-ERR already deleted");
    static final Reply LINE_TOO_LONG =
            Reply.of("-ERR line too long, a command has at most " + Pop3Session.MAX_LENGTH + " octets");
    static final Reply TOO_MANY_COMMANDS = Reply.of("-ERR too many commands without authorization");

    static final Reply DISMISSED = Reply.of("-ERR [SYS/TEMP] an administrator has ended this connection");

    static final Reply BEGIN_TLS = Reply.of("+OK begin TLS");
    static final Reply TLS_ALREADY = Reply.of("-ERR TLS has begun already");
    static final Reply NO_TLS_NOW = Reply.of("-ERR [SYS/TEMP] TLS is not available now: there is no certificate");
    static final Reply TOO_MANY_HANDSHAKES =
            Reply.of("-ERR [SYS/TEMP] too many TLS handshakes with your network, try again in a minute");
    static final Reply BEHIND_STLS = Reply.of("-ERR nothing may follow STLS before TLS begins");
    static final Reply NOT_IN_CLEAR = Reply.of("-ERR TLS does not begin this connection: say STLS first");
    /** Not AUTH, after which a mail program asks its user for another password (POP-T2). */
    static final Reply TLS_FIRST = Reply.of("-ERR [SYS/PERM] TLS first: a password is not taken in clear");

    static final Reply UNKNOWN_MECHANISM = Reply.of("-ERR this mechanism is not offered");
    static final Reply BAD_RESPONSE = Reply.of("-ERR not a log-in of this mechanism");
    static final Reply CANCELLED = Reply.of("-ERR log-in cancelled");

    private Pop3Reply() {}

    /**
     * CAPA (RFC 2449, RFC 5034 3): before the log-in that of the moment, so that a client asks again after STLS.
     *
     * @param starttls whether STLS would be taken
     */
    static Reply capabilities(SaslOffer login, boolean starttls) {
        List<String> lines = new ArrayList<>(List.of("+OK "));
        if (!login.mechanisms().isEmpty()) {
            lines.add("USER");
            lines.add("SASL " + login.text());
        }
        if (starttls) {
            lines.add("STLS");
        }
        lines.addAll(List.of(
                "TOP",
                "UIDL",
                "PIPELINING",
                "RESP-CODES",
                "AUTH-RESP-CODE",
                "EXPIRE NEVER",
                "IMPLEMENTATION qmail-EE",
                "."));
        return Reply.of(String.join("\r\n", lines));
    }

    /** AUTH without a mechanism (RFC 1734, as some clients still say it). */
    static Reply mechanisms(SaslOffer login) {
        return Reply.of("+OK \r\n" + login.text().replace(" ", "\r\n") + "\r\n.");
    }

    /** @param octets of the challenge in base64 */
    static Reply challenge(String octets) {
        return Reply.of("+ " + octets);
    }

    static Reply ok(String text) {
        return Reply.of("+OK " + text);
    }

    static Reply error(String text) {
        return Reply.of("-ERR " + text);
    }

    /** AUTH only for wrong credentials: after it a mail program asks its user for another password (RFC 3206, POP-T6). */
    static Reply of(SaslStep.Failure failure) {
        return switch (failure.reason()) {
            case MALFORMED -> BAD_RESPONSE;
            case CANCELLED -> CANCELLED;
            case WRONG -> WRONG_PASSWORD;
            case UNAVAILABLE -> CANNOT_CHECK;
            case THROTTLED ->
                error("[SYS/TEMP] too many wrong passwords, try again in " + Counted.seconds(failure.secondsToWait()));
        };
    }

    /** The syntax error of POP-8, with what would be right. */
    static Reply syntax(Pop3Verb verb) {
        return error("syntax error, expected " + verb.usage());
    }
}
