package ee.qmail.history;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import org.hibernate.SessionFactory;

/** The connection of history: a transaction of its own for each piece of work, by JDBC, which costs half of what entities do. */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class HistoryDatabase {
    private final EntityManager entities;

    /** For the container's proxies. */
    protected HistoryDatabase() {
        this(null);
    }

    @Inject
    public HistoryDatabase(EntityManager entities) {
        this.entities = entities;
    }

    /** Statements of one transaction. */
    @FunctionalInterface
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** Commits what the work has done; nothing is done if it throws. */
    <T> T inTransaction(Work<T> work) {
        return entities.getEntityManagerFactory()
                .unwrap(SessionFactory.class)
                .fromStatelessTransaction(session -> session.doReturningWork(work::with));
    }
}
