package ee.qmail.smtp;

import ee.qmail.mail.Envelope;
import ee.qmail.queue.Outcome;
import java.util.Set;

/** The MAIL and RCPT lines by which qmail-remote tells another server the envelope, and the addresses that cannot be told. */
final class ClientTransaction {
    private final String ip;
    private final Envelope envelope;
    private final BodyTraits traits;
    private final RecipientReports reports;

    /** @param ip the other side's address, for the reports */
    ClientTransaction(String ip, Envelope envelope, BodyTraits traits, RecipientReports reports) {
        this.ip = ip;
        this.envelope = envelope;
        this.traits = traits;
        this.reports = reports;
    }

    void refuseUnsendable(boolean utf8Offered) {
        if (!PathWriter.isSendable(envelope.sender())) {
            reports.settle(Outcome.FAILURE, "Sorry, I can't send that sender address. (#5.1.7)");
        } else if (!utf8Offered && !PathWriter.isAscii(envelope.sender())) {
            reports.settle(
                    Outcome.FAILURE, ip + " does not take non-ASCII addresses, and the sender has one. (#5.6.7)");
        }
        for (int i : reports.unsettled()) {
            String recipient = envelope.recipients().get(i);
            if (recipient.isEmpty() || !PathWriter.isSendable(recipient)) {
                reports.settle(i, Outcome.FAILURE, "Sorry, I can't send to that address. (#5.1.3)");
            } else if (!utf8Offered && !PathWriter.isAscii(recipient)) {
                reports.settle(i, Outcome.FAILURE, ip + " does not take non-ASCII addresses. (#5.6.7)");
            }
        }
    }

    /** @param offered keywords of the reply to EHLO */
    String mail(Set<String> offered) {
        return "MAIL FROM:" + PathWriter.path(toldSender()) + parameters(offered);
    }

    /** The sender of a double bounce is known to qmail alone; elsewhere a sender to whom nothing comes back is the empty one. */
    private String toldSender() {
        return envelope.isDoubleBounce() ? "" : envelope.sender();
    }

    /**
     * 8-bit text goes out even if 8BITMIME is not offered, as in qmail: rewriting it would break its signatures. For the same reason
     * a header in UTF-8 goes out without SMTPUTF8 where that is not offered (ADR 18).
     */
    private String parameters(Set<String> offered) {
        boolean utf8 = !PathWriter.isAscii(envelope.sender())
                || reports.unsettled().stream()
                        .anyMatch(i -> !PathWriter.isAscii(envelope.recipients().get(i)));
        return (offered.contains("SIZE") ? " SIZE=" + traits.wireSize() : "")
                + (offered.contains("8BITMIME") && traits.eightBit() ? " BODY=8BITMIME" : "")
                + (utf8 || traits.utf8Header() && offered.contains("SMTPUTF8") ? " SMTPUTF8" : "");
    }

    /** @param recipient its index in the envelope */
    String rcpt(int recipient) {
        return "RCPT TO:" + PathWriter.path(envelope.recipients().get(recipient));
    }
}
