package ee.qmail.history;

import ee.qmail.caller.Caller;
import ee.qmail.message.QueueId;
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
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * "Where is my message?": reads the history, newest first. A question looks at {@link #LOOKED_AT} rows at most, and at each only by an index; if that
 * is not enough for a page, the page says how far it has come. Safe for use by several threads.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.NOT_SUPPORTED)
public class HistorySearch {
    /** Rows that one question reads. */
    static final int LOOKED_AT = 20_000;

    private static final int CHUNK = 1_000;

    /**
     * Some of what was asked for, newest first.
     *
     * @param next the id behind which to go on; null if there is no more. A page may have fewer rows than were asked for, or none, and go on all the
     *     same: then so many rows had to be looked at that the question is better asked again
     * @param searchedTo back to when all has been looked at
     */
    public record Page(List<HistoryEntry> entries, Long next, Instant searchedTo) {}

    private final HistoryDatabase database;

    /** For the container's proxies. */
    protected HistorySearch() {
        this(null);
    }

    @Inject
    public HistorySearch(HistoryDatabase database) {
        this.database = database;
    }

    /** @param condition ends with {@code and}, or is empty */
    static String sql(String condition, int wanted) {
        return "select " + HistoryEntry.COLUMNS + " from history where " + condition
                + "id >= ? and id < ? order by id desc fetch first " + wanted + " rows only";
    }

    /** Of mail from or to the caller's domains. */
    public Page find(HistoryQuery query) {
        HistoryQuery asked = permitted(query);
        HistoryFilter filter = new HistoryFilter(asked);
        if (filter.isNothing()) {
            return new Page(List.of(), null, Instant.EPOCH);
        }
        return database.inTransaction(connection -> new Search(connection, asked, filter).page());
    }

    /** One question. */
    private static final class Search {
        private final Connection connection;
        private final HistoryQuery query;
        private final HistoryFilter filter;
        private final List<HistoryFilter.Key> keys;
        private final List<HistoryEntry> found = new ArrayList<>();
        private int lookedAt;
        /** All before is still to be looked at. */
        private long end;

        private Search(Connection connection, HistoryQuery query, HistoryFilter filter) {
            this.connection = connection;
            this.query = query;
            this.filter = filter;
            this.keys = filter.keys();
            long until = query.until() == null
                    ? Long.MAX_VALUE
                    : HistoryKeys.idAt(query.until().toEpochMilli());
            end = query.after() == null ? until : Math.min(until, query.after());
        }

        private Page page() throws SQLException {
            long begin = Math.max(oldest(), query.since() == null ? 0 : firstSince());
            end = Math.min(end, newest() + 1);
            while (end > begin) {
                long first = isByBucket() ? Math.max(begin, HistoryKeys.firstOf(HistoryKeys.bucket(end - 1))) : begin;
                look(first);
                lookedAt += keys.size(); // each costs, also where nothing is
                if (found.size() >= query.max() || lookedAt >= LOOKED_AT) {
                    return new Page(found, end > begin ? end : null, HistoryEntry.time(end));
                }
                end = first;
            }
            return new Page(found, null, HistoryEntry.time(begin));
        }

        private long firstSince() {
            return HistoryKeys.idAt(query.since().toEpochMilli());
        }

        /** Without a key the rows themselves are in the order of time; those of one message are few. */
        private boolean isByBucket() {
            return !keys.isEmpty() && query.id() == null;
        }

        /** From {@link #end} down to the first, or until there is enough. */
        private void look(long first) throws SQLException {
            while (end > first && found.size() < query.max() && lookedAt < LOOKED_AT) {
                int wanted = wanted();
                Collection<HistoryEntry> rows = newest(first, wanted);
                lookedAt += rows.size();
                for (HistoryEntry row : rows) {
                    if (found.size() == query.max()) {
                        return;
                    }
                    end = row.id();
                    if (filter.holds(row)) {
                        found.add(row);
                    }
                }
                if (rows.size() < wanted) {
                    end = first;
                }
            }
        }

        private int wanted() {
            int page = Math.min(CHUNK, query.max() + 1);
            return filter.isByKeysAlone() ? page : Math.max(page, CHUNK / Math.max(1, keys.size()));
        }

        /** The newest rows of all keys together. */
        private Collection<HistoryEntry> newest(long first, int wanted) throws SQLException {
            if (keys.isEmpty()) {
                return rows(sql("", wanted), first, List.of());
            }
            NavigableMap<Long, HistoryEntry> rows = new TreeMap<>();
            for (HistoryFilter.Key key : keys) {
                List<HistoryEntry> some = isByBucket()
                        ? rows(
                                sql("bucket = ? and " + key.column() + " = ? and ", wanted),
                                first,
                                List.of((long) HistoryKeys.bucket(end - 1), key.value()))
                        : rows(sql(key.column() + " = ? and ", wanted), first, List.of(key.value()));
                some.forEach(row -> rows.put(row.id(), row));
            }
            return rows.descendingMap().values().stream().limit(wanted).toList();
        }

        private List<HistoryEntry> rows(String sql, long first, List<Long> values) throws SQLException {
            List<HistoryEntry> rows = new ArrayList<>();
            try (PreparedStatement question = connection.prepareStatement(sql)) {
                int at = 1;
                for (long value : values) {
                    question.setLong(at++, value);
                }
                question.setLong(at++, first);
                question.setLong(at, end);
                try (ResultSet row = question.executeQuery()) {
                    while (row.next()) {
                        rows.add(HistoryEntry.of(row));
                    }
                }
            }
            return rows;
        }

        private long oldest() throws SQLException {
            return id("min");
        }

        private long newest() throws SQLException {
            return id("max");
        }

        private long id(String which) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("select " + which + "(id) from history")) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static HistoryQuery permitted(HistoryQuery query) {
        Set<String> domains = Caller.current().onlyDomains();
        return domains == null ? query : query.within(domains);
    }

    /** The newest outcomes. */
    List<RecentDelivery> recent(int max) {
        return find(HistoryQuery.all(max)).entries().stream()
                .filter(entry -> entry.report() != null)
                .map(entry ->
                        new RecentDelivery(entry.changed(), new QueueId(entry.name()), entry.sender(), entry.report()))
                .toList();
    }

    /** The whole life of a message, or of a refusal. @param domains as in {@link HistoryQuery} */
    public Optional<MessageLife> life(long id, Set<String> domains) {
        HistoryFilter filter = new HistoryFilter(permitted(HistoryQuery.all(1).within(domains)));
        return filter.isNothing()
                ? Optional.empty()
                : database.inTransaction(connection -> new LifeReader(connection, filter).life(id));
    }
}
