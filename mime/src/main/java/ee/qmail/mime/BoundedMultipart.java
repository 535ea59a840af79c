package ee.qmail.mime;

import ee.qmail.entity.Entity;
import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.SharedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The parts that the scanner has found. */
final class BoundedMultipart extends MimeMultipart {
    BoundedMultipart(Session session, SharedInputStream mail, Entity entity, MimePart parent)
            throws MessagingException {
        contentType = parent.getContentType();
        for (Entity part : entity.parts()) {
            addBodyPart(new Part(session, mail, part));
        }
        setParent(parent);
    }

    private static final class Part extends MimeBodyPart {
        private final BoundedContent bounded;

        Part(Session session, SharedInputStream mail, Entity part) throws MessagingException {
            headers = new InternetHeaders(mail.newStream(part.headerBegin(), part.begin()));
            contentStream = mail.newStream(part.begin(), part.end());
            bounded = new BoundedContent(session, mail, part);
        }

        @Override
        public Object getContent() throws IOException, MessagingException {
            return bounded.isBounded() ? bounded.of(this) : super.getContent();
        }

        @Override
        public DataHandler getDataHandler() throws MessagingException {
            return bounded.isBounded() ? bounded.handler(this) : super.getDataHandler();
        }

        @Override
        public String getContentType() throws MessagingException {
            return bounded.type(super.getContentType());
        }

        @Override
        public InputStream getInputStream() throws IOException, MessagingException {
            return bounded.isBounded() ? getContentStream() : super.getInputStream();
        }
    }
}
