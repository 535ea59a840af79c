package ee.qmail.mime;

import ee.qmail.entity.Entity;
import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.HeaderField;
import ee.qmail.entity.MailLimitException;
import ee.qmail.message.Body;
import jakarta.mail.MessagingException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Takes a mail apart. What it costs is counted first, and no library gets more of the mail than a part to decode
 * (docs/adr/0016). Not safe for use by several threads; one for each message.
 */
public final class MailParser {
    /** Characters of a property, which the broker keeps in memory. */
    static final int LONGEST_PROPERTY = 500;

    private final Entity mail;
    private final Body body;
    private final Map<String, Object> entries = new LinkedHashMap<>();
    private final Map<String, Object> properties = new HashMap<>();
    private int attachments;

    private MailParser(Entity mail, Body body) {
        this.mail = mail;
        this.body = body;
    }

    /**
     * Takes a mail apart, in memory that is a few times its size.
     *
     * @param octets a message with LF or CRLF line ends
     * @throws UnparsableMailException if it is no MIME message, or one with too much of something ({@link ee.qmail.entity.MailLimits})
     */
    public static ParsedMail parse(byte[] octets) throws UnparsableMailException {
        try {
            Entity mail = EntityScanner.scan(new ByteArrayInputStream(octets));
            MailParser parser = new MailParser(mail, Body.of(octets));
            parser.header();
            parser.parts();
            parser.properties();
            return new ParsedMail(parser.entries, parser.properties);
        } catch (MailLimitException | MessagingException | IOException e) {
            throw new UnparsableMailException(e.getMessage(), e);
        } catch (RuntimeException e) {
            // whatever a stranger's mail does to a decoder must not hold it up for ever
            throw new UnparsableMailException(e.toString(), e);
        }
    }

    private void header() throws UnparsableMailException {
        if (!mail.clean()) {
            throw new UnparsableMailException("a line of the header is no field", null);
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        for (HeaderField field : mail.fields()) {
            fields.computeIfAbsent(field.name().toLowerCase(Locale.ROOT), name -> new ArrayList<>())
                    .add(field.value());
        }
        for (String name : List.of(Entries.FROM, Entries.TO, Entries.CC)) {
            if (fields.containsKey(name)) {
                entries.put(name, addresses(String.join(", ", fields.get(name))));
            }
        }
        if (fields.containsKey(Entries.SUBJECT)) {
            entries.put(Entries.SUBJECT, Decoded.field(String.join(" ", fields.get(Entries.SUBJECT))));
        }
        fields.forEach((name, values) -> entries.put(
                Entries.HEADER + name, values.stream().map(Decoded::field).collect(Collectors.joining("\n"))));
    }

    private static String addresses(String value) {
        return AddressList.of(value)
                .map(list -> list.stream().map(AddressList.Mailbox::toString).collect(Collectors.joining(", ")))
                .map(Decoded::withoutControls)
                .orElseGet(() -> Decoded.field(value));
    }

    /** The first plain text and the first HTML that are shown; all else is attached. */
    private void parts() throws MessagingException, IOException {
        for (MailPart part : MailPart.of(mail, body)) {
            if (!isText(part, "text/plain", Entries.TEXT) && !isText(part, "text/html", Entries.HTML)) {
                attachment(part);
            }
        }
    }

    /** Tells whether it has become that entry. */
    private boolean isText(MailPart part, String type, String entry) throws MessagingException, IOException {
        if (!part.is(type) || !part.isShown() || entries.containsKey(entry)) {
            return false;
        }
        Optional<String> text = part.text(part.octets());
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

    private void properties() {
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
    private String author() {
        return mail.field(Entries.FROM)
                .flatMap(AddressList::of)
                .flatMap(authors -> authors.stream().findFirst())
                .map(author -> Decoded.withoutControls(author.address()))
                .orElse(null);
    }
}
