package ee.qmail.start;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/**
 * One entity manager for all beans, first used by {@link QmailStart}. Payara Server looks for the persistence unit at
 * the first use, in the module whose call it is: in an EAR the console would not find the one of the beans.
 */
@ApplicationScoped
public class Persistence {
    private final PersistenceUnit unit;

    private EntityManager entities;

    /** For the container's proxies. */
    protected Persistence() {
        this(null);
    }

    @Inject
    public Persistence(PersistenceUnit unit) {
        this.unit = unit;
    }

    @PostConstruct
    void open() {
        entities = unit.entities();
    }

    @Produces
    EntityManager entities() {
        return entities;
    }
}
