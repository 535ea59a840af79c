package ee.qmail.message;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * The sender of a message and the recipients that are to get it.
 *
 * @param sender without brackets; empty for a bounce, {@code #@[]} for a double bounce (BN-1)
 * @param recipients without brackets, in the order given
 * @param attributes of the message, the same for all recipients
 * @param notifies wishes about recipients, by address, of those about whom something was said; may have others besides the recipients
 */
public record Envelope(String sender, List<String> recipients, Attributes attributes, Map<String, Notify> notifies)
        implements Serializable {
    /** The sender of a double bounce; a failure of such a message is only logged. */
    public static final String DOUBLE_BOUNCE_SENDER = "#@[]";

    public Envelope {
        recipients = List.copyOf(recipients);
        notifies = Map.copyOf(notifies);
    }

    /** Without wishes about a recipient. */
    public Envelope(String sender, List<String> recipients, Attributes attributes) {
        this(sender, recipients, attributes, Map.of());
    }

    /** Without attributes: of a message that is made here. */
    public Envelope(String sender, List<String> recipients) {
        this(sender, recipients, Attributes.NONE);
    }

    /** The same for other recipients, or for some of them. */
    public Envelope to(List<String> others) {
        return new Envelope(sender, others, attributes, notifies);
    }

    /** The same by another sender. */
    public Envelope from(String other) {
        return new Envelope(other, recipients, attributes, notifies);
    }

    /** The same with other wishes about the recipients. */
    public Envelope notifying(Map<String, Notify> others) {
        return new Envelope(sender, recipients, attributes, others);
    }

    /** The same with other attributes. */
    public Envelope with(Attributes others) {
        return new Envelope(sender, recipients, others, notifies);
    }

    /** The wishes about a recipient. */
    public Notify notifyOf(String recipient) {
        return notifies.getOrDefault(recipient, Notify.DEFAULT);
    }

    /** Tells whether only servers that are verified, and promise the same, may have the message (RFC 8689). */
    public boolean isTlsRequired() {
        return isTagged(Attribute.YES);
    }

    /** Tells whether the sender wants it to arrive rather than to be protected on its way (RFC 8689 3). */
    public boolean isTlsWaived() {
        return isTagged(Attribute.NO);
    }

    private boolean isTagged(String value) {
        return value.equals(attributes.values().get(Attribute.REQUIRETLS));
    }

    /** Tells whether nobody would be told that it was lost: to other servers it has the empty sender. */
    public boolean hasNoReturnPath() {
        return isBounce() || isDoubleBounce();
    }

    public boolean isBounce() {
        return sender.isEmpty();
    }

    public boolean isDoubleBounce() {
        return sender.equals(DOUBLE_BOUNCE_SENDER);
    }
}
