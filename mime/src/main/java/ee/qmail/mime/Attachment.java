package ee.qmail.mime;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.ByteArrayDataSource;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The entries of one attachment. */
final class Attachment {
    private static final String MESSAGE = "message/rfc822";

    private final int number;
    private final Map<String, Object> given = new TreeMap<>();
    private byte[] data;
    private ContentType type;

    Attachment(int number) {
        this.number = number;
    }

    void set(String what, Object value) {
        given.put(what, value);
    }

    private String entry(String what) {
        return Entries.attachment(number, what);
    }

    /** @param expected number that this one must have */
    void check(int expected, boolean html) throws EntryException {
        if (number != expected) {
            throw new EntryException(
                    entry(given.keySet().iterator().next()),
                    "attachments must be numbered from 1 without a gap, and there is no "
                            + Entries.attachment(expected, Entries.DATA));
        }
        if (!given.containsKey(Entries.DATA)) {
            throw new EntryException(
                    entry(Entries.DATA), "is missing; must be the octets of the attachment, a byte array");
        }
        if (!(given.get(Entries.DATA) instanceof byte[] octets)) {
            throw new EntryException(
                    entry(Entries.DATA),
                    "must be a byte array, not "
                            + given.get(Entries.DATA).getClass().getSimpleName());
        }
        data = octets;
        line(Entries.NAME);
        type = type();
        if (given.containsKey(Entries.ID) && !html) {
            throw new EntryException(
                    entry(Entries.ID), "must be left out where there is no entry 'html' that refers to it by cid:");
        }
        if (given.containsKey(Entries.ID) && !line(Entries.ID).matches("[\\x21-\\x7e&&[^<>]]+")) {
            throw new EntryException(
                    entry(Entries.ID),
                    "must be what the html has after cid:, ASCII without blanks, < or >, such as logo@example.org");
        }
    }

    /** Null if it is not given. */
    private String line(String what) throws EntryException {
        if (!given.containsKey(what)) {
            return null;
        }
        String text = MailComposer.string(entry(what), given.get(what));
        MailComposer.requireNoControls(entry(what), text);
        return text;
    }

    private ContentType type() throws EntryException {
        String text = line(Entries.TYPE);
        try {
            ContentType parsed = new ContentType(text == null ? "application/octet-stream" : text);
            String primary = parsed.getPrimaryType().toLowerCase(Locale.ROOT);
            if (!primary.equals("multipart") && (!primary.equals("message") || parsed.match(MESSAGE))) {
                return parsed;
            }
        } catch (ParseException e) {
            throw new EntryException(entry(Entries.TYPE), typeMust(text), e);
        }
        throw new EntryException(entry(Entries.TYPE), typeMust(text));
    }

    private static String typeMust(String text) {
        return "'" + EntryException.shown(text)
                + "': must be a media type such as application/pdf, not multipart, and of message/ only " + MESSAGE;
    }

    /** Tells whether it is a part of the html. */
    boolean isInline() {
        return given.containsKey(Entries.ID);
    }

    /** A message that is attached may not be encoded. */
    boolean isEightBit() {
        if (!type.match(MESSAGE)) {
            return false;
        }
        for (byte octet : data) {
            if (octet < 0) {
                return true;
            }
        }
        return false;
    }

    MimeBodyPart part() throws MessagingException, EntryException {
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(data, type.toString())));
        if (!type.match(MESSAGE)) {
            part.setHeader("Content-Transfer-Encoding", "base64");
        } else if (isEightBit()) {
            part.setHeader("Content-Transfer-Encoding", "8bit");
        }
        if (isInline()) {
            part.setContentID("<" + line(Entries.ID) + ">");
        }
        part.setHeader("Content-Disposition", disposition());
        return part;
    }

    private String disposition() throws EntryException {
        ParameterList parameters = new ParameterList();
        String name = line(Entries.NAME);
        if (name != null) {
            parameters.set("filename", name, "UTF-8");
        }
        return new ContentDisposition(isInline() ? "inline" : "attachment", parameters).toString();
    }
}
