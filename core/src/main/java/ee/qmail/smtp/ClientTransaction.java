package ee.qmail.smtp;

import ee.qmail.message.Attribute;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import ee.qmail.message.Reason;
import ee.qmail.text.Xtext;
import java.util.Set;

/** The MAIL and RCPT lines by which qmail-remote tells another server the envelope, and the addresses that cannot be told. */
final class ClientTransaction {
    private static final String DSN = "DSN";
    private static final Set<String> RETURNS = Set.of("FULL", "HDRS");

    private final Envelope envelope;
    private final BodyTraits traits;
    private final RecipientReports reports;

    ClientTransaction(Envelope envelope, BodyTraits traits, RecipientReports reports) {
        this.envelope = envelope;
        this.traits = traits;
        this.reports = reports;
    }

    void refuseUnsendable(boolean utf8Offered) {
        if (!PathWriter.isSendable(envelope.sender())) {
            reports.settle(Reason.BAD_SENDER, "");
        } else if (!utf8Offered && !PathWriter.isAscii(envelope.sender())) {
            reports.settle(Reason.SENDER_NOT_ASCII, "");
        }
        for (int i : reports.unsettled()) {
            String recipient = envelope.recipients().get(i);
            if (recipient.isEmpty() || !PathWriter.isSendable(recipient)) {
                reports.settle(i, Reason.BAD_RECIPIENT);
            } else if (!utf8Offered && !PathWriter.isAscii(recipient)) {
                reports.settle(i, Reason.RECIPIENT_NOT_ASCII);
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
                + (utf8 || traits.utf8Header() && offered.contains("SMTPUTF8") ? " SMTPUTF8" : "")
                + (envelope.isTlsRequired() && offered.contains(ClientOpening.REQUIRETLS) ? " REQUIRETLS" : "")
                + (offered.contains(DSN) ? notificationParameters() : "");
    }

    private String notificationParameters() {
        String ret = envelope.attributes()
                .get(Attribute.RET)
                .filter(RETURNS::contains)
                .map(value -> " RET=" + value)
                .orElse("");
        return envelope.attributes()
                .get(Attribute.ENVID)
                .filter(Xtext::isXtext)
                .map(value -> ret + " ENVID=" + value)
                .orElse(ret);
    }

    /**
     * @param recipient its index in the envelope
     * @param offered keywords of the reply to EHLO
     */
    String rcpt(int recipient, Set<String> offered) {
        String address = envelope.recipients().get(recipient);
        Notify notify = offered.contains(DSN) ? envelope.notifyOf(address) : Notify.DEFAULT;
        return "RCPT TO:" + PathWriter.path(address)
                + (notify.conditions() == null ? "" : " NOTIFY=" + notify.conditions())
                + (notify.orcpt() == null ? "" : " ORCPT=" + notify.orcpt());
    }

    /** Why a message is done with here once it is taken: the other side may have taken over the sender's wishes as well (RFC 3461 5.2.1). */
    Reason taken(Set<String> offered) {
        return offered.contains(DSN) && !envelope.notifies().isEmpty() ? Reason.ACCEPTED_WITH_DSN : Reason.ACCEPTED;
    }
}
