package ee.qmail.history;

import ee.qmail.history.facts.Fact;
import ee.qmail.history.facts.HistorySpool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is written to the tables of history, and deleted from them. */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class HistoryStore {
    /** Rows deleted in one transaction. */
    static final int AT_ONCE = 2_000;

    private static final String UPDATE = "update history set state = ?, changed = ?, attempts = ?, " + ReportBinding.SET
            + " where queue_id = ? and job_recipient = ? and changed <= ?";
    private static final String IS_THERE = "select 1 from history where queue_id = ? and job_recipient = ?";
    private static final String COMPLETE = "update history set message_key = ?, message_id = ?, subject = ?"
            + " where queue_id = ? and job_recipient = ? and message_id is null";
    private static final String ATTEMPT = "insert into history_attempt (id, queue_id, recipient, attempt, "
            + ReportBinding.COLUMNS + ") values (?, ?, ?, ?, " + ReportBinding.MARKS + ")";
    private static final String LINK = "insert into history_link (id, queue_id, follower, kind) values (?, ?, ?, ?)";
    private static final List<String> TABLES = List.of("history", "history_attempt", "history_link");

    private final HistoryDatabase database;

    /** For the container's proxies. */
    protected HistoryStore() {
        this(null);
    }

    @Inject
    public HistoryStore(HistoryDatabase database) {
        this.database = database;
    }

    /**
     * Writes facts, and where to go on: both or none.
     *
     * @param node whose facts they are
     * @param next where the facts of the node go on
     */
    void write(String node, List<Fact> facts, HistorySpool.Place next) {
        database.inTransaction(connection -> {
            HistoryBatch batch = new HistoryBatch(facts, hasSeveralServers(connection));
            write(connection, batch);
            setPlace(connection, node, next);
            return null;
        });
    }

    private static void write(Connection connection, HistoryBatch batch) throws SQLException {
        List<HistoryEntry> rows = batch.newRows();
        for (Map.Entry<HistoryBatch.Key, HistoryEntry> maybe :
                batch.rowsMaybeThere().entrySet()) {
            if (!isThere(connection, maybe.getKey())) {
                rows.add(maybe.getValue());
            } else if (!maybe.getValue().messageId().isEmpty()) {
                complete(connection, maybe.getValue());
            }
        }
        insert(connection, rows);
        update(connection, batch);
        insertAttempts(connection, batch.attempts());
        insertLinks(connection, batch.links());
    }

    static void insert(Connection connection, List<HistoryEntry> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(HistoryEntry.INSERT)) {
            for (HistoryEntry row : rows) {
                row.bind(insert);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** An outcome of a message that nobody has told of gets a row; one that is older than what the row says is passed over. */
    private static void update(Connection connection, HistoryBatch batch) throws SQLException {
        List<Map.Entry<HistoryBatch.Key, Fact.Tried>> outcomes =
                List.copyOf(batch.outcomes().entrySet());
        if (outcomes.isEmpty()) {
            return;
        }
        int[] changed;
        try (PreparedStatement update = connection.prepareStatement(UPDATE)) {
            for (Map.Entry<HistoryBatch.Key, Fact.Tried> outcome : outcomes) {
                bind(update, outcome.getKey(), outcome.getValue());
                update.addBatch();
            }
            changed = update.executeBatch();
        }
        List<HistoryEntry> missing = new ArrayList<>();
        for (int i = 0; i < changed.length; i++) {
            if (changed[i] == 0 && !isThere(connection, outcomes.get(i).getKey())) {
                missing.add(HistoryEntry.of(outcomes.get(i).getValue()));
            }
        }
        insert(connection, missing);
    }

    private static void bind(PreparedStatement update, HistoryBatch.Key key, Fact.Tried tried) throws SQLException {
        Instant time = HistoryEntry.time(tried.id());
        update.setInt(1, HistoryState.of(tried.report()).code());
        update.setObject(2, HistoryEntry.stored(time));
        update.setInt(3, tried.attempts());
        int at = ReportBinding.bind(update, 4, tried.report(), null);
        update.setLong(at, key.queueId());
        update.setLong(at + 1, key.jobRecipient());
        update.setObject(at + 2, HistoryEntry.stored(time));
    }

    static boolean isThere(Connection connection, HistoryBatch.Key key) throws SQLException {
        try (PreparedStatement question = connection.prepareStatement(IS_THERE)) {
            question.setLong(1, key.queueId());
            question.setLong(2, key.jobRecipient());
            try (ResultSet found = question.executeQuery()) {
                return found.next();
            }
        }
    }

    /** Another server was quicker to tell of an outcome. */
    private static void complete(Connection connection, HistoryEntry row) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(COMPLETE)) {
            update.setLong(1, HistoryKeys.of(row.messageId()));
            update.setString(2, row.messageId());
            update.setString(3, row.subject().isEmpty() ? null : row.subject());
            update.setLong(4, row.queueId());
            update.setLong(5, row.jobRecipient());
            update.executeUpdate();
        }
    }

    static void insertAttempts(Connection connection, List<Fact.Tried> attempts) throws SQLException {
        if (attempts.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(ATTEMPT)) {
            for (Fact.Tried attempt : attempts) {
                insert.setLong(1, attempt.id());
                insert.setLong(2, attempt.queueId());
                insert.setString(3, attempt.report().recipient());
                insert.setInt(4, attempt.attempts());
                ReportBinding.bind(insert, 5, attempt.report(), null);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static void insertLinks(Connection connection, List<Fact.Followed> links) throws SQLException {
        if (links.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(LINK)) {
            for (Fact.Followed link : links) {
                insert.setLong(1, link.id());
                insert.setLong(2, link.queueId());
                insert.setLong(3, link.follower());
                insert.setString(4, link.kind().name());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Facts of one server are in their order; those of two may come in any. */
    private static boolean hasSeveralServers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from node")) {
            return count.next() && count.getInt(1) > 1;
        }
    }

    /** Where the facts of a node go on. */
    HistorySpool.Place place(String node) {
        return database.inTransaction(connection -> {
            try (PreparedStatement question =
                    connection.prepareStatement("select segment, place from history_read where node = ?")) {
                question.setString(1, node);
                try (ResultSet row = question.executeQuery()) {
                    return row.next()
                            ? new HistorySpool.Place(row.getLong(1), row.getLong(2))
                            : new HistorySpool.Place(0, 0);
                }
            }
        });
    }

    private static void setPlace(Connection connection, String node, HistorySpool.Place place) throws SQLException {
        String set = "update history_read set segment = ?, place = ? where node = ?";
        if (place(connection, set, node, place) == 0) {
            place(connection, "insert into history_read (segment, place, node) values (?, ?, ?)", node, place);
        }
    }

    private static int place(Connection connection, String sql, String node, HistorySpool.Place place)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, place.segment());
            statement.setLong(2, place.offset());
            statement.setString(3, node);
            return statement.executeUpdate();
        }
    }

    /**
     * Deletes the oldest, as many as can be deleted in a short time.
     *
     * @return how many; 0 if there is nothing older
     */
    int forgetSomeBefore(Instant time) {
        long end = HistoryKeys.idAt(time.toEpochMilli());
        return database.inTransaction(connection -> {
            int forgotten = 0;
            for (String table : TABLES) {
                forgotten += forget(connection, table, end);
            }
            return forgotten;
        });
    }

    private static int forget(Connection connection, String table, long end) throws SQLException {
        String last = "select max(id) from (select id from " + table + " where id < ? order by id fetch first "
                + AT_ONCE + " rows only) oldest";
        try (PreparedStatement question = connection.prepareStatement(last);
                PreparedStatement delete =
                        connection.prepareStatement("delete from " + table + " where id <= ? and id < ?")) {
            question.setLong(1, end);
            try (ResultSet row = question.executeQuery()) {
                row.next();
                long id = row.getLong(1);
                if (row.wasNull()) {
                    return 0;
                }
                delete.setLong(1, id);
                delete.setLong(2, end);
                return delete.executeUpdate();
            }
        }
    }
}
