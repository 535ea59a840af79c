package ee.qmail.directory;

/**
 * What the user of a mailbox may do with it (AUTH-18); vpopmail's flags of a user come to be these (VP-3).
 *
 * @param pop3 read its mail by POP3
 * @param submission log in to send mail
 * @param relay send that to other servers
 */
public record Rights(boolean pop3, boolean submission, boolean relay) {
    public static final Rights ALL = new Rights(true, true, true);
}
