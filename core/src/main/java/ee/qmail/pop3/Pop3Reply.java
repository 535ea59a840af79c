package ee.qmail.pop3;

import java.nio.charset.StandardCharsets;

/** Replies, in one place. Codes in brackets are those of RFC 2449 and 3206. */
enum Pop3Reply {
    OK("+OK "),
    UNIMPLEMENTED("-ERR unimplemented"),
    AUTHORIZATION_FIRST("-ERR authorization first"),
    ALREADY_AUTHORIZED("-ERR already authorized"),
    USER_FIRST("-ERR USER first"),
    WRONG_PASSWORD("-ERR [AUTH] authorization failed"),
    CANNOT_CHECK("-ERR [SYS/TEMP] unable to check the password now, try again later"),
    IN_USE("-ERR [IN-USE] another session has this mailbox open, try again when it has ended"),
    CANNOT_READ_MAILDIR("-ERR [SYS/TEMP] unable to read the mailbox now, try again later"),
    CANNOT_OPEN("-ERR [SYS/TEMP] unable to open that message"),
    CANNOT_UNLINK("-ERR [SYS/TEMP] unable to unlink all deleted messages"),
    CANNOT_MARK("-ERR [SYS/TEMP] deleted messages are gone, but unable to move the others from new to cur"),
    COUNTED_FROM_1("-ERR messages are counted from 1"),
    NOT_THAT_MANY("-ERR not that many messages"),
    ALREADY_DELETED("-ERR already deleted"),
    LINE_TOO_LONG("-ERR line too long, a command has at most " + CommandLine.MAX_LENGTH + " octets"),
    TOO_MANY_COMMANDS("-ERR too many commands without authorization");

    private final byte[] octets;

    Pop3Reply(String text) {
        this.octets = line(text);
    }

    /** With its CRLF. Not to be changed. */
    byte[] octets() {
        return octets;
    }

    static byte[] ok(String text) {
        return line("+OK " + text);
    }

    static byte[] error(String text) {
        return line("-ERR " + text);
    }

    /** Not AUTH, after which a mail program asks its user for another password (RFC 3206). */
    static byte[] tooManyWrongPasswords(long seconds) {
        return error("[SYS/TEMP] too many wrong passwords, try again in " + seconds + " seconds");
    }

    /** The syntax error of POP-8, with what would be right. */
    static byte[] syntax(Pop3Verb verb) {
        return error("syntax error, expected " + verb.usage());
    }

    /** CAPA (RFC 2449); the same before and after login. */
    static byte[] capabilities() {
        return line(String.join(
                "\r\n",
                "+OK ",
                "USER",
                "TOP",
                "UIDL",
                "PIPELINING",
                "RESP-CODES",
                "AUTH-RESP-CODE",
                "EXPIRE NEVER",
                "IMPLEMENTATION qmail-EE",
                "."));
    }

    private static byte[] line(String text) {
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
