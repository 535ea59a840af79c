package ee.qmail.smtp;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Reason;
import java.util.List;
import java.util.stream.IntStream;

/** What has become of each recipient of a delivery; the first outcome of a recipient counts. */
final class RecipientReports {
    private final List<String> recipients;
    private final DeliveryReport[] reports;
    private boolean anyAccepted;

    RecipientReports(List<String> recipients) {
        this.recipients = recipients;
        this.reports = new DeliveryReport[recipients.size()];
    }

    /** The other side has taken a recipient, but not yet the message. */
    void accepted() {
        anyAccepted = true;
    }

    boolean isAnyAccepted() {
        return anyAccepted;
    }

    /** Indexes of the recipients without an outcome. */
    List<Integer> unsettled() {
        return IntStream.range(0, reports.length)
                .filter(i -> reports[i] == null)
                .boxed()
                .toList();
    }

    /** @param report whoever it is about: its recipient is replaced */
    void settle(int recipient, DeliveryReport report) {
        reports[recipient] = report.to(recipients.get(recipient));
    }

    /** The outcome of all recipients that have none yet. */
    void settle(DeliveryReport report) {
        for (int i : unsettled()) {
            settle(i, report);
        }
    }

    /** If no recipient was taken, those that the other side has refused are told so (RM-2, RM-7). */
    void giveUp() {
        for (int i = 0; i < reports.length && !anyAccepted; i++) {
            if (reports[i].reason() == Reason.RECIPIENT_REJECTED) {
                settle(i, reports[i].because(Reason.ALL_REJECTED));
            }
        }
    }

    /** One for each recipient, in their order. */
    List<DeliveryReport> all() {
        return List.of(reports);
    }
}
