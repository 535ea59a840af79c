package ee.qmail.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import org.hibernate.SessionFactory;

/** The table {@code delivery}. */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class HistoryStore {
    static final int AT_ONCE = 10_000;

    private final EntityManager entities;

    /** For the container's proxies. */
    protected HistoryStore() {
        this(null);
    }

    @Inject
    public HistoryStore(EntityManager entities) {
        this.entities = entities;
    }

    /**
     * In a transaction of its own and without a persistence context, which costs half: the rows are new, and are not
     * looked at again.
     */
    @Transactional(Transactional.TxType.NOT_SUPPORTED)
    public void write(List<RecentDelivery> deliveries) {
        entities.getEntityManagerFactory().unwrap(SessionFactory.class).inStatelessTransaction(rows -> {
            rows.setJdbcBatchSize(deliveries.size());
            deliveries.forEach(delivery -> rows.insert(new HistoryRow(delivery)));
        });
    }

    public List<RecentDelivery> newest(int max) {
        return entities.createQuery("select h from HistoryRow h order by h.id desc", HistoryRow.class)
                .setMaxResults(max)
                .getResultStream()
                .map(HistoryRow::delivery)
                .toList();
    }

    /**
     * Deletes the oldest, as many as can be deleted in a short time.
     *
     * @return how many; 0 if there is nothing older
     */
    public int forgetSomeBefore(Instant time) {
        List<Long> oldest = entities.createQuery(
                        "select h.id from HistoryRow h where h.at < :time order by h.id", Long.class)
                .setParameter("time", time)
                .setMaxResults(AT_ONCE)
                .getResultList();
        if (oldest.isEmpty()) {
            return 0;
        }
        return entities.createQuery("delete from HistoryRow h where h.at < :time and h.id <= :last")
                .setParameter("time", time)
                .setParameter("last", oldest.get(oldest.size() - 1))
                .executeUpdate();
    }
}
