package ee.qmail.message;

import java.io.Serializable;
import java.util.List;

/**
 * The sender of a message and the recipients that are to get it.
 *
 * @param sender without brackets; empty for a bounce, {@code #@[]} for a double bounce (BN-1)
 * @param recipients without brackets, in the order given
 * @param attributes of the message, the same for all recipients
 */
public record Envelope(String sender, List<String> recipients, Attributes attributes) implements Serializable {
    /** The sender of a double bounce; a failure of such a message is only logged. */
    public static final String DOUBLE_BOUNCE_SENDER = "#@[]";

    public Envelope {
        recipients = List.copyOf(recipients);
    }

    /** Without attributes: of a message that is made here. */
    public Envelope(String sender, List<String> recipients) {
        this(sender, recipients, Attributes.NONE);
    }

    /** The same for other recipients, or for some of them. */
    public Envelope to(List<String> others) {
        return new Envelope(sender, others, attributes);
    }

    /** The same by another sender. */
    public Envelope from(String other) {
        return new Envelope(other, recipients, attributes);
    }

    public boolean isBounce() {
        return sender.isEmpty();
    }

    public boolean isDoubleBounce() {
        return sender.equals(DOUBLE_BOUNCE_SENDER);
    }
}
