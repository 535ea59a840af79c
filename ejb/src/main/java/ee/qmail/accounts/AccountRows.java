package ee.qmail.accounts;

import ee.qmail.directory.Alias;
import ee.qmail.directory.AppPassword;
import ee.qmail.directory.Domain;
import ee.qmail.directory.DomainEntry;
import ee.qmail.directory.Mailbox;
import ee.qmail.text.Sentence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rows behind {@link Accounts}, in its transaction. Names are given as they are stored. */
@ApplicationScoped
public class AccountRows {
    private static final String LOCK_TIMEOUT = "jakarta.persistence.lock.timeout";
    private static final int AT_ONCE = 0;

    private final EntityManager entities;

    /** For the container's proxies. */
    protected AccountRows() {
        this(null);
    }

    @Inject
    public AccountRows(EntityManager entities) {
        this.entities = entities;
    }

    List<DomainSummary> summaries() {
        return entities.createQuery(DomainSummary.QUERY + " order by d.name", DomainSummary.class)
                .getResultList();
    }

    Optional<DomainSummary> summary(String name) {
        return first(entities.createQuery(DomainSummary.QUERY + " where d.name = :name", DomainSummary.class)
                .setParameter("name", name));
    }

    Optional<Domain> domain(String name) {
        return first(domainQuery(name));
    }

    List<Mailbox> mailboxes(Domain domain) {
        return entities.createQuery("select m from Mailbox m where m.domain = :domain order by m.name", Mailbox.class)
                .setParameter("domain", domain)
                .getResultList();
    }

    Optional<Mailbox> mailbox(Domain domain, String name) {
        return first(mailboxQuery(domain, name));
    }

    /** As {@link #domain}. @throws PersistenceException if another transaction changes or deletes it now */
    Optional<Domain> settledDomain(String name) {
        return first(locking(domainQuery(name)));
    }

    /** As {@link #mailbox}. @throws PersistenceException if another transaction changes or deletes it now */
    Optional<Mailbox> settledMailbox(Domain domain, String name) {
        return first(locking(mailboxQuery(domain, name)));
    }

    private TypedQuery<Domain> domainQuery(String name) {
        return entities.createQuery("select d from Domain d where d.name = :name", Domain.class)
                .setParameter("name", name);
    }

    private TypedQuery<Mailbox> mailboxQuery(Domain domain, String name) {
        return entities.createQuery(
                        "select m from Mailbox m where m.domain = :domain and m.name = :name", Mailbox.class)
                .setParameter("domain", domain)
                .setParameter("name", name);
    }

    private static <T> TypedQuery<T> locking(TypedQuery<T> query) {
        return query.setLockMode(LockModeType.PESSIMISTIC_WRITE).setHint(LOCK_TIMEOUT, AT_ONCE);
    }

    private static <T> Optional<T> first(TypedQuery<T> query) {
        return query.getResultList().stream().findFirst();
    }

    Map<String, String> passwordHashes(Domain domain) {
        return entities.createQuery(
                        "select m.name, m.passwordHash from Mailbox m where m.domain = :domain and m.passwordHash is not null",
                        Object[].class)
                .setParameter("domain", domain)
                .getResultStream()
                .collect(Collectors.toMap(row -> (String) row[0], row -> (String) row[1]));
    }

    List<AppPassword> appPasswords(Mailbox mailbox) {
        return entities.createQuery(
                        "select p from AppPassword p where p.mailbox = :mailbox order by p.name", AppPassword.class)
                .setParameter("mailbox", mailbox)
                .getResultList();
    }

    List<Alias> aliases(Domain domain) {
        return entities.createQuery(
                        "select distinct a from Alias a left join fetch a.targets where a.domain = :domain"
                                + " order by a.name",
                        Alias.class)
                .setParameter("domain", domain)
                .getResultList();
    }

    Optional<Alias> alias(Domain domain, String name) {
        return first(entities.createQuery(
                        "select a from Alias a left join fetch a.targets where a.domain = :domain and a.name = :name",
                        Alias.class)
                .setParameter("domain", domain)
                .setParameter("name", name));
    }

    /** Addresses of mailboxes and aliases, those of mailboxes first; at most so many. */
    List<String> addresses(int most) {
        Set<String> addresses = new LinkedHashSet<>();
        for (String entity : List.of("Mailbox", "Alias")) {
            addresses.addAll(entities.createQuery(
                            "select concat(e.name, '@', d.name) from " + entity
                                    + " e join e.domain d order by d.name, e.name",
                            String.class)
                    .setMaxResults(most)
                    .getResultList());
        }
        return addresses.stream().limit(most).toList();
    }

    /** Empty if there is no such alias. */
    List<String> aliasTargets(String name, String domain) {
        return entities.createQuery(
                        "select t from Alias a join a.targets t where a.name = :name and a.domain.name = :domain",
                        String.class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultList();
    }

    /** Where the mail of a mailbox is sent on; none if there is no such mailbox, or it keeps its mail only. */
    List<String> forwards(String name, String domain) {
        return entities.createQuery(
                        "select m from Mailbox m where m.name = :name and m.domain.name = :domain", Mailbox.class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultStream()
                .flatMap(mailbox -> mailbox.getForward().targets().stream())
                .toList();
    }

    /** @param exists what is said if another transaction was quicker to insert it */
    void insert(Object entity, Sentence exists) {
        insert(() -> entities.persist(entity), exists);
    }

    /** Gives an entity another name. @param exists what is said if another transaction was quicker to take it */
    void rename(DomainEntry entity, String name, Sentence exists) {
        insert(() -> entity.setName(name), exists);
    }

    private void insert(Runnable change, Sentence exists) {
        try {
            change.run();
            entities.flush();
        } catch (PersistenceException e) {
            if (isDuplicate(e)) {
                throw new AlreadyExistsException(exists);
            }
            throw e;
        }
    }

    /** Counts a change of a mailbox; the row is locked until the transaction ends. @return empty if there is none */
    Optional<String> countMailbox(String domain, String name) {
        return count("Mailbox", domain, name);
    }

    /** The same of an alias. */
    Optional<String> countAlias(String domain, String name) {
        return count("Alias", domain, name);
    }

    /** The version before: of two transactions the second waits, and counts on from what the first has committed. */
    private Optional<String> count(String entity, String domain, String name) {
        Optional<Long> found = entities
                .createQuery(
                        "select e.id from " + entity + " e where e.domain.name = :domain and e.name = :name",
                        Long.class)
                .setParameter("domain", domain)
                .setParameter("name", name)
                .getResultList()
                .stream()
                .findFirst();
        return found.filter(id ->
                        entities.createQuery("update " + entity + " e set e.changes = e.changes + 1 where e.id = :id")
                                        .setParameter("id", id)
                                        .executeUpdate()
                                == 1)
                .map(id -> DomainEntry.version(
                        id,
                        entities.createQuery("select e.changes from " + entity + " e where e.id = :id", Long.class)
                                        .setParameter("id", id)
                                        .getSingleResult()
                                - 1));
    }

    /** As {@link #summary}; nothing is made in it or deleted until the transaction ends. */
    Optional<DomainSummary> lockedSummary(String name) {
        entities.createQuery("select d from Domain d where d.name = :name", Domain.class)
                .setParameter("name", name)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
        return summary(name);
    }

    void delete(Object entity) {
        entities.remove(entity);
        entities.flush();
    }

    private static boolean isDuplicate(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            // SQLSTATE 23505: unique violation, in H2 as in PostgreSQL
            if (cause instanceof SQLException sql && "23505".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
