package ee.qmail.history;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Ending;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.message.ReportText;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A report in the columns of {@link ee.qmail.jms.ReportColumns}, by JDBC. */
final class ReportBinding {
    static final String COLUMNS = "outcome, report, reason, status, remote_host, reply, did, ending";
    static final String MARKS = "?, ?, ?, ?, ?, ?, ?, ?";
    static final String SET = COLUMNS.replace(",", " = ?,") + " = ?";

    private ReportBinding() {}

    /**
     * @param report may be null
     * @param otherReply where there is no report; may be null
     * @return the position behind the last one
     */
    static int bind(PreparedStatement statement, int from, DeliveryReport report, String otherReply)
            throws SQLException {
        int at = from;
        statement.setString(at++, report == null ? null : report.outcome().name());
        statement.setString(at++, report == null ? null : report.detail());
        statement.setString(at++, report == null ? null : report.reason().name());
        statement.setString(at++, report == null ? null : string(report.status()));
        statement.setString(at++, report == null ? null : report.host());
        statement.setString(at++, report == null ? otherReply : report.reply());
        statement.setString(
                at++,
                report == null || report.did() == null ? null : report.did().text());
        statement.setString(
                at++,
                report == null || report.ending() == null
                        ? null
                        : report.ending().name());
        return at;
    }

    private static String string(Object value) {
        return value == null ? null : value.toString();
    }

    /** Null if there is none. */
    static DeliveryReport report(ResultSet row, String recipient) throws SQLException {
        String outcome = row.getString("outcome");
        if (outcome == null) {
            return null;
        }
        String reason = row.getString("reason");
        if (reason == null) {
            return ReportText.read(recipient, Outcome.valueOf(outcome), row.getString("report"));
        }
        String status = row.getString("status");
        String did = row.getString("did");
        String ending = row.getString("ending");
        return new DeliveryReport(
                recipient,
                Outcome.valueOf(outcome),
                Reason.valueOf(reason),
                status == null ? null : EnhancedStatus.of(status),
                row.getString("report"),
                row.getString("remote_host"),
                row.getString("reply"),
                did == null ? null : Did.parse(did).orElse(null),
                ending == null ? null : Ending.valueOf(ending),
                null);
    }
}
