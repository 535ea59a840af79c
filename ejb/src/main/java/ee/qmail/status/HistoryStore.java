package ee.qmail.status;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** The table {@code delivery}. */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class HistoryStore {
    static final int AT_ONCE = 10_000;

    @Inject
    EntityManager entities;

    public void write(List<RecentDelivery> deliveries) {
        deliveries.forEach(delivery -> entities.persist(new HistoryRow(delivery)));
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
