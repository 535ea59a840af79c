package ee.qmail.history;

import ee.qmail.history.MessageLife.Link;
import ee.qmail.history.MessageLife.Step;
import ee.qmail.message.DeliveryReport;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the life of one message. */
final class LifeReader {
    private static final String ENTRIES = "select " + HistoryEntry.COLUMNS + " from history where ";
    private static final String FEW = " order by id fetch first " + MessageLife.MOST + " rows only";

    private final Connection connection;
    private final HistoryFilter filter;

    LifeReader(Connection connection, HistoryFilter filter) {
        this.connection = connection;
        this.filter = filter;
    }

    Optional<MessageLife> life(long id) throws SQLException {
        List<HistoryEntry> rows = rows(ENTRIES + "queue_id = ?" + FEW, id);
        if (rows.isEmpty()) {
            rows = rows(ENTRIES + "id = ? and queue_id is null", id);
        }
        rows.removeIf(row -> !filter.isVisible(row));
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        List<Link> followers = links("follower", "queue_id", id);
        List<Step> steps = steps(rows);
        steps.addAll(attempts(id, rows));
        followers.forEach(link -> steps.add(new Step(link.at(), link.kind(), "", 0, null, null, link.id())));
        steps.sort(Comparator.comparing(Step::at));
        return Optional.of(new MessageLife(id, List.copyOf(rows), steps, links("queue_id", "follower", id), followers));
    }

    private List<HistoryEntry> rows(String sql, long id) throws SQLException {
        List<HistoryEntry> rows = new ArrayList<>();
        try (PreparedStatement question = connection.prepareStatement(sql)) {
            question.setLong(1, id);
            try (ResultSet row = question.executeQuery()) {
                while (row.next()) {
                    rows.add(HistoryEntry.of(row));
                }
            }
        }
        return rows;
    }

    /** The beginning, which all recipients share, and the end of each. */
    private static List<Step> steps(List<HistoryEntry> rows) {
        List<Step> steps = new ArrayList<>();
        boolean told = false;
        for (HistoryEntry row : rows) {
            boolean isRefused = row.reply() != null;
            if (!isRefused && !told) {
                steps.add(new Step(row.at(), HistoryState.ACCEPTED.word(), "", 0, null, null, 0));
                told = true;
            }
            // what is deferred is among the attempts
            if (row.state() != HistoryState.ACCEPTED && row.state() != HistoryState.DEFERRED) {
                steps.add(new Step(
                        row.changed(),
                        row.state().word(),
                        row.recipient(),
                        row.attempts(),
                        row.report(),
                        row.reply(),
                        0));
            }
        }
        return steps;
    }

    private List<Step> attempts(long id, List<HistoryEntry> rows) throws SQLException {
        Set<String> visible = new HashSet<>();
        rows.forEach(row -> visible.add(row.recipient()));
        List<Step> steps = new ArrayList<>();
        String sql = "select id, recipient, attempt, " + ReportBinding.COLUMNS
                + " from history_attempt where queue_id = ?" + FEW;
        try (PreparedStatement question = connection.prepareStatement(sql)) {
            question.setLong(1, id);
            try (ResultSet row = question.executeQuery()) {
                while (row.next()) {
                    String recipient = row.getString("recipient");
                    DeliveryReport report = ReportBinding.report(row, recipient);
                    if (visible.contains(recipient)) {
                        steps.add(new Step(
                                HistoryEntry.time(row.getLong("id")),
                                HistoryState.DEFERRED.word(),
                                recipient,
                                row.getInt("attempt"),
                                report,
                                null,
                                0));
                    }
                }
            }
        }
        return steps;
    }

    private List<Link> links(String wanted, String known, long id) throws SQLException {
        List<Link> links = new ArrayList<>();
        String sql = "select id, kind, " + wanted + " from history_link where " + known + " = ?" + FEW;
        try (PreparedStatement question = connection.prepareStatement(sql)) {
            question.setLong(1, id);
            try (ResultSet row = question.executeQuery()) {
                while (row.next()) {
                    links.add(new Link(
                            row.getLong(3),
                            row.getString(2).toLowerCase(Locale.ROOT),
                            HistoryEntry.time(row.getLong(1))));
                }
            }
        }
        return links.stream().distinct().toList();
    }
}
