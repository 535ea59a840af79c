package ee.qmail.examples.orders;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.List;

/** The orders there are. Each question is a transaction of its own. */
@ApplicationScoped
@Transactional(Transactional.TxType.REQUIRES_NEW)
public class OrderBook {
    private static final int LATEST = 20;

    @PersistenceContext
    private EntityManager entities;

    public long count() {
        return entities.createQuery("select count(o) from Order o", Long.class).getSingleResult();
    }

    /** The latest of all. */
    public List<Order> latest() {
        return entities.createQuery("select o from Order o order by o.received desc", Order.class)
                .setMaxResults(LATEST)
                .getResultList();
    }

    /** The latest of a customer. */
    public List<Order> of(String customer) {
        return entities.createQuery(
                        "select o from Order o where o.customer = :customer order by o.received desc", Order.class)
                .setParameter("customer", customer)
                .setMaxResults(LATEST)
                .getResultList();
    }
}
