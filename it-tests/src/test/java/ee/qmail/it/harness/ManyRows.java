package ee.qmail.it.harness;

import ee.qmail.history.HistoryEntry;
import ee.qmail.history.HistoryState;
import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Channel;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Writes what a large server has in its database, while no server runs on it. */
public final class ManyRows {
    /** Of whom messages of the history are, one after the other. */
    public static final int PEOPLE = 50_000;

    private static final int BATCH = 1_000;
    private static final int DOMAINS = 500;
    private static final Duration TOLD = Duration.ofDays(30);
    private static final int ID_SHIFT = 21;

    private final Connection connection;
    private final Instant now;

    /** @param now when the newest of it was */
    public ManyRows(Connection connection, Instant now) {
        this.connection = connection;
        this.now = now;
    }

    /** An address of somebody elsewhere. */
    public static String person(long number) {
        return "user" + number % PEOPLE + "@d" + number % DOMAINS + ".example";
    }

    /** Mailboxes {@code user0}, {@code user1} ... of a domain that is there; nobody can log in to them. */
    public void mailboxes(String domain, int count) throws SQLException {
        long id;
        try (PreparedStatement find = connection.prepareStatement("select id from mail_domain where name = ?")) {
            find.setString(1, domain);
            try (ResultSet found = find.executeQuery()) {
                found.next();
                id = found.getLong(1);
            }
        }
        insert(
                "insert into mailbox (domain_id, name, enabled, created) values (?, ?, true, ?)",
                count,
                (row, number) -> {
                    row.setLong(1, id);
                    row.setString(2, "user" + number);
                    row.setObject(3, stored(now));
                });
    }

    /** Messages for people elsewhere that are tried again in a week. */
    public void waiting(int count) throws SQLException {
        byte[] text = "Subject: waiting\n\nIt waits.\n".getBytes(StandardCharsets.US_ASCII);
        insert(
                "insert into deferred_message (queue_id, sender, arrival, size, wire_size, jobs) values (?, ?, ?, ?, ?, 1)",
                count,
                (row, number) -> {
                    row.setLong(1, waitingId(number));
                    row.setString(2, person(number));
                    row.setObject(3, stored(now.minusSeconds(number % 100_000)));
                    row.setLong(4, text.length);
                    row.setLong(5, text.length);
                });
        insert("insert into deferred_body (queue_id, seq, octets) values (?, 0, ?)", count, (row, number) -> {
            row.setLong(1, waitingId(number));
            row.setBytes(2, text);
        });
        insert(
                "insert into deferred_job (queue_id, job, channel, domain, attempt, next_attempt) values (?, 0, ?, ?, 3, ?)",
                count,
                (row, number) -> {
                    row.setLong(1, waitingId(number));
                    row.setString(2, Channel.REMOTE.name());
                    row.setString(3, "d" + (number + 1) % DOMAINS + ".example");
                    row.setObject(4, stored(now.plus(Duration.ofDays(7)).plusSeconds(number % 10_000)));
                });
        insert(
                "insert into deferred_recipient (queue_id, job, seq, address, outcome, report, reason, status)"
                        + " values (?, 0, 0, ?, ?, '', ?, ?)",
                count,
                (row, number) -> {
                    row.setLong(1, waitingId(number));
                    row.setString(2, person(number + 1));
                    row.setString(3, Outcome.DEFERRAL.name());
                    row.setString(4, Reason.NOT_TRIED.name());
                    row.setString(5, Reason.NOT_TRIED.status().toString());
                });
    }

    /** The last 30 days, evenly. */
    public void history(int count) throws SQLException {
        long step = TOLD.toMillis() * 1_000 / count;
        long first = now.minus(TOLD).toEpochMilli();
        insert(HistoryEntry.INSERT, count, (row, number) -> {
            long millis = first + number * step / 1_000;
            entry(number, millis << ID_SHIFT | number & (1 << ID_SHIFT) - 1).bind(row);
        });
    }

    private static HistoryEntry entry(long number, long id) {
        String recipient = person(number * 7 + 1);
        boolean failed = number % 50 == 0;
        return new HistoryEntry(
                id,
                id,
                number,
                failed ? HistoryState.FAILED : HistoryState.DELIVERED,
                Instant.ofEpochMilli(id >>> ID_SHIFT).plusSeconds(1),
                1,
                1,
                4_000,
                person(number),
                recipient,
                Attributes.NONE.with(Attribute.CLIENT, "192.0.2." + number % 256),
                messageId(number),
                "",
                failed
                        ? DeliveryReport.replied(
                                recipient,
                                Outcome.FAILURE,
                                Reason.RECIPIENT_REJECTED,
                                "198.51.100.7",
                                "550 5.1.1 unknown")
                        : DeliveryReport.delivered(recipient, new Did(1, 0, 0)),
                null);
    }

    /** Of the message of the history with this number. */
    public static String messageId(long number) {
        return "<" + number + "@many.example>";
    }

    private static long waitingId(long number) {
        return 1_000_000_000L + number;
    }

    private static OffsetDateTime stored(Instant time) {
        return time.atOffset(ZoneOffset.UTC);
    }

    private interface Row {
        void bind(PreparedStatement row, long number) throws SQLException;
    }

    private void insert(String sql, int count, Row values) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement row = connection.prepareStatement(sql)) {
            for (long number = 0; number < count; number++) {
                values.bind(row, number);
                row.addBatch();
                if (number % BATCH == BATCH - 1 || number == count - 1) {
                    row.executeBatch();
                    connection.commit();
                }
            }
        }
    }
}
