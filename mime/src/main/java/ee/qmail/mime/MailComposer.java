package ee.qmail.mime;

import ee.qmail.entity.MailLimits;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts a MIME message together from entries. Date, Message-ID and what else a header must have are left to qmail-inject. Not
 * safe for use by several threads; one for each message.
 */
public final class MailComposer {
    private static final String KNOWN = "is not known; must be from, to, cc, bcc, subject, text, html, header.NAME, or"
            + " attachment.N.data, .name, .type or .id with N from 1";
    private static final Pattern FIELD_NAME = Pattern.compile("[\\x21-\\x39\\x3b-\\x7e]{1,76}");
    private static final Set<String> OWN_ENTRIES =
            Set.of(Entries.FROM, Entries.TO, Entries.CC, Entries.BCC, Entries.SUBJECT);

    private static final Session SESSION = session();

    private final Map<String, Object> entries;
    private final Map<Integer, Attachment> attachments = new TreeMap<>();

    private MailComposer(Map<String, Object> entries) {
        this.entries = new TreeMap<>(entries);
        this.entries.values().removeIf(value -> value == null);
    }

    /** Addresses beyond ASCII are written as they are (RFC 6532). */
    private static Session session() {
        Properties properties = new Properties();
        properties.setProperty("mail.mime.allowutf8", "true");
        return Session.getInstance(properties);
    }

    /**
     * @param entries by name, as in docs/jms.md; those whose value is null count as missing
     * @return a message with CRLF or LF line ends, its Bcc field included
     * @throws EntryException if an entry is not known, or has a value that is not right for it
     */
    public static byte[] compose(Map<String, Object> entries) throws EntryException {
        MailComposer composer = new MailComposer(entries);
        composer.check();
        ByteArrayOutputStream octets = new ByteArrayOutputStream(4096);
        try {
            composer.message().writeTo(octets);
        } catch (MessagingException e) {
            throw new IllegalStateException("checked entries cannot be made a message", e);
        } catch (IOException e) {
            throw new UncheckedIOException("checked entries cannot be made a message", e);
        }
        return octets.toByteArray();
    }

    private void check() throws EntryException {
        checkLength();
        for (String name : entries.keySet()) {
            Matcher attachment = Entries.ATTACHMENT_ENTRY.matcher(name);
            if (attachment.matches()) {
                attachments
                        .computeIfAbsent(Integer.valueOf(attachment.group(1)), Attachment::new)
                        .set(attachment.group(2), entries.get(name));
            } else if (name.startsWith(Entries.HEADER)) {
                checkField(name);
            } else if (!OWN_ENTRIES.contains(name) && !name.equals(Entries.TEXT) && !name.equals(Entries.HTML)) {
                throw new EntryException(name, KNOWN);
            }
        }
        int number = 0;
        for (Attachment attachment : attachments.values()) {
            attachment.check(++number, entries.containsKey(Entries.HTML));
        }
    }

    /** More would be refused when the header is made whole, and take long before that. */
    private void checkLength() throws EntryException {
        long length = 0;
        long fields = 0;
        for (Map.Entry<String, Object> entry : entries.entrySet()) {
            String name = entry.getKey();
            if (entry.getValue() instanceof String text
                    && (OWN_ENTRIES.contains(name) || name.startsWith(Entries.HEADER))) {
                length += text.length();
                fields += 1 + text.chars().filter(c -> c == '\n').count();
            }
            if (length > MailLimits.HEADER_OCTETS || fields > MailLimits.FIELDS) {
                throw new EntryException(
                        name,
                        "the fields of the header must have at most " + MailLimits.HEADER_OCTETS
                                + " characters together, and be at most " + MailLimits.FIELDS);
            }
        }
    }

