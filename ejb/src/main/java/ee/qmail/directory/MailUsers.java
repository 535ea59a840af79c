package ee.qmail.directory;

import java.util.Optional;

/** The users that have mail here. */
public interface MailUsers {
    /** Tells whether the domain's mailboxes are kept here; in any case of letters and either spelling. */
    boolean isServed(String domain);

    /**
     * Finds the mailbox or alias of an address, ignoring case. An alias goes before a mailbox of the same name (VP-5);
     * what is neither, and may have a name that neither can have, is for the {@code .qmail} files of the domain (VP-4).
     * {@code postmaster} and {@code abuse} of a served domain are always found (RFC 5321 4.5.1, RFC 2142).
     *
     * @return empty if the domain is not served here or has no such name
     */
    Optional<LocalUser> lookup(String localPart, String domain);

    /** A directory that must not wait for the database would have to. */
    final class NotInMemoryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotInMemoryException(Object what) {
            super(what + " is not in memory", null, false, false);
        }
    }
}
