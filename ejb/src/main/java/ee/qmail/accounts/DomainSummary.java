package ee.qmail.accounts;

import ee.qmail.address.DomainName;
import java.time.Instant;

/**
 * A domain and how much is in it.
 *
 * @param name in its one spelling ({@link DomainName})
 */
public record DomainSummary(String name, Instant created, long mailboxes, long aliases) {
    static final String QUERY = "select new ee.qmail.accounts.DomainSummary(d.name, d.created,"
            + " (select count(m) from Mailbox m where m.domain = d),"
            + " (select count(a) from Alias a where a.domain = d)) from Domain d";

    /** For people: in its own script. */
    public String unicodeName() {
        return DomainName.forPeople(name);
    }
}
