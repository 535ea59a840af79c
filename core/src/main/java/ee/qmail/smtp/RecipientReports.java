package ee.qmail.smtp;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Outcome;
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

    void settle(int recipient, Outcome outcome, String text) {
        reports[recipient] = new DeliveryReport(recipients.get(recipient), outcome, text);
    }

    /** The outcome of all recipients that have none yet. */
    void settle(Outcome outcome, String text) {
        for (int i : unsettled()) {
            settle(i, outcome, text);
        }
    }

    /** If no recipient was taken, adds a last line to each report that begins so (RM-2, RM-7). */
    void giveUp(String beginning, String line) {
        for (int i = 0; i < reports.length && !anyAccepted; i++) {
            DeliveryReport report = reports[i];
            if (report.text().startsWith(beginning)) {
                settle(i, report.outcome(), report.text() + "\n" + line);
            }
        }
    }

    /** One for each recipient, in their order. */
    List<DeliveryReport> all() {
        return List.of(reports);
    }
}
