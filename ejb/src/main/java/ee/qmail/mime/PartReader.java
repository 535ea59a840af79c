package ee.qmail.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes entries of the parts of a mail: the first plain text and the first HTML that are shown, and attachments. */
final class PartReader {
    private static final int DEEPEST = 30;
    private static final int MOST_PARTS = 1_000;
    private static final Pattern LOOSE_NAME =
            Pattern.compile("filename\\s*=\\s*\"?([^\";\r\n]+)", Pattern.CASE_INSENSITIVE);

    private final Map<String, Object> entries;
    private int parts;
    private int attachments;

    PartReader(Map<String, Object> entries) {
        this.entries = entries;
    }

    /** @return how many attachments there are */
    int read(MimePart whole) throws MessagingException, IOException, UnparsableMailException {
        read(whole, 0);
        return attachments;
    }

    private void read(MimePart part, int depth) throws MessagingException, IOException, UnparsableMailException {
        if (depth > DEEPEST || ++parts > MOST_PARTS) {
            throw new UnparsableMailException(
                    "more than " + MOST_PARTS + " parts, or more than " + DEEPEST + " in one another", null);
        }
        if (part.isMimeType("multipart/*")) {
            // by its source and not its content, which would be found through the thread's class loader
            MimeMultipart children = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < children.getCount(); i++) {
                read((MimePart) children.getBodyPart(i), depth + 1);
            }
        } else if (!isText(part, "text/plain", Entries.TEXT) && !isText(part, "text/html", Entries.HTML)) {
            attachment(part);
        }
    }

    /** Whether it has become that entry. */
    private boolean isText(MimePart part, String type, String entry) throws MessagingException, IOException {
        if (!part.isMimeType(type) || !isShown(part) || entries.containsKey(entry)) {
            return false;
        }
        Optional<String> text = Decoded.text(octets(part), type(part).getParameter("charset"));
        text.ifPresent(known -> entries.put(entry, known));
        return text.isPresent();
    }

    private static boolean isShown(MimePart part) throws MessagingException {
        String disposition = part.getHeader("Content-Disposition", null);
        boolean attached = disposition != null && disposition.strip().regionMatches(true, 0, "attachment", 0, 10);
        return !attached && name(part) == null;
    }

    /** Null if there is none. Blanks in a name without quotes are a common mistake. */
    private static String name(MimePart part) throws MessagingException {
        try {
            return part.getFileName();
        } catch (ParseException e) {
            Matcher loose = LOOSE_NAME.matcher(part.getHeader("Content-Disposition", null));
            return loose.find() ? loose.group(1).strip() : null;
        }
    }

    private void attachment(MimePart part) throws MessagingException, IOException {
        int number = ++attachments;
        entries.put(Entries.attachment(number, Entries.DATA), octets(part));
        entries.put(Entries.attachment(number, Entries.TYPE), typeWithoutName(part));
        String name = name(part);
        if (name != null) {
            // often encoded as if it stood in a text (RFC 2047)
            entries.put(Entries.attachment(number, Entries.NAME), Decoded.field(name));
        }
        if (part.getContentID() != null) {
            String id = Decoded.withoutControls(part.getContentID());
            entries.put(Entries.attachment(number, Entries.ID), id.replaceAll("^<|>$", ""));
        }
    }

    private static byte[] octets(MimePart part) throws MessagingException, IOException {
        try (InputStream in = part.getInputStream()) {
            return in.readAllBytes();
        }
    }

    private static ContentType type(MimePart part) throws MessagingException {
        return new ContentType(part.getContentType());
    }

    /** The charset of a text and what else there may be; the name is an entry of its own. */
    private static String typeWithoutName(MimePart part) throws MessagingException {
        ContentType type;
        try {
            type = type(part);
        } catch (ParseException e) {
            String beginning = part.getContentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return beginning.matches("[a-z0-9.+-]+/[a-z0-9.+-]+") ? beginning : "application/octet-stream";
        }
        if (type.getParameterList() != null) {
            type.getParameterList().remove("name");
        }
        type.setPrimaryType(type.getPrimaryType().toLowerCase(Locale.ROOT));
        type.setSubType(type.getSubType().toLowerCase(Locale.ROOT));
        return Decoded.withoutControls(Decoded.unfolded(type.toString()));
    }
}
