package ee.qmail.history;

import ee.qmail.history.facts.Fact;
import ee.qmail.message.Attributes;
import ee.qmail.message.DeliveryReport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table {@code delivery} of versions before history was one of messages: its rows become rows of history, newest first, so that what is searched
 * is one table. They know nothing but an outcome.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class OldDeliveries {
    static final int AT_ONCE = 500;

    private static final String NEWEST = "select id, finished, queue_id, sender, recipient, " + ReportBinding.COLUMNS
            + " from delivery order by id desc fetch first " + AT_ONCE + " rows only";

    private final HistoryDatabase database;

    /** For the container's proxies. */
    protected OldDeliveries() {
        this(null);
    }

    @Inject
    public OldDeliveries(HistoryDatabase database) {
        this.database = database;
    }

    /** @return how many rows have become others; 0 if there are no more */
    int moveSome() {
        return database.inTransaction(connection -> {
            List<Long> ids = new ArrayList<>();
            List<HistoryEntry> rows = new ArrayList<>();
            try (PreparedStatement question = connection.prepareStatement(NEWEST);
                    ResultSet row = question.executeQuery()) {
                while (row.next()) {
                    ids.add(row.getLong("id"));
                    rows.add(row(row));
                }
            }
            if (!ids.isEmpty()) {
                delete(connection, ids);
                insert(connection, rows);
            }
            return rows.size();
        });
    }

    /** Each attempt had a row: of one recipient the newest is what is known last. */
    private static void insert(Connection connection, List<HistoryEntry> newestFirst) throws SQLException {
        Map<HistoryBatch.Key, HistoryEntry> last = new LinkedHashMap<>();
        List<Fact.Tried> before = new ArrayList<>();
        for (HistoryEntry row : newestFirst) {
            HistoryBatch.Key key = new HistoryBatch.Key(row.queueId(), row.jobRecipient());
            if (last.containsKey(key) || HistoryStore.isThere(connection, key)) {
                before.add(attempt(row));
            } else {
                last.put(key, row);
            }
        }
        HistoryStore.insert(connection, List.copyOf(last.values()));
        HistoryStore.insertAttempts(connection, before);
    }

    private static Fact.Tried attempt(HistoryEntry row) {
        return new Fact.Tried(
                row.id(), row.queueId(), row.sender(), row.origin(), 0, row.recipient(), row.attempts(), row.report());
    }

    /** @throws SQLException if another server has done so meanwhile */
    private static void delete(Connection connection, List<Long> ids) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from delivery where id between ? and ?")) {
            delete.setLong(1, ids.get(ids.size() - 1));
            delete.setLong(2, ids.get(0));
            int deleted = delete.executeUpdate();
            if (deleted != ids.size()) {
                throw new SQLException("another server moves the old rows of history now", "40001");
            }
        }
    }

    private static HistoryEntry row(ResultSet row) throws SQLException {
        Instant finished = row.getObject("finished", OffsetDateTime.class).toInstant();
        String recipient = row.getString("recipient");
        DeliveryReport report = ReportBinding.report(row, recipient);
        return new HistoryEntry(
                id(row.getLong("id"), finished),
                row.getLong("queue_id"),
                HistoryKeys.of(recipient),
                HistoryState.of(report),
                finished,
                1,
                1,
                0,
                row.getString("sender"),
                recipient,
                Attributes.NONE,
                "",
                "",
                report,
                null);
    }

    /** Unique as the one before, which in the first versions was counted from 1. */
    private static long id(long before, Instant finished) {
        long low = (1L << HistoryKeys.TIME_SHIFT) - 1;
        return HistoryKeys.idAt(finished.toEpochMilli()) | before & low;
    }
}
