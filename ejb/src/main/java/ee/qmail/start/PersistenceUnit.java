package ee.qmail.start;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/**
 * Produces the entity manager. An EJB, because WildFly starts CDI before the persistence unit, and the EJBs after
 * it. Not a singleton: Payara makes one singleton at a time, and one that waits for a CDI bean would wait for ever for
 * the thread that makes that bean and asks for this one.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class PersistenceUnit {
    @PersistenceContext(unitName = "qmail")
    private EntityManager entities;

    public EntityManager entities() {
        return entities;
    }
}
