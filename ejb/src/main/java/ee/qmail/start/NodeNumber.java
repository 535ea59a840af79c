package ee.qmail.start;

import ee.qmail.home.HostName;
import ee.qmail.home.NodeId;
import ee.qmail.home.NodeLock;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.QueueException;
import ee.qmail.message.QueueId;
import ee.qmail.start.NodeTable.Applicant;
import ee.qmail.start.NodeTable.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * The number of this server among those on its database, from 0 to 511: the database gives it to the home, a process holds it while it runs
 * ({@link NodeHeartbeat}), and it makes the ids of messages unique ({@link QueueId#numberProcess}). A server whose database is inside it is
 * alone and needs none; its home is locked all the same ({@link NodeLock}).
 */
@ApplicationScoped
public class NodeNumber {
    private static final Logger LOG = Logger.getLogger(NodeNumber.class.getName());

    private final DataSource dataSource;
    private final QmailHome home;
    private final NodeId node;

    Duration pause = Duration.ofSeconds(1);
    private NodeTable table;
    private NodeLock lock;
    private volatile Applicant holder;
    private volatile String trouble;

    /** For the container's proxies. */
    protected NodeNumber() {
        this(null, null, null);
    }

    @Inject
    public NodeNumber(DataSource dataSource, QmailHome home, NodeId node) {
        this.dataSource = dataSource;
        this.home = home;
        this.node = node;
    }

    /**
     * Takes the home, and the number, that of the last time if there was one. A process that had it and died without giving it back is no hindrance: it has
     * lost its lock on the home. If the home's file {@code node} is another one than that process's, this waits until it is known whether
     * that still runs.
     *
     * @throws IllegalStateException if another process has this home, or a copy of its file {@code node}
     */
    void claim() {
        try {
            lock = NodeLock.take(home);
            table = new NodeTable(dataSource);
            if (!table.isShared()) {
                return;
            }
            String host = HostName.guess() + ":" + home.root();
            claim(new Applicant(node.value(), host, lock.place(), newInstance()));
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (SQLException e) {
            unlock();
            throw new IllegalStateException("the database does not give this server a number: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            unlock();
            throw e;
        }
    }

    private static String newInstance() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private void claim(Applicant applicant) throws SQLException {
        Row seen = null;
        for (Optional<Row> row = table.find(applicant.home()); ; row = table.find(applicant.home())) {
            if (row.isEmpty()) {
                table.insert(applicant);
            } else if (applicant.instance().equals(row.get().instance())) {
                hold(applicant, row.get(), seen);
                return;
            } else if (isFree(row.get(), applicant)) {
                seen = row.get();
                table.take(applicant, seen);
            } else if (seen != null && !seen.heartbeat().equals(row.get().heartbeat())) {
                throw new IllegalStateException("file node in " + home.root() + " says " + applicant.home()
                        + ", which is the running server at " + row.get().host()
                        + ": delete that file here, and this server gets a name and a number of its own");
            } else {
                seen = row.get();
                rest();
            }
        }
    }

    private static boolean isFree(Row row, Applicant applicant) {
        return row.instance() == null || row.silent() || row.place().equals(applicant.place());
    }

    private void rest() {
        try {
            Thread.sleep(pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while this server waited for its number", e);
        }
    }

    /** @param before what the row said before it was ours; null if there was none */
    private void hold(Applicant applicant, Row own, Row before) {
        boolean isSetBack = before != null && before.clock() > System.currentTimeMillis();
        // it may have made ids until its next heartbeat
        long after = isSetBack
                ? before.clock() + Duration.ofSeconds(NodeTable.SILENT_SECONDS).toMillis()
                : 0;
        QueueId.numberProcess(own.number(), after);
        holder = applicant;
        LOG.log(Level.INFO, "this server is number {0} of those on its database", String.valueOf(own.number()));
    }

    /**
     * Says that this server runs. If its number was taken from it, because it did not run for a while and another one has the same file
     * {@code node}, it gets another number, so that no message is lost for it, and is not ready any more.
     */
    void renew() {
        if (holder == null) {
            return;
        }
        try {
            if (table.renew(holder)) {
                return;
            }
            if (table.find(holder.home()).isEmpty()) {
                claim(holder); // an administrator has deleted the row of a server that lives
            } else {
                trouble = "another server has the same file node as " + home.root()
                        + ": stop one of the two, and delete its file node";
                LOG.severe(trouble);
                String name = newInstance().substring(0, node.value().length());
                claim(new Applicant(name, holder.host(), holder.place(), newInstance()));
            }
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the database does not take this server''s heartbeat: {0}", e.getMessage());
        }
    }

    /** @throws QueueException if another server has taken the number of this one */
    public void probe() {
        if (trouble != null) {
            throw new QueueException(trouble, null);
        }
    }

    /** For the next server in this home, or with it. */
    void giveBack() {
        try {
            if (holder != null) {
                table.giveBack(holder);
            }
        } catch (SQLException e) {
            LOG.log(Level.INFO, "the number of this server is not given back: {0}", e.getMessage());
        } finally {
            holder = null;
            unlock();
        }
    }

    private void unlock() {
        try {
            if (lock != null) {
                lock.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the lock on the home is not given back", e);
        }
    }
}
