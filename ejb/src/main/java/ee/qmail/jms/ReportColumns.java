package ee.qmail.jms;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Did;
import ee.qmail.message.Ending;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.message.ReportText;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;

/** A report as it stands in a row. Rows of version 0.1.0 have no reason: their {@code report} is all that was said. */
@Embeddable
public class ReportColumns {
    private static final int LONGEST_HOST = 255;
    private static final int LONGEST_REPLY = 5_000;

    @Enumerated(EnumType.STRING)
    private Outcome outcome;

    @Column(name = "report")
    private String detail;

    @Enumerated(EnumType.STRING)
    private Reason reason;

    private String status;

    @Column(name = "remote_host")
    private String host;

    private String reply;

    private String did;

    @Enumerated(EnumType.STRING)
    private Ending ending;

    protected ReportColumns() {}

    /**
     * With what the columns have room for.
     *
     * @param longest characters of the detail, and of the reply if that is fewer than a whole one has
     */
    public ReportColumns(DeliveryReport report, int longest) {
        outcome = report.outcome();
        detail = storable(report.detail(), longest);
        reason = report.reason();
        status = report.status() == null ? null : report.status().toString();
        host = storable(report.host(), LONGEST_HOST);
        reply = storable(report.reply(), Math.min(longest, LONGEST_REPLY));
        did = report.did() == null ? null : report.did().text();
        ending = report.ending();
    }

    /** PostgreSQL has no NUL in a text. */
    private static String storable(String text, int longest) {
        if (text == null) {
            return null;
        }
        String stored = text.replace('\0', '?');
        return stored.length() > longest ? stored.substring(0, longest) : stored;
    }

    public Outcome outcome() {
        return outcome;
    }

    public DeliveryReport report(String recipient) {
        if (reason == null) {
            return ReportText.read(recipient, outcome, detail);
        }
        return new DeliveryReport(
                recipient,
                outcome,
                reason,
                status == null ? null : EnhancedStatus.of(status),
                detail,
                host,
                reply,
                did == null ? null : Did.parse(did).orElse(null),
                ending,
                null);
    }
}
