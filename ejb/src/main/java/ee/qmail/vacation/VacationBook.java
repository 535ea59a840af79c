package ee.qmail.vacation;

import ee.qmail.text.Sha256;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a delivery has to know of a mailbox that answers, and the senders that have been told. Each call is a transaction of its own: a delivery has
 * none.
 */
@ApplicationScoped
@Transactional(TxType.REQUIRES_NEW)
public class VacationBook {
    /** Senders of a mailbox that are remembered; while they are so many, nobody else is told. */
    static final int MOST_SENDERS = 5_000;

    private static final int MOST_ALIASES = 100;

    private final EntityManager entities;
    private final int most;

    /** For the container's proxies. */
    protected VacationBook() {
        this(null);
    }

    @Inject
    public VacationBook(EntityManager entities) {
        this(entities, MOST_SENDERS);
    }

    VacationBook(EntityManager entities, int most) {
        this.entities = entities;
        this.most = most;
    }

    /** @param displayName null: not known */
    record Entry(long mailbox, String displayName, Vacation vacation) {}

    /** Empty if the mailbox answers nobody. */
    Optional<Entry> find(String name, String domain) {
        return entities
                .createQuery(
                        "select m.id, m.displayName, v from Mailbox m, VacationRow v where v.mailbox = m.id"
                                + " and m.answers = true and m.name = :name and m.domain.name = :domain",
                        Object[].class)
                .setParameter("name", name)
                .setParameter("domain", domain)
                .getResultList()
                .stream()
                .map(row -> new Entry((Long) row[0], (String) row[1], ((VacationRow) row[2]).vacation(true)))
                .findFirst();
    }

    /** The aliases whose mail goes to this address and nowhere else. */
    List<String> aliases(String address) {
        return entities.createQuery(
                        "select concat(a.name, '@', a.domain.name) from Alias a join a.targets t"
                                + " where lower(t) = :address and size(a.targets) = 1",
                        String.class)
                .setParameter("address", address)
                .setMaxResults(MOST_ALIASES)
                .getResultList();
    }

    /**
     * Tells whether a sender is to be told now, and remembers that.
     *
     * @throws jakarta.persistence.PersistenceException if another delivery tells the sender now
     */
    boolean note(Entry entry, String sender, Instant now) {
        Instant before = now.minus(Duration.ofDays(entry.vacation().days()));
        String id = entry.mailbox() + "/" + Sha256.hex(sender);
        int again = entities.createQuery(
                        "update VacationSender s set s.told = :now" + " where s.id = :id and s.told <= :before")
                .setParameter("now", now)
                .setParameter("id", id)
                .setParameter("before", before)
                .executeUpdate();
        if (again > 0) {
            return true;
        }
        if (entities.find(VacationSender.class, id) != null || !hasRoom(entry, before)) {
            return false;
        }
        entities.persist(new VacationSender(id, entry.mailbox(), now));
        entities.flush();
        return true;
    }

    private boolean hasRoom(Entry entry, Instant before) {
        if (senders(entry) < most) {
            return true;
        }
        entities.createQuery("delete from VacationSender s where s.mailbox = :mailbox and s.told <= :before")
                .setParameter("mailbox", entry.mailbox())
                .setParameter("before", before)
                .executeUpdate();
        return senders(entry) < most;
    }

    private long senders(Entry entry) {
        return entities.createQuery("select count(s) from VacationSender s where s.mailbox = :mailbox", Long.class)
                .setParameter("mailbox", entry.mailbox())
                .getSingleResult();
    }
}
