package ee.qmail.transport;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;

/**
 * A message that names its envelope sender and its key itself, as {@code SMTPMessage} does for SMTP: for a session that is used for
 * many messages, such as {@code mail/qmail}. What it does not name is as in {@link QmailTransport}. With a transport other than that,
 * both are without effect. As {@link MimeMessage}, not safe for use by several threads.
 */
public class QmailMessage extends MimeMessage {
    private String envelopeFrom;
    private String key;

    /**
     * Makes an empty message.
     *
     * @param session whose properties count for what the message does not name
     */
    public QmailMessage(Session session) {
        super(session);
    }

    /**
     * Reads a message.
     *
     * @param session whose properties count for what the message does not name
     * @param text the message (RFC 5322), read to its end, not closed
     * @throws MessagingException if it cannot be read or is not what MIME allows
     */
    public QmailMessage(Session session, InputStream text) throws MessagingException {
        super(session, text);
    }

    /**
     * Copies a message.
     *
     * @param source copied with its header, not with its envelope
     * @throws MessagingException if it cannot be read
     */
    public QmailMessage(MimeMessage source) throws MessagingException {
        super(source);
    }

    /**
     * Returns the envelope sender.
     *
     * @return as it was set; null if it was not
     */
    public String getEnvelopeFrom() {
        return envelopeFrom;
    }

    /**
     * Names the address that is told when the mail cannot be delivered (RFC 5321 section 4.4), such as one for each recipient of a
     * newsletter (VERP). Sending checks it.
     *
     * @param address of at most 1,024 characters; empty: nobody is told; null: the session's {@code mail.qmail.from}, or the field From
     */
    public void setEnvelopeFrom(String address) {
        envelopeFrom = address;
    }

    /**
     * Returns the key.
     *
     * @return as it was set; null if it was not
     */
    public String getKey() {
        return key;
    }

    /**
     * Names the mail for ever: one that is sent again under the same key, by whatever message, goes out once. It is {@code qmail_key} of
     * docs/jms.md. A copy to each of several recipients needs a key of its own.
     *
     * @param key such as {@code order/17/confirmation}, the same for all applications; null: the session's {@code mail.qmail.key}, or none
     */
    public void setKey(String key) {
        this.key = key;
    }

    static String envelopeFrom(Message message) {
        return message instanceof QmailMessage own ? own.envelopeFrom : null;
    }

    static String key(Message message) {
        return message instanceof QmailMessage own ? own.key : null;
    }
}
