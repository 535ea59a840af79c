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
    @Inject
    private EntityManager entities;

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

    public int forgetBefore(Instant time) {
        return entities.createQuery("delete from HistoryRow h where h.at < :time")
                .setParameter("time", time)
                .executeUpdate();
    }
}
