package ee.qmail.start;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;

/**
 * One entity manager for all beans, first used by {@link QmailStart}. Payara Server looks for the persistence unit at
 * the first use, in the module whose call it is: in an EAR the console would not find the one of the beans.
 */
@ApplicationScoped
public class Persistence {
    @PersistenceContext(unitName = "qmail")
    private EntityManager entities;

    @Produces
    EntityManager entities() {
        return entities;
    }
}
