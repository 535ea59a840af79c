package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import ee.qmail.bench.load.Message;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;

/**
 * Messages that wait, as {@link QmailEe} would have written them after a failed first attempt: one recipient elsewhere each,
 * due a day from now.
 */
final class DeferredRows {
    private static final int BATCH = 1_000;
    private static final Duration DUE = Duration.ofDays(1);

    private final PreparedStatement message;
    private final PreparedStatement body;
    private final PreparedStatement job;
    private final PreparedStatement recipient;
    private final byte[] text;
    private final Timestamp arrival = Timestamp.from(Instant.now());
    private final Timestamp due = Timestamp.from(Instant.now().plus(DUE));

    private DeferredRows(Connection connection, int size) throws SQLException {
        text = Message.ofSize(size);
        message =
                connection.prepareStatement("insert into deferred_message (queue_id, sender, arrival, size, wire_size)"
                        + " values (?, 's@client.example', ?, ?, ?)");
        body = connection.prepareStatement("insert into deferred_body values (?, 0, ?)");
        job = connection.prepareStatement(
                "insert into deferred_job (queue_id, job, channel, domain, attempt, next_attempt)"
                        + " values (?, 0, 'REMOTE', 'later.example', 1, ?)");
        recipient = connection.prepareStatement(
                "insert into deferred_recipient values (?, 0, 0, 'x@later.example', 'DEFERRAL', 'not now')");
    }

    /** @param database file of H2, of a server that does not run */
    static void insert(Path database, int count, int size) {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + database, "qmail", "qmail")) {
            connection.setAutoCommit(false);
            DeferredRows rows = new DeferredRows(connection, size);
            for (int id = 1; id <= count; id++) {
                rows.add(id);
                if (id % BATCH == 0 || id == count) {
                    rows.execute();
                    connection.commit();
                }
            }
        } catch (SQLException e) {
            throw new BenchException(database + " does not take what shall wait: " + e.getMessage(), e);
        }
    }

    private void add(long id) throws SQLException {
        message.setLong(1, id);
        message.setTimestamp(2, arrival);
        message.setLong(3, text.length);
        message.setLong(4, text.length);
        message.addBatch();
        body.setLong(1, id);
        body.setBytes(2, text);
        body.addBatch();
        job.setLong(1, id);
        job.setTimestamp(2, due);
        job.addBatch();
        recipient.setLong(1, id);
        recipient.addBatch();
    }

    private void execute() throws SQLException {
        message.executeBatch();
        body.executeBatch();
        job.executeBatch();
        recipient.executeBatch();
    }
}
