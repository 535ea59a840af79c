package ee.qmail.programs;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;

/** A recipient has not got the mail; log and bounce have the message. */
public final class NotDeliveredException extends Exception {
    private static final long serialVersionUID = 1L;

    /** On nobody yet. */
    private final DeliveryReport report;

    private NotDeliveredException(DeliveryReport report, Throwable cause) {
        super(report.text(), cause);
        this.report = report;
    }

    public NotDeliveredException(Reason reason) {
        this(reason, "");
    }

    public NotDeliveredException(Reason reason, String detail) {
        this(DeliveryReport.of("", reason, detail), null);
    }

    public NotDeliveredException(Reason reason, Throwable cause) {
        this(DeliveryReport.of("", reason), cause);
    }

    /** A program of a {@code .qmail} file does not take it. */
    static NotDeliveredException program(Outcome outcome, String output) {
        return new NotDeliveredException(DeliveryReport.program("", outcome, output), null);
    }

    public DeliveryReport report(String recipient) {
        return report.to(recipient);
    }
}
