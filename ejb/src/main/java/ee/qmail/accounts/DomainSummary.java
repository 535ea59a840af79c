package ee.qmail.accounts;

import ee.qmail.address.DomainName;
import java.time.Instant;

/**
 * A domain and how much is in it.
 *
 * @param name in its one spelling ({@link DomainName})
 * @param lastMailbox the id of the one that was made last; 0 for none
 * @param lastAlias the same of an alias
 * @param mostQuota octets that a domain administrator may give to a mailbox; null: any, and none
 */
public record DomainSummary(
        long id,
        String name,
        Instant created,
        long mailboxes,
        long lastMailbox,
        long aliases,
        long lastAlias,
        Long mostQuota) {
    static final String QUERY = "select new ee.qmail.accounts.DomainSummary(d.id, d.name, d.created,"
            + " (select count(m) from Mailbox m where m.domain = d),"
            + " (select coalesce(max(m.id), 0) from Mailbox m where m.domain = d),"
            + " (select count(a) from Alias a where a.domain = d),"
            + " (select coalesce(max(a.id), 0) from Alias a where a.domain = d), d.mostQuota) from Domain d";

    /** Another one whenever a mailbox or an alias of it is made or deleted. Digits and dots. */
    public String version() {
        return id + "." + mailboxes + "." + lastMailbox + "." + aliases + "." + lastAlias;
    }

    /** For people: in its own script. */
    public String unicodeName() {
        return DomainName.forPeople(name);
    }
}
