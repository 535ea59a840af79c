package ee.qmail.checkpassword;

import ee.qmail.contract.Door;
import ee.qmail.directory.AccountQueries.MailboxRow;
import java.util.Optional;

/**
 * The mailbox that a user means, whether or not there is one.
 *
 * @param name in lower case
 * @param domain as stored
 * @param mailbox empty if there is none
 */
record Account(String name, String domain, Optional<MailboxRow> mailbox) {
    String address() {
        return name + "@" + domain;
    }

    /** Tells whether there is such a mailbox, and it is not suspended. */
    boolean isEnabled() {
        return mailbox.filter(MailboxRow::enabled).isPresent();
    }

    /** Empty if nobody may log in there. */
    Optional<MailboxRow> usableAt(Door door) {
        return mailbox.filter(row -> row.mayUse(door));
    }

    /** Null if nobody may log in there with a password. */
    String passwordHash(Door door) {
        return usableAt(door).map(MailboxRow::passwordHash).orElse(null);
    }
}
