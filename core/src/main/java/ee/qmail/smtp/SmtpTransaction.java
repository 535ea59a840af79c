package ee.qmail.smtp;

import ee.qmail.mail.Envelope;
import java.util.ArrayList;
import java.util.List;

/** What MAIL and RCPT have said so far. */
final class SmtpTransaction {
    private final String sender;
    private final boolean smtpUtf8;
    private final List<String> recipients = new ArrayList<>();
    private boolean alone;

    SmtpTransaction(String sender, boolean smtpUtf8) {
        this.sender = sender;
        this.smtpUtf8 = smtpUtf8;
    }

    String sender() {
        return sender;
    }

    boolean smtpUtf8() {
        return smtpUtf8;
    }

    void add(String recipient) {
        recipients.add(recipient);
    }

    /** No other recipient may be added. */
    void close() {
        alone = true;
    }

    boolean isAlone() {
        return alone;
    }

    int recipients() {
        return recipients.size();
    }

    Envelope envelope() {
        return new Envelope(sender, recipients);
    }
}
