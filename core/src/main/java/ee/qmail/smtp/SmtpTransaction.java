package ee.qmail.smtp;

import ee.qmail.message.Attribute;
import ee.qmail.message.Attributes;
import ee.qmail.message.Envelope;
import ee.qmail.message.Notify;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The sender and the recipients that MAIL and RCPT have named so far. */
final class SmtpTransaction {
    /**
     * Octets of a stranger's recipients: what a thousand connections hold together must leave room in memory for the rest. A hundred
     * recipients, which RFC 5321 4.5.3.1.8 asks for, fit whatever they are.
     */
    static final int MAX_RECIPIENT_OCTETS = 64 * 1024;

    private final String sender;
    private final long size;
    private final boolean smtpUtf8;
    private final Attributes attributes;
    private final List<String> recipients = new ArrayList<>();
    private Map<String, Notify> notifies = Map.of();
    private int recipientOctets;
    private int withinQuota;
    private boolean alone;

    /** @param size octets that the client declares, 0 if it does not */
    SmtpTransaction(String sender, long size, boolean smtpUtf8, Attributes attributes) {
        this.sender = sender;
        this.size = size;
        this.smtpUtf8 = smtpUtf8;
        this.attributes = attributes;
    }

    String sender() {
        return sender;
    }

    long size() {
        return size;
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    /** The keyword of RFC 3848. */
    String protocol() {
        return attributes.get(Attribute.PROTOCOL).orElseThrow();
    }

    /** @param notify the wishes about it, null if there are none; of an address that was named before, whatever was wished either time counts */
    void add(String recipient, Notify notify) {
        if (notify != null || notifies.containsKey(recipient)) {
            wish(recipient, notify == null ? Notify.DEFAULT : notify);
        }
        recipients.add(recipient);
        recipientOctets += recipient.getBytes(StandardCharsets.UTF_8).length;
    }

    private void wish(String recipient, Notify notify) {
        if (notifies.isEmpty()) {
            notifies = new HashMap<>();
        }
        boolean again = notifies.containsKey(recipient) || recipients.contains(recipient);
        notifies.put(recipient, again ? notify.or(notifies.getOrDefault(recipient, Notify.DEFAULT)) : notify);
        recipientOctets += notify.text().length();
    }

    /** Tells whether a stranger must send the rest later. */
    boolean isLarge() {
        return recipientOctets >= MAX_RECIPIENT_OCTETS;
    }

    /** No other recipient may be added. */
    void close() {
        alone = true;
    }

    /** The next recipient's mailbox has a quota. */
    void countQuota() {
        withinQuota++;
    }

    /** Tells whether the mailbox of each recipient has a quota. */
    boolean isWithinQuotas() {
        return withinQuota == recipients.size();
    }

    boolean isAlone() {
        return alone;
    }

    Attributes attributes() {
        return attributes;
    }

    int recipients() {
        return recipients.size();
    }

    Envelope envelope() {
        return new Envelope(sender, recipients, attributes, notifies);
    }
}
