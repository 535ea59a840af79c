package ee.qmail.mime;

import ee.qmail.entity.Entity;
import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.MailLimitException;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.SharedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/** The content of a message or a part, if Jakarta Mail would take it apart. */
final class BoundedContent {
    private static final String MESSAGE = "message/rfc822";
    private static final String OPAQUE = "application/octet-stream";

    private final Session session;
    private final SharedInputStream mail;
    private final Entity entity;
    private Object content;

    /** @param mail in which the entity has its place */
    BoundedContent(Session session, SharedInputStream mail, Entity entity) {
        this.session = session;
        this.mail = mail;
        this.entity = entity;
    }

    /** Tells whether {@link #of} tells what it holds. */
    boolean isBounded() {
        return entity.isMultipart() || isMessage();
    }

    private boolean isMessage() {
        return entity.type() != null && entity.type().value().equals(MESSAGE);
    }

    /** Hides the type of a part that Jakarta Mail would take apart and the scanner did not. */
    String type(String written) {
        if (isBounded() || written == null) {
            return written;
        }
        String lower = written.toLowerCase(Locale.ROOT);
        return lower.contains("multipart") || lower.contains("rfc822") ? OPAQUE : written;
    }

    /** The multipart or the message. */
    Object of(MimePart part) throws MessagingException, IOException {
        if (content == null) {
            content = entity.isMultipart() ? multipart(part) : message();
        }
        return content;
    }

    private BoundedMultipart multipart(MimePart part) throws MessagingException {
        try {
            return new BoundedMultipart(session, mail, entity, part);
        } catch (RuntimeException e) {
            throw new MessagingException("Jakarta Mail cannot read the header of a part: " + e);
        }
    }

    private BoundedMessage message() throws MessagingException, IOException {
        try (InputStream in = mail.newStream(entity.begin(), entity.end())) {
            SharedInputStream inner = (SharedInputStream) mail.newStream(entity.begin(), entity.end());
            return BoundedMessage.of(session, inner, EntityScanner.scan(in));
        } catch (MailLimitException e) {
            throw new MessagingException(e.getMessage());
        }
    }

    DataHandler handler(MimePart part) throws MessagingException {
        try {
            return new DataHandler(of(part), part.getContentType());
        } catch (IOException e) {
            throw new MessagingException("a part cannot be read", e);
        }
    }
}
