package ee.qmail.rar.application;

import ee.qmail.api.BrokenEncodingException;
import ee.qmail.api.InboundMail;
import ee.qmail.mime.DecodingException;
import ee.qmail.mime.MailPart;
import jakarta.mail.MessagingException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A file as a bean sees it. */
record AttachedPart(MailPart part) implements InboundMail.Attachment {
    @Override
    public String name() {
        return part.name().orElse("");
    }

    @Override
    public String type() {
        return part.type();
    }

    @Override
    public InputStream open() throws MessagingException, IOException {
        return new Decoding(part.open());
    }

    /** Tells a bean what is broken for good. */
    private static final class Decoding extends FilterInputStream {
        Decoding(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (DecodingException e) {
                throw new BrokenEncodingException(e.getMessage(), e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (DecodingException e) {
                throw new BrokenEncodingException(e.getMessage(), e);
            }
        }
    }
}
