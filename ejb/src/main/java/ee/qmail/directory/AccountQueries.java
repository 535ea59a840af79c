package ee.qmail.directory;

import ee.qmail.contract.Door;
import ee.qmail.directory.AppPassword.Scope;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads for {@link Users} and for log-ins, each in a transaction of its own: an MDB that looks up a recipient must not make its
 * transaction one of two resources, and without any transaction the threads would share one session.
 */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
public class AccountQueries {
    /**
     * The data of a mailbox that log-in and delivery need.
     *
     * @param scram null until its password is known in clear
     * @param quota in octets; 0: no limit, also where no mail is kept
     * @param forward where its mail is sent on
     * @param answers whether its mail is answered while its owner is away
     */
    public record MailboxRow(
            String passwordHash,
            String scram,
            String apopSecret,
            boolean enabled,
            boolean mayPop3,
            boolean maySubmit,
            boolean mayRelay,
            long quota,
            Forward forward,
            boolean answers) {
        static MailboxRow of(Object... columns) {
            Forward forward = Forward.stored((String) columns[8], (Boolean) columns[9]);
            boolean isLimited = columns[7] != null && forward.keeps();
            return new MailboxRow(
                    (String) columns[0],
                    (String) columns[1],
                    (String) columns[2],
                    (Boolean) columns[3],
                    (Boolean) columns[4],
                    (Boolean) columns[5],
                    (Boolean) columns[6],
                    isLimited ? (Long) columns[7] : 0,
                    forward,
                    (Boolean) columns[10]);
        }

        /** Tells whether its user may log in there, with whatever. */
        public boolean mayUse(Door door) {
            boolean pop3 = door == Door.POP3 || door == Door.POP3S;
            return enabled && (pop3 ? mayPop3 : maySubmit);
        }
    }

    /** @param lastUsed null: never */
    public record AppPasswordRow(long id, Scope scope, Instant lastUsed) {
        static AppPasswordRow of(Object... columns) {
            return new AppPasswordRow((Long) columns[0], (Scope) columns[1], (Instant) columns[2]);
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
                        "select m.passwordHash, m.scram, m.apopSecret, m.enabled, m.mayPop3, m.maySubmit, m.mayRelay, m.quota,"
                                + " m.forward, m.keeps, m.answers from Mailbox m where m.name = :name and m.domain.name = :domain",
                        Object[].class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultList()
                .stream()
                .map(MailboxRow::of)
                .findFirst();
    }

    /** @param hash as {@link AppPassword} keeps it */
    public Optional<AppPasswordRow> appPassword(String name, String domain, String hash) {
        return entities
                .createQuery(
                        "select p.id, p.scope, p.lastUsed from AppPassword p where p.hash = :hash"
                                + " and p.mailbox.name = :name and p.mailbox.domain.name = :domain",
                        Object[].class)
                .setParameter("hash", hash)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultList()
                .stream()
                .map(AppPasswordRow::of)
                .findFirst();
    }

    public void appPasswordUsed(long id, Instant at) {
        entities.createQuery("update AppPassword p set p.lastUsed = :at where p.id = :id")
                .setParameter("at", at)
                .setParameter("id", id)
                .executeUpdate();
    }

    /** Octets that only the servers on this database know. */
    public byte[] serverSecret(String name) {
        ServerSecret found = entities.find(ServerSecret.class, name);
        if (found == null) {
            throw new IllegalStateException("server_secret '" + name + "': is not in the database; must be there");
        }
        return Base64.getDecoder().decode(found.getSecret());
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

    /** @param kind the group of the role */
    public record AdministratorRow(String passwordHash, String kind) {}

    /** Empty if there is none who can log in. */
    public Optional<AdministratorRow> administrator(String name) {
        return entities
                .createQuery(
                        "select a.passwordHash, a.kind from Administrator a where a.name = :name and a.enabled = true",
                        Object[].class)
                .setParameter("name", name)
                .getResultList()
                .stream()
                .map(columns -> new AdministratorRow((String) columns[0], (String) columns[1]))
                .findFirst();
    }

    /** None for one who is no domain administrator. */
    public Set<String> domainsOf(String administrator) {
        return Set.copyOf(entities.createQuery(
                        "select d.name from Administrator a join a.domains d where a.name = :name and a.enabled = true",
                        String.class)
                .setParameter("name", administrator)
                .getResultList());
    }
}
