package ee.qmail.bench.peer;

import java.util.List;

/** The mailboxes of a peer, seen from outside. */
public interface MailStore {
    /** The number of messages that these users have got. */
    long count(List<String> users);

    /** Deletes all mail of these users, and any index of it. */
    void clear(List<String> users);

    /** Puts messages into a mailbox that is empty, for peers that can {@link Ability#POP3}. */
    default void fill(String user, int messages, int size) {
        throw new UnsupportedOperationException("the mailbox of " + user + " cannot be filled");
    }
}
