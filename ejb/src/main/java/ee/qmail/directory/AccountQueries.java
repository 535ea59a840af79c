package ee.qmail.directory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.List;
import java.util.Optional;

/**
 * Reads for {@link Users}, each in a transaction of its own: an MDB that looks up a recipient must not make its
 * transaction one of two resources, and without any transaction the threads would share one session.
 */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
public class AccountQueries {
    /**
     * The data of a mailbox that log-in and delivery need.
     *
     * @param quota in octets; 0: no limit
     */
    public record MailboxRow(String passwordHash, String apopSecret, boolean enabled, long quota) {
        static MailboxRow of(Object... columns) {
            return new MailboxRow(
                    (String) columns[0],
                    (String) columns[1],
                    (Boolean) columns[2],
                    columns[3] == null ? 0 : (Long) columns[3]);
        }
    }

    private final EntityManager entities;

    /** For the container's proxies. */
    protected AccountQueries() {
        this(null);
    }

    @Inject
    public AccountQueries(EntityManager entities) {
        this.entities = entities;
    }

    boolean domainExists(String domain) {
        return !entities.createQuery("select d.id from Domain d where d.name = :domain", Long.class)
                .setParameter("domain", domain)
                .getResultList()
                .isEmpty();
    }

    Optional<MailboxRow> mailbox(String name, String domain) {
        return entities
                .createQuery(
                        "select m.passwordHash, m.apopSecret, m.enabled, m.quota from Mailbox m"
                                + " where m.name = :name and m.domain.name = :domain",
                        Object[].class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultList()
                .stream()
                .map(MailboxRow::of)
                .findFirst();
    }

    /** Empty if there is no such alias. */
    List<String> aliasTargets(String name, String domain) {
        return entities.createQuery(
                        "select t from Alias a join a.targets t where a.name = :name and a.domain.name = :domain"
                                + " order by index(t)",
                        String.class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultList();
    }

    boolean anyApopSecret() {
        return !entities.createQuery("select m.id from Mailbox m where m.apopSecret is not null", Long.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    public Optional<String> administratorHash(String name) {
        return entities
                .createQuery("select a.passwordHash from Administrator a where a.name = :name", String.class)
                .setParameter("name", name)
                .getResultList()
                .stream()
                .findFirst();
    }
}
