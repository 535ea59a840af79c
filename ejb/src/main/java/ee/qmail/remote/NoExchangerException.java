package ee.qmail.remote;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;

/** There is nobody to send to; the message is the text of the report. */
public final class NoExchangerException extends Exception {
    private static final long serialVersionUID = 1;

    /** On nobody yet. */
    private final DeliveryReport report;

    NoExchangerException(Reason reason, String detail, Exception cause) {
        this(DeliveryReport.of("", reason, detail), cause);
    }

    private NoExchangerException(DeliveryReport report, Exception cause) {
        super(report.text(), cause);
        this.report = report;
    }

    /** A failure or a deferral. */
    public Outcome outcome() {
        return report.outcome();
    }

    DeliveryReport report() {
        return report;
    }
}