    private static void checkField(String entry) throws EntryException {
        String name = entry.substring(Entries.HEADER.length());
        if (!FIELD_NAME.matcher(name).matches()) {
            throw new EntryException(
                    entry, "after header. must come the name of a field, 1 to 76 ASCII characters without blank or :");
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (OWN_ENTRIES.contains(lower)) {
            throw new EntryException(entry, "must be given as entry '" + lower + "'");
        }
        if (lower.startsWith("content-") || lower.equals("mime-version")) {
            throw new EntryException(entry, "must be left out: it follows from the text and the attachments");
        }
    }

    private MimeMessage message() throws MessagingException, EntryException {
        MimeMessage message = new PlainMessage();
        for (String name : List.of(Entries.FROM, Entries.TO, Entries.CC, Entries.BCC)) {
            String addresses = entries.containsKey(name) ? addresses(name, line(name)) : "";
            if (!addresses.isEmpty()) {
                message.setHeader(capitalized(name), MimeUtility.fold(name.length() + 2, addresses));
            }
        }
        if (entries.containsKey(Entries.SUBJECT)) {
            message.setSubject(line(Entries.SUBJECT), "UTF-8");
        }
        for (String entry : entries.keySet()) {
            if (entry.startsWith(Entries.HEADER)) {
                addFields(message, entry);
            }
        }
        setContent(message);
        message.saveChanges();
        return message;
    }

    private static String capitalized(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** A value of several lines makes several fields of the same name, so that no line can become another field. */
    private void addFields(MimeMessage message, String entry) throws MessagingException, EntryException {
        String name = entry.substring(Entries.HEADER.length());
        for (String value : string(entry).split("\r?\n")) {
            requireNoControls(entry, value);
            String encoded = Entries.isAddressField(name) ? addresses(entry, value) : encoded(value);
            message.addHeader(name, MimeUtility.fold(name.length() + 2, encoded));
        }
    }

    private static String encoded(String value) {
        try {
            return MimeUtility.encodeText(value, "UTF-8", null);
        } catch (IOException e) {
            throw new UncheckedIOException("UTF-8 is not known", e);
        }
    }

    private static String addresses(String entry, String value) throws EntryException {
        try {
            List<String> written = new ArrayList<>();
            for (InternetAddress address : InternetAddress.parse(value, true)) {
                // encodes the name where it must be
                address.setPersonal(address.getPersonal(), "UTF-8");
                written.add(address.toString());
            }
            return String.join(", ", written);
        } catch (AddressException e) {
            throw new EntryException(
                    entry,
                    "'" + EntryException.shown(value) + "': must be addresses separated by commas, such as"
                            + " ana@example.org or Ana <ana@example.org> (" + e.getMessage() + ")",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException("UTF-8 is not known", e);
        }
    }

    private void setContent(MimeMessage message) throws MessagingException, EntryException {
        List<BodyPart> parts = new ArrayList<>();
        if (entries.containsKey(Entries.TEXT) || entries.containsKey(Entries.HTML) || attachments.isEmpty()) {
            parts.add(shown());
        }
        for (Attachment attachment : attachments.values()) {
            if (!attachment.isInline()) {
                parts.add(attachment.part());
            }
        }
        if (parts.size() == 1 && attachments.values().stream().allMatch(Attachment::isInline)) {
            BodyPart only = parts.get(0);
            message.setDataHandler(only.getDataHandler());
        } else {
            message.setContent(multipart("mixed", parts));
        }
        if (attachments.values().stream().anyMatch(Attachment::isEightBit)) {
            // what encloses 8-bit data must say so (RFC 2045 section 6.4)
            message.setHeader("Content-Transfer-Encoding", "8bit");
        }
    }

    /** Makes the part that readers see: the last part of an alternative is the one to be preferred. */
    private MimeBodyPart shown() throws MessagingException, EntryException {
        if (!entries.containsKey(Entries.HTML)) {
            return text(entries.containsKey(Entries.TEXT) ? string(Entries.TEXT) : "", "plain");
        }
        MimeBodyPart html = html();
        return entries.containsKey(Entries.TEXT)
                ? part(multipart("alternative", List.of(text(string(Entries.TEXT), "plain"), html)))
                : html;
    }

    /** With what it refers to by {@code cid:} (RFC 2387). */
    private MimeBodyPart html() throws MessagingException, EntryException {
        List<BodyPart> parts = new ArrayList<>();
        parts.add(text(string(Entries.HTML), "html"));
        for (Attachment attachment : attachments.values()) {
            if (attachment.isInline()) {
                parts.add(attachment.part());
            }
        }
        return parts.size() == 1 ? (MimeBodyPart) parts.get(0) : part(multipart("related", parts));
    }

    private static MimeMultipart multipart(String subtype, List<BodyPart> parts) throws MessagingException {
        MimeMultipart multipart = new MimeMultipart(subtype);
        for (BodyPart part : parts) {
            multipart.addBodyPart(part);
        }
        return multipart;
    }

    private static MimeBodyPart part(MimeMultipart content) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setContent(content);
        return part;
    }

    /** Lines of a text end with CRLF before they are encoded (RFC 2046 section 4.1.1). */
    private static MimeBodyPart text(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(text.replaceAll("\r\n?|\n", "\r\n"), "UTF-8", subtype);
        return part;
    }

    private String string(String entry) throws EntryException {
        return string(entry, entries.get(entry));
    }

    static String string(String entry, Object value) throws EntryException {
        if (value instanceof String text) {
            return text;
        }
        throw new EntryException(
                entry, "must be a string, not " + value.getClass().getSimpleName());
    }

    private String line(String entry) throws EntryException {
        String text = string(entry);
        requireNoControls(entry, text);
        return text;
    }

    static void requireNoControls(String entry, String text) throws EntryException {
        if (text.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
            throw new EntryException(
                    entry, "'" + EntryException.shown(text) + "': must be one line without control characters");
        }
    }

    /** Leaves Date and Message-ID to qmail-inject, which makes the latter from the queue id. */
    private static final class PlainMessage extends MimeMessage {
        PlainMessage() {
            super(SESSION);
        }

        @Override
        public void setSentDate(Date date) {
            // called by saveChanges where there is no Date
        }

        @Override
        protected void updateMessageID() {
            // it is added later, unless it was given
        }
    }
}
