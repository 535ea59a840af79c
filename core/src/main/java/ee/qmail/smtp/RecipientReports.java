package ee.qmail.smtp;

import ee.qmail.queue.DeliveryReport;
import ee.qmail.queue.Outcome;
import ee.qmail.queue.ReportText;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads the replies of the other side as reports on each recipient; the first outcome of a recipient counts. */
final class RecipientReports {
    private final String ip;
    private final List<String> recipients;
    private final DeliveryReport[] reports;
    private final List<Integer> tooMany = new ArrayList<>();
    private boolean mailFailed;
    private boolean anyAccepted;
    private boolean taken;

    /** @param ip the other side's address */
    RecipientReports(String ip, List<String> recipients) {
        this.ip = ip;
        this.recipients = recipients;
        this.reports = new DeliveryReport[recipients.size()];
    }

    /** Indexes of the recipients without an outcome. */
    List<Integer> unsettled() {
        return IntStream.range(0, reports.length)
                .filter(i -> reports[i] == null)
                .boxed()
                .toList();
    }

    boolean isSettled() {
        return unsettled().isEmpty();
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

    void refused(String text, RemoteReply reply) {
        settle(outcome(reply), said(text, reply));
    }

    void mailReplied(RemoteReply reply) {
        if (!reply.isPositive()) {
            mailFailed = true;
            refused("Connected to " + ip + " but sender was rejected.", reply);
        }
    }

    void rcptReplied(int recipient, RemoteReply reply) {
        if (mailFailed) {
            return;
        }
        if (reply.isPositive()) {
            anyAccepted = true;
        } else {
            boolean many = isTooMany(reply);
            if (many) {
                tooMany.add(recipient);
            }
            Outcome outcome = many ? Outcome.DEFERRAL : outcome(reply);
            settle(recipient, outcome, said(ip + " does not like recipient.", reply));
        }
    }

    /**
     * Behind recipients that were taken, 452 and (RFC 5321 4.5.3.1.10) 552 are about their number, unless an enhanced code says
     * otherwise, such as that of a full mailbox.
     */
    private boolean isTooMany(RemoteReply reply) {
        boolean number = reply.code() == 452 || reply.code() == 552;
        return number
                && anyAccepted
                && ReportText.status(said("", reply))
                        .filter(status -> !status.endsWith(".5.3"))
                        .isEmpty();
    }

    void dataRefused(RemoteReply reply) {
        refused(ip + " failed on DATA command.", reply);
    }

    void textReplied(RemoteReply reply) {
        if (reply.isPositive()) {
            taken = true;
            settle(Outcome.SUCCESS, said(ip + " accepted message.", reply));
        } else {
            refused(ip + " failed after I sent the message.", reply);
        }
    }

    /** Recipients that were too many for one session in which the message was taken for others. */
    List<Integer> tooMany() {
        return taken ? List.copyOf(tooMany) : List.of();
    }

    /** If no recipient was taken, adds a last line to the reports of those that were refused (RM-2, RM-7). */
    void giveUp() {
        for (int i = 0; i < reports.length && !anyAccepted; i++) {
            DeliveryReport report = reports[i];
            if (report.text().startsWith(ip + " does not like recipient.")) {
                settle(i, report.outcome(), report.text() + "\nGiving up on " + ip + ".");
            }
        }
    }

    private static Outcome outcome(RemoteReply reply) {
        return reply.isPermanent() ? Outcome.FAILURE : Outcome.DEFERRAL;
    }

    static String said(String text, RemoteReply reply) {
        return text + "\nRemote host said: " + reply.text();
    }

    /** One for each recipient, in their order. */
    List<DeliveryReport> all() {
        return List.of(reports);
    }
}
