package ee.qmail.start;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/**
 * One entity manager for all beans, first used by {@link QmailStart}. Payara Server looks for the persistence unit at
 * the first use, in the module whose call it is: in an EAR the console would not find the one of the beans. An EJB,
 * because WildFly starts CDI before the persistence unit, and the EJBs after it.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Persistence {
    @PersistenceContext(unitName = "qmail")
    private EntityManager entities;

    @Produces
    public EntityManager entities() {
        return entities;
    }
}
