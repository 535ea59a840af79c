package ee.qmail.deferred;

import ee.qmail.jms.QueueException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Waits until the commits of the database are on the disk. PostgreSQL commits durably by itself; H2 writes to the
 * file but syncs only when told. One sync serves all threads that were waiting when it began. Outside the caller's JTA
 * transaction, of which it would be a second resource.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class DatabaseSync {
    private final DataSource dataSource;

    private final Object turn = new Object();
    private long begun;
    private long done;
    private Boolean h2;

    /** For the container's proxies. */
    protected DatabaseSync() {
        this(null);
    }

    @Inject
    public DatabaseSync(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Returns when everything committed before the call survives a crash. */
    public void sync() {
        long needed;
        synchronized (turn) {
            needed = begun + 1;
        }
        synchronized (this) {
            if (done >= needed) {
                return;
            }
            synchronized (turn) {
                begun++;
            }
            checkpoint();
            done = begun;
        }
    }

    private void checkpoint() {
        try (Connection connection = dataSource.getConnection()) {
            if (h2 == null) {
                h2 = isH2(connection);
            }
            if (h2) {
                execute(connection, "CHECKPOINT SYNC");
            }
        } catch (SQLException e) {
            throw new QueueException("the database cannot be synchronised to disk", e);
        }
    }

    /**
     * With a write delay H2 hands commits to a thread that writes them, and a checkpoint that finds nothing left
     * to write does not wait for that thread. Without one, the thread that commits also writes.
     */
    private static boolean isH2(Connection connection) throws SQLException {
        boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
        if (h2) {
            execute(connection, "SET WRITE_DELAY 0");
        }
        return h2;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
