package ee.qmail.accounts;

import ee.qmail.caller.Caller;
import ee.qmail.directory.Names;
import ee.qmail.revision.Precondition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.function.Supplier;

/**
 * Changes of a mailbox, an alias or a domain in the version that somebody has seen. The change, calls of {@link Accounts}, is made in the transaction in which the
 * version is compared; nobody else changes the row between the two. The versions are those that the entities tell; a domain's is that of the
 * list of what is in it.
 *
 * <p>All methods throw {@link ee.qmail.revision.ChangedMeanwhileException} if the precondition is not met, and nothing is changed then.
 */
@ApplicationScoped
@Transactional
public class SeenChanges {
    private final AccountRows rows;

    /** For the container's proxies. */
    protected SeenChanges() {
        this(null);
    }

    @Inject
    public SeenChanges(AccountRows rows) {
        this.rows = rows;
    }

    public void ofMailbox(String domain, String name, Precondition precondition, Runnable change) {
        String stored = Names.name("mailbox", name);
        Caller.current().mustOwn(Names.domain(domain), stored);
        if (precondition != Precondition.NONE) {
            precondition.require(rows.countMailbox(Names.domain(domain), stored), what("mailbox", stored, domain));
        }
        change.run();
    }

    public <T> T ofAlias(String domain, String name, Precondition precondition, Supplier<T> change) {
        String stored = Names.name("alias", name);
        Accounts.managed(domain);
        if (precondition != Precondition.NONE) {
            precondition.require(rows.countAlias(Names.domain(domain), stored), what("alias", stored, domain));
        }
        return change.get();
    }

    public void ofDomain(String name, Precondition precondition, Runnable change) {
        String stored = Accounts.managed(name);
        if (precondition != Precondition.NONE) {
            precondition.require(rows.lockedSummary(stored).map(DomainSummary::version), "domain '" + stored + "'");
        }
        change.run();
    }

    private static String what(String kind, String name, String domain) {
        return kind + " '" + name + "@" + Names.domain(domain) + "'";
    }
}
