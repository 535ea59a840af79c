package ee.qmail.local;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Outcome;

/** Why a recipient has not got the mail; the text is for log and bounce. */
final class NotDeliveredException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    private NotDeliveredException(Outcome outcome, String text, Throwable cause) {
        super(text, cause);
        this.outcome = outcome;
    }

    static NotDeliveredException forNow(String text) {
        return new NotDeliveredException(Outcome.DEFERRAL, text, null);
    }

    static NotDeliveredException forNow(String text, Throwable cause) {
        return new NotDeliveredException(Outcome.DEFERRAL, text, cause);
    }

    static NotDeliveredException forGood(String text) {
        return new NotDeliveredException(Outcome.FAILURE, text, null);
    }

    /** The text of a success; throws what says the same as a report of anything else. */
    static String textOf(DeliveryReport report) throws NotDeliveredException {
        if (report.outcome() != Outcome.SUCCESS) {
            throw new NotDeliveredException(report.outcome(), report.text(), null);
        }
        return report.text();
    }

    DeliveryReport report(String recipient) {
        return new DeliveryReport(recipient, outcome, getMessage());
    }
}
