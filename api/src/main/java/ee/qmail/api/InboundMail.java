package ee.qmail.api;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A message for one recipient. It is read from where it is stored, as often as wanted and never as a whole into memory, unless the bean
 * does so. For the thread that was given it, until {@link MailListener#onMail} returns.
 */
public interface InboundMail {
    /** Queue id: a positive decimal number that logs and events tell as well. */
    String id();

    /** Names this delivery for ever: id and recipient. The same when the mail comes again. */
    String key();

    /** Sender of the envelope; empty for a bounce. */
    String sender();

    /** The address the mail was sent to, in lower case. */
    String recipient();

    /** When the server took the message. */
    Instant arrival();

    /** Octets of the text, whose line ends are LF. */
    long size();

    /** The text (RFC 5322) with LF line ends; the caller closes it. */
    InputStream open() throws IOException;

    /** The first field of this name, decoded (RFC 2047) and on one line; empty if there is none. */
    Optional<String> header(String name) throws MessagingException;

    /** All fields of this name in their order, as {@link #header}. */
    List<String> headers(String name) throws MessagingException;

    /** The whole message, parsed; its parts are read when they are asked for. The same object each time. */
    MimeMessage message() throws MessagingException;

    /** The first part of type {@code text/plain} that is not an attachment; empty if there is none. Held in memory. */
    Optional<String> text() throws MessagingException, IOException;

    /** All parts with a file name or the disposition {@code attachment}, in their order. */
    List<Attachment> attachments() throws MessagingException, IOException;

    /** A file that came with the message. */
    interface Attachment {
        /** As the sender gave it, decoded; empty if he gave none. Not to be used as a path. */
        String name();

        /** Such as {@code image/png}, in lower case and without parameters. */
        String type();

        /** The decoded octets; the caller closes it. */
        InputStream open() throws MessagingException, IOException;
    }
}
