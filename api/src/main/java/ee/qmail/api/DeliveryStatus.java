package ee.qmail.api;

import java.util.List;

/**
 * What a delivery status notification says (RFC 3464). Immutable.
 *
 * @param envelopeId Original-Envelope-Id; empty if there is none
 * @param recipients in their order, at least one
 */
public record DeliveryStatus(String envelopeId, List<Recipient> recipients) {
    /**
     * Copies the list.
     *
     * @param envelopeId Original-Envelope-Id
     * @param recipients in their order
     */
    public DeliveryStatus {
        recipients = List.copyOf(recipients);
    }

    /** What has become of the mail (RFC 3464 section 2.3.3). */
    public enum Action {
        /** It is given up. */
        FAILED,
        /** It is still tried. */
        DELAYED,
        /** It is in the mailbox. */
        DELIVERED,
        /** It was handed to a server that tells nothing more. */
        RELAYED,
        /** It has gone to several addresses. */
        EXPANDED
    }

    /**
     * One that the mail was sent to.
     *
     * @param address Original-Recipient if it is there, otherwise Final-Recipient; without its type
     * @param action what has become of the mail
     * @param status enhanced status code (RFC 3463) such as {@code 5.1.1}
     * @param diagnostic Diagnostic-Code without its type, such as the reply of another server; empty if there is none
     */
    public record Recipient(String address, Action action, String status, String diagnostic) {
        /**
         * Tells whether to take the address off a list: it failed, and not for a reason of the moment.
         *
         * @return true for an action {@code failed} with a status of class 5
         */
        public boolean isFailed() {
            return action == Action.FAILED && status.startsWith("5.");
        }
    }
}
