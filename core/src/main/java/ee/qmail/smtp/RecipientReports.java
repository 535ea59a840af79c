package ee.qmail.smtp;

import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
        return Arrays.stream(reports).noneMatch(Objects::isNull);
    }

    private void settle(int recipient, DeliveryReport report) {
        reports[recipient] = report.to(recipients.get(recipient));
    }

    /** This side does not tell the other one a recipient. */
    void settle(int recipient, Reason reason) {
        settle(recipient, own(reason, ""));
    }

    /** The outcome of all recipients that have none yet. */
    private void settle(DeliveryReport report) {
        for (int i : unsettled()) {
            settle(i, report);
        }
    }

    /** The same, found by this side. */
    void settle(Reason reason, String detail) {
        settle(own(reason, detail));
    }

    /** The same, by a reply; one that is not permanent is a deferral. */
    void refused(Reason reason, RemoteReply reply) {
        settle(said(outcome(reply), reason, reply));
    }

    /** The same, a deferral whatever the reply. */
    void deferred(Reason reason, RemoteReply reply) {
        settle(said(Outcome.DEFERRAL, reason, reply));
    }

    void mailReplied(RemoteReply reply) {
        if (!reply.isPositive()) {
            mailFailed = true;
            refused(Reason.SENDER_REJECTED, reply);
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
            settle(recipient, said(outcome, Reason.RECIPIENT_REJECTED, reply));
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
                && reply.status()
                        .filter(status -> status.subject() != 5 || status.detail() != 3)
                        .isEmpty();
    }

    void dataRefused(RemoteReply reply) {
        refused(Reason.DATA_FAILED, reply);
    }

    /**
     * @param accepted the reason if it is positive
     * @param tls how the text was protected; empty if it was not
     */
    void textReplied(RemoteReply reply, Reason accepted, String tls) {
        if (reply.isPositive()) {
            taken = true;
            settle(said(Outcome.SUCCESS, accepted, reply).withDetail(tls.isEmpty() ? "" : " (" + tls + ")"));
        } else {
            refused(Reason.MESSAGE_REJECTED, reply);
        }
    }

    /** Recipients that were too many for one session in which the message was taken for others. */
    List<Integer> tooMany() {
        return taken ? List.copyOf(tooMany) : List.of();
    }

    /** If no recipient was taken, the reports of those that were refused say so (RM-2, RM-7). */
    void giveUp() {
        for (int i = 0; i < reports.length && !anyAccepted; i++) {
            if (reports[i].reason() == Reason.RECIPIENT_REJECTED) {
                settle(i, reports[i].because(Reason.ALL_REJECTED));
            }
        }
    }

    private static Outcome outcome(RemoteReply reply) {
        return reply.isPermanent() ? Outcome.FAILURE : Outcome.DEFERRAL;
    }

    private DeliveryReport said(Outcome outcome, Reason reason, RemoteReply reply) {
        return DeliveryReport.replied("", outcome, reason, ip, reply.text());
    }

    private DeliveryReport own(Reason reason, String detail) {
        return DeliveryReport.ofHost("", reason, ip, detail);
    }

    /** One for each recipient, in their order. */
    List<DeliveryReport> all() {
        return List.of(reports);
    }
}
