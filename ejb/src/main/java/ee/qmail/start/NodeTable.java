package ee.qmail.start;

import ee.qmail.message.QueueId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * The table of servers. Each statement is a transaction of its own, and changes a row only if that is as it was seen.
 */
class NodeTable {
    /** A server that has not written for so long is taken to be gone. */
    static final int SILENT_SECONDS = 20;

    private static final String UNIQUE_VIOLATION = "23505";

    private final DataSource dataSource;

    NodeTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * The row of a server.
     *
     * @param host for people: where its home is
     * @param place see {@link ee.qmail.home.NodeLock#place}
     * @param instance the process, null if it has ended in order
     * @param heartbeat when it last wrote, as the database writes it
     * @param silent whether that is longer ago than {@link #SILENT_SECONDS}
     * @param clock what its own clock said then, milliseconds since 1970
     */
    record Row(int number, String host, String place, String instance, String heartbeat, boolean silent, long clock) {}

    /** A process that wants to be a server. */
    record Applicant(String home, String host, String place, String instance) {}

    /** Tells whether other processes can be on this database: not on one inside this process. */
    boolean isShared() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            String url = connection.getMetaData().getURL();
            return !url.startsWith("jdbc:h2:") || url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
        }
    }

    Optional<Row> find(String home) throws SQLException {
        String sql = "select number, host, place, instance, cast(heartbeat as varchar(40)),"
                + " case when heartbeat < current_timestamp - interval '" + SILENT_SECONDS
                + "' second then 1 else 0 end, clock"
                + " from node where home = ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, home);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new Row(
                                rows.getInt(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4),
                                rows.getString(5),
                                rows.getInt(6) == 1,
                                rows.getLong(7)))
                        : Optional.empty();
            }
        }
    }

    /**
     * Gives the lowest number that is nobody's.
     *
     * @return false if another process was quicker
     * @throws IllegalStateException if there is none
     */
    boolean insert(Applicant applicant) throws SQLException {
        String sql = "insert into node (number, home, host, place, instance, heartbeat, clock)"
                + " values (?, ?, ?, ?, ?, current_timestamp, ?)";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, free(connection));
            statement.setString(2, applicant.home());
            statement.setString(3, applicant.host());
            statement.setString(4, applicant.place());
            statement.setString(5, applicant.instance());
            statement.setLong(6, System.currentTimeMillis());
            statement.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static int free(Connection connection) throws SQLException {
        Set<Integer> taken = new TreeSet<>();
        try (PreparedStatement statement = connection.prepareStatement("select number from node");
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                taken.add(rows.getInt(1));
            }
        }
        for (int number = 0; number < QueueId.PROCESSES; number++) {
            if (!taken.contains(number)) {
                return number;
            }
        }
        throw new IllegalStateException("table node: all " + QueueId.PROCESSES
                + " numbers of servers are given: delete the rows of servers that will not come back");
    }

    /** @return false if the row is not as it was seen any more */
    boolean take(Applicant applicant, Row seen) throws SQLException {
        String sql = "update node set host = ?, place = ?, instance = ?, heartbeat = current_timestamp, clock = ?"
                + " where home = ? and " + (seen.instance() == null ? "instance is null" : "instance = ?");
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, applicant.host());
            statement.setString(2, applicant.place());
            statement.setString(3, applicant.instance());
            statement.setLong(4, System.currentTimeMillis());
            statement.setString(5, applicant.home());
            if (seen.instance() != null) {
                statement.setString(6, seen.instance());
            }
            return statement.executeUpdate() == 1;
        }
    }

    /** @return false if the number is another process's by now */
    boolean renew(Applicant holder) throws SQLException {
        return update(
                "update node set heartbeat = current_timestamp, clock = ? where home = ? and instance = ?", holder);
    }

    /** The number stays the home's. */
    void giveBack(Applicant holder) throws SQLException {
        update(
                "update node set heartbeat = current_timestamp, clock = ?, instance = null where home = ? and instance = ?",
                holder);
    }

    private boolean update(String sql, Applicant holder) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, System.currentTimeMillis());
            statement.setString(2, holder.home());
            statement.setString(3, holder.instance());
            return statement.executeUpdate() == 1;
        }
    }
}
