package ee.qmail.mime;

import ee.qmail.entity.Entity;
import ee.qmail.entity.MailLimitException;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.SharedInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A message of Jakarta Mail whose parts are those that the scanner has found: Jakarta Mail itself would look for them with no limit. Not to be
 * changed.
 */
public final class BoundedMessage extends MimeMessage {
    private final BoundedContent bounded;

    private BoundedMessage(Session session, InputStream stored, BoundedContent bounded) throws MessagingException {
        super(session, stored);
        this.bounded = bounded;
    }

    /**
     * Makes a message of what is stored.
     *
     * @param stored the mail from its beginning, a stream of its own; the message reads from it as long as it is used
     * @param scanned what was found in it
     * @throws MessagingException if a header has a field that is too long to be read by Jakarta Mail
     */
    public static BoundedMessage of(Session session, SharedInputStream stored, Entity scanned)
            throws MessagingException {
        try {
            scanned.requireFieldsForJakartaMail();
        } catch (MailLimitException e) {
            throw new MessagingException(e.getMessage());
        }
        try {
            return new BoundedMessage(session, stored.newStream(0, -1), new BoundedContent(session, stored, scanned));
        } catch (RuntimeException e) {
            throw new MessagingException("Jakarta Mail cannot read the header: " + e);
        }
    }

    @Override
    public Object getContent() throws IOException, MessagingException {
        return bounded.isBounded() ? bounded.of(this) : super.getContent();
    }

    @Override
    public synchronized DataHandler getDataHandler() throws MessagingException {
        return bounded.isBounded() ? bounded.handler(this) : super.getDataHandler();
    }

    @Override
    public String getContentType() throws MessagingException {
        return bounded.type(super.getContentType());
    }

    /** As it is stored, if it holds others. */
    @Override
    public InputStream getInputStream() throws IOException, MessagingException {
        return bounded.isBounded() ? getContentStream() : super.getInputStream();
    }
}
