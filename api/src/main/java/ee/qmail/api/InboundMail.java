package ee.qmail.api;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A message for one recipient. It is read from where it is stored, as often as wanted and never as a whole into memory,
 * unless the bean does so. For the thread that was given it, until {@link MailListener#onMail} returns.
 *
 * <p><b>Errors.</b> A {@link MessagingException} means that the message is not what MIME allows, or has more of
 * something than is taken apart here, which the same message will be and have next time too: reject it, or read it with
 * {@link #open}. A {@link BrokenEncodingException} means the same of the octets of a file. Any other
 * {@link IOException}, or one as the cause of a {@code MessagingException}, means that what is stored cannot be read
 * now: let it fail, and the mail comes again.
 *
 * <p><b>Limits.</b> All but {@link #open} read mail that has at most 1 MB of headers with 10,000 fields, those of all
 * parts counted together, 1,000 parts, 30 in one another, 100 parameters to a field and 200 octets in a boundary,
 * whatever its size. They are counted while the mail is read, and beyond them it is read no further.
 */
public interface InboundMail {
    /** Octets of a text, decoded, that {@link #text} holds in memory. */
    int LONGEST_TEXT = 2 << 20;

    /**
     * Names the message in logs and events.
     *
     * @return queue id: a positive decimal number of at most 19 digits
     */
    String id();

    /**
     * Names this delivery for ever, and is the same when the mail comes again: what a bean keeps with its work.
     *
     * @return id and recipient, at most 540 characters
     */
    String key();

    /**
     * The address that is told when the mail cannot be delivered (RFC 5321 section 4.4). It need not be the author's,
     * and nobody has checked it.
     *
     * @return sender of the envelope as a header has it: one address, its local part in quotes where it has to be;
     *     empty for a bounce, which must not be answered
     */
    String sender();

    /**
     * The address that the mail was sent to; the header need not name it.
     *
     * @return the address in lower case, one of those of the bean
     */
    String recipient();

    /**
     * From when on retries and {@code control/queuelifetime} count.
     *
     * @return when the server took the message
     */
    Instant arrival();

    /**
     * Returns the length of the text, which {@code control/databytes} limits.
     *
     * @return octets, with LF line ends
     */
    long size();

    /**
     * Opens the whole message as text (RFC 5322), with the Received lines of the way it came.
     *
     * @return the text with LF line ends, from its beginning; the caller closes it
     * @throws IOException if what is stored cannot be read, or the time of the bean is over
     */
    InputStream open() throws IOException;

    /**
     * Looks for a field of the header.
     *
     * @param name of the field, in whatever case
     * @return the first of this name, decoded (RFC 2047) and on one line; empty if there is none
     * @throws MessagingException if the header has too much of something
     */
    Optional<String> header(String name) throws MessagingException;

    /**
     * Looks for all fields of a name.
     *
     * @param name of the fields, in whatever case
     * @return those of this name in their order, as {@link #header} gives the first
     * @throws MessagingException if the header has too much of something
     */
    List<String> headers(String name) throws MessagingException;

    /**
     * Gives the message to Jakarta Mail; its parts are read when they are asked for. A message inside of it is looked
     * at when its content is asked for, under the same limits.
     *
     * @return the whole message, the same object each time; not to be changed
     * @throws MessagingException if the message has too much of something, or a header field of more than 32 KB, which
     *     Jakarta Mail could take minutes to read
     */
    MimeMessage message() throws MessagingException;

    /**
     * Reads what the writer wrote: {@link #text(String)} of {@code text/plain}.
     *
     * @return the text; empty if there is none, or its charset is not known
     * @throws MessagingException as {@link #text(String)} does
     * @throws IOException if it cannot be read
     */
    Optional<String> text() throws MessagingException, IOException;

    /**
     * Reads what the writer wrote, as a browser would show it: {@link #text(String)} of {@code text/html}. It is a stranger's: never show it
     * without taking out what is not wanted. Its images are {@link #inline}.
     *
     * @return the text; empty if there is none, or its charset is not known
     * @throws MessagingException as {@link #text(String)} does
     * @throws IOException if it cannot be read
     */
    default Optional<String> html() throws MessagingException, IOException {
        return text("text/html");
    }

    /**
     * Reads an invitation, or the answer to one: {@link #text(String)} of {@code text/calendar} (RFC 5545, RFC 6047).
     *
     * @return the text; empty if there is none, or its charset is not known
     * @throws MessagingException as {@link #text(String)} does
     * @throws IOException if it cannot be read
     */
    default Optional<String> calendar() throws MessagingException, IOException {
        return text("text/calendar");
    }

    /**
     * Reads the first part of a type that is no attachment.
     *
     * @param type media type in lower case, without parameters
     * @return its text, decoded and held in memory, with LF line ends; empty if there is no such part, or its charset is not known. Without
     *     a charset it is read as UTF-8, or as ISO-8859-1 if it is none
     * @throws MessagingException if the message is no MIME message, has too much of something, or the text is broken or
     *     longer than {@value #LONGEST_TEXT} octets
     * @throws IOException if it cannot be read
     */
    Optional<String> text(String type) throws MessagingException, IOException;

    /**
     * Looks for the part to which a {@code cid:} URL of the {@link #html} leads (RFC 2392).
     *
     * @param contentId without brackets, as it stands behind {@code cid:}, decoded
     * @return the first part with this Content-ID, attachment or not; it is not read yet. Empty if there is none
     * @throws MessagingException if the message is no MIME message, or has too much of something
     */
    Optional<Attachment> inline(String contentId) throws MessagingException;

    /**
     * Tells whether a program has written the message, or it must not be answered by one (RFC 3834 sections 2 and 5): it is a bounce, or has a
     * field Auto-Submitted other than {@code no}, or is of a list (RFC 2919, RFC 2369, {@code Precedence}).
     *
     * @return true if no program should answer
     * @throws MessagingException if the header has too much of something
     */
    default boolean isAutomatic() throws MessagingException {
        return sender().isEmpty()
                || header("Auto-Submitted")
                        .filter(by -> !by.equalsIgnoreCase("no"))
                        .isPresent()
                || header("List-Id").isPresent()
                || header("List-Unsubscribe").isPresent()
                || header("Precedence")
                        .filter(kind -> kind.toLowerCase(Locale.ROOT).matches("bulk|junk|list"))
                        .isPresent();
    }

    /**
     * Reads a bounce, or another notice about mail that was sent. Anybody can write one: believe it only if it came to an address
     * that nobody else knows, such as one of {@link Verp} with a secret in it.
     *
     * @return what a delivery status notification (RFC 3464) says; empty if the message is none
     * @throws MessagingException if it is a broken one, or has too much of something
     * @throws IOException if it cannot be read
     */
    Optional<DeliveryStatus> deliveryStatus() throws MessagingException, IOException;

    /**
     * Returns the attachments.
     *
     * @return all parts with a file name or the disposition {@code attachment}, also those inside of other parts, in
     *     their order; none of them is read yet
     * @throws MessagingException if the message is no MIME message, or has too much of something
     */
    List<Attachment> attachments() throws MessagingException;

    /**
     * Reads the mails that are attached: those that somebody sent on, or the original of a bounce where that is whole. They are parts of the type
     * {@code message/rfc822} or {@code message/global}, with a file name or without; with one they are {@link #attachments} too.
     *
     * <p>An attached mail has no envelope. Its {@link #recipient}, {@link #arrival} and {@link #id} are those of the mail it came in, and its
     * {@link #sender} is empty, so that nobody answers it; {@code header("From")} and {@code header("Return-Path")} tell who may have sent it, which nobody has checked.
     * Its {@link #key} is that of the mail it came in with a slash and its number, the first being 1. It is read for as long as the mail it came in.
     *
     * <p>Their headers and parts count together with those of the mail, also what is attached to them in turn, each of which is one part more: the limits above
     * are for all in one another. Those that are encoded as base64 or the like, which is an error for most, may have 2 MB together.
     *
     * @return all mails that are attached to this one, in their order, the same objects each time; empty if there is none. Those inside of an attached mail are its own
     *     {@code messages()}
     * @throws MessagingException if the message is no MIME message, one of them is encoded in a way that is broken, or they have too much of something
     * @throws UnsupportedOperationException if this mail is not the server's or of {@code qmail-test}, but a stand-in that was made before there was this method
     */
    default List<InboundMail> messages() throws MessagingException {
        throw new UnsupportedOperationException(getClass().getName() + " must have a method messages");
    }

    /** A file that came with the message. */
    interface Attachment {
        /**
         * The file's name as the sender gave it: it may be anything, and must not be used as a path.
         *
         * @return the name, decoded (RFC 2231, RFC 2047); empty if there is none
         */
        String name();

        /**
         * Returns the type that the sender gives to the file.
         *
         * @return media type such as {@code image/png}, in lower case and without parameters;
         *     {@code application/octet-stream} if that makes no sense
         */
        String type();

        /**
         * Opens the file.
         *
         * @return its octets, decoded; the caller closes it. Reading it throws {@link BrokenEncodingException} where
         *     they are not what the encoding allows
         * @throws MessagingException if its encoding is not known
         * @throws IOException if it cannot be read
         */
        InputStream open() throws MessagingException, IOException;
    }
}
