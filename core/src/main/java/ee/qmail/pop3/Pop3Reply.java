package ee.qmail.pop3;

import ee.qmail.wire.Reply;

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

    /** CAPA (RFC 2449); the same before and after login. */
    static final Reply CAPABILITIES = Reply.of(String.join(
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

    private Pop3Reply() {}

    static Reply ok(String text) {
        return Reply.of("+OK " + text);
    }

    static Reply error(String text) {
        return Reply.of("-ERR " + text);
    }

    /** Not AUTH, after which a mail program asks its user for another password (RFC 3206). */
    static Reply tooManyWrongPasswords(long seconds) {
        return error("[SYS/TEMP] too many wrong passwords, try again in " + seconds + " seconds");
    }

    /** The syntax error of POP-8, with what would be right. */
    static Reply syntax(Pop3Verb verb) {
        return error("syntax error, expected " + verb.usage());
    }
}
