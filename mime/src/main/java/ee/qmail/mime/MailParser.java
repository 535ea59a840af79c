package ee.qmail.mime;

import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.util.SharedByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;

/** Takes a mail apart. Not safe for threads; one for each message. */
public final class MailParser {
    /** Characters of a property, which the broker keeps in memory. */
    static final int LONGEST_PROPERTY = 500;

    private static final Pattern FIELD_NAME = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]+");
    private static final Session SESSION = session();

    private final MimeMessage message;
    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final Map<String, Object> properties = new HashMap<>();
    private int attachments;

    private MailParser(byte[] octets) throws MessagingException {
        this.message = new MimeMessage(SESSION, new SharedByteArrayInputStream(octets));
    }

    /** A header beyond ASCII is UTF-8 (RFC 6532). */
    private static Session session() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return Session.getInstance(properties);
    }

    /**
     * @param octets a message with LF or CRLF line ends
     * @throws UnparsableMailException if it is no MIME message, or one with too many parts
     */
    public static ParsedMail parse(byte[] octets) throws UnparsableMailException {
        try {
            MailParser parser = new MailParser(octets);
            parser.header();
            parser.parts();
            parser.properties();
            return new ParsedMail(parser.entries, parser.properties);
        } catch (MessagingException | IOException e) {
            throw new UnparsableMailException(e.getMessage(), e);
        } catch (RuntimeException e) {
            // whatever a stranger's mail does to the library must not hold it up for ever
            throw new UnparsableMailException(e.toString(), e);
        }
    }

    private void header() throws MessagingException, UnparsableMailException {
        for (String name : List.of(Entries.FROM, Entries.TO, Entries.CC)) {
            String value = message.getHeader(name, ", ");
            if (value != null) {
                entries.put(name, addresses(value));
            }
        }
        String subject = message.getHeader(Entries.SUBJECT, " ");
        if (subject != null) {
            entries.put(Entries.SUBJECT, Decoded.field(subject));
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (Header field : Collections.list(message.getAllHeaders())) {
            if (!FIELD_NAME.matcher(field.getName()).matches()) {
                throw new UnparsableMailException("a line of the header is no field", null);
            }
            fields.computeIfAbsent(field.getName().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(Decoded.field(field.getValue()));
        }
        fields.forEach((name, values) -> entries.put(Entries.HEADER + name, String.join("\n", values)));
    }

    /** With quotes around names that need them, also after they have been decoded. */
    private static String addresses(String value) {
        try {
            return Decoded.withoutControls(
                    InternetAddress.toUnicodeString(InternetAddress.parseHeader(Decoded.unfolded(value), false)));
        } catch (AddressException e) {
            return Decoded.field(value);
        }
    }

    /** The first plain text and the first HTML that are shown; all else is attached. */
    private void parts() throws MessagingException, IOException {
        for (MailPart part : MailPart.of(message)) {
            if (!isText(part, "text/plain", Entries.TEXT) && !isText(part, "text/html", Entries.HTML)) {
                attachment(part);
            }
        }
    }

    /** Whether it has become that entry. */
    private boolean isText(MailPart part, String type, String entry) throws MessagingException, IOException {
        if (!part.is(type) || !part.isShown() || entries.containsKey(entry)) {
            return false;
        }
        Optional<String> text = part.text();
        text.ifPresent(known -> entries.put(entry, known));
        return text.isPresent();
    }

    private void attachment(MailPart part) throws MessagingException, IOException {
        int number = ++attachments;
        entries.put(Entries.attachment(number, Entries.DATA), part.octets());
        entries.put(Entries.attachment(number, Entries.TYPE), part.typeWithoutName());
        part.name().ifPresent(name -> entries.put(Entries.attachment(number, Entries.NAME), name));
        part.id().ifPresent(id -> entries.put(Entries.attachment(number, Entries.ID), id));
    }

    private void properties() throws MessagingException {
        property("qmail_subject", entries.get(Entries.SUBJECT));
        property("qmail_from", author());
        property("qmail_message_id", entries.get(Entries.HEADER + "message-id"));
        property("qmail_in_reply_to", entries.get(Entries.HEADER + "in-reply-to"));
        properties.put("qmail_attachments", attachments);
    }

    private void property(String name, Object value) {
        if (value instanceof String text) {
            properties.put(name, text.length() > LONGEST_PROPERTY ? text.substring(0, LONGEST_PROPERTY) : text);
        }
    }

    /** Null if there is none. */
    private String author() throws MessagingException {
        String value = message.getHeader(Entries.FROM, ", ");
        try {
            InternetAddress[] authors = value == null
                    ? new InternetAddress[0]
                    : InternetAddress.parseHeader(Decoded.unfolded(value), false);
            return authors.length == 0 ? null : Decoded.withoutControls(authors[0].getAddress());
        } catch (AddressException e) {
            return null;
        }
    }
}
