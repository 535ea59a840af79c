package ee.qmail.mime;

import ee.qmail.entity.Entity;
import ee.qmail.entity.ParameterField;
import ee.qmail.message.Body;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.SharedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A part of a mail that holds something itself: a text or a file. Not safe for use by several threads, as the message it is of. */
public final class MailPart {
    private static final Pattern TYPE = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]+/[a-z0-9!#$%&'*+.^_`|~-]+");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`{|}~-]+");
    private static final String TEXT = "text/plain";
    private static final String UNKNOWN = "application/octet-stream";

    private final Entity entity;
    private final Body mail;
    private final int around;

    private MailPart(Entity entity, Body mail, int around) {
        this.entity = entity;
        this.mail = mail;
        this.around = around;
    }

    /**
     * Lists what a mail holds; nothing of it is read.
     *
     * @param scanned what was found in the mail
     * @return the parts in their order, those inside of others too
     * @throws MessagingException if it is no MIME message
     */
    public static List<MailPart> of(Entity scanned, Body mail) throws MessagingException {
        List<MailPart> found = new ArrayList<>();
        collect(scanned, mail, 0, found);
        return found;
    }

    /** As deep as the scanner allows. */
    private static void collect(Entity entity, Body mail, int around, List<MailPart> found) throws MessagingException {
        if (!entity.isMultipart()) {
            found.add(new MailPart(entity, mail, around));
            return;
        }
        if (entity.parts().isEmpty()) {
            throw new MessagingException("a multipart has no line that begins a part");
        }
        for (Entity part : entity.parts()) {
            collect(part, mail, around + 1, found);
        }
    }

    /** @param type such as {@code text/plain} */
    public boolean is(String type) {
        return type().equals(type);
    }

    /** Tells whether it has no name and is not said to be an attachment. */
    public boolean isShown() {
        return !isAttached() && name().isEmpty();
    }

    private boolean isAttached() {
        return entity.disposition() != null && entity.disposition().value().startsWith("attachment");
    }

    /** Tells whether it is a mail that is attached (RFC 2046 section 5.2.1, RFC 6532 section 3.7). */
    public boolean isMail() {
        return is("message/rfc822") || is("message/global");
    }

    /** Entities around this part; 0 if it is the whole mail. */
    public int around() {
        return around;
    }

    /** Tells whether its octets are stored in another form. */
    public boolean isEncoded() {
        return !TransferEncoding.isIdentity(encoding());
    }

    private String encoding() {
        return entity.field("Content-Transfer-Encoding").orElse("");
    }

    /** Its octets as they are stored in the mail, which may be opened for as long as the mail may be. */
    public Body stored() {
        return new Stored(mail, entity.begin(), entity.end());
    }

    private record Stored(Body mail, long begin, long end) implements Body {
        @Override
        public long size() {
            return end - begin;
        }

        @Override
        public InputStream open() throws IOException {
            return PartStream.of(mail.open(), begin, end);
        }
    }

    /** The same in a stream over the mail. */
    public SharedInputStream storedIn(SharedInputStream whole) {
        return (SharedInputStream) whole.newStream(entity.begin(), entity.end());
    }

    /** The name of the file as the sender gives it, decoded and on one line. Blanks in a name without quotes are a common mistake. */
    public Optional<String> name() {
        // often encoded as if it stood in a text (RFC 2047)
        return parameter(entity.disposition(), "filename")
                .or(() -> parameter(entity.type(), "name"))
                .map(Decoded::field);
    }

    private static Optional<String> parameter(ParameterField field, String name) {
        return Optional.ofNullable(field).flatMap(known -> known.parameter(name));
    }

    /**
     * The media type in lower case, without parameters. If there is none, or what is said makes no sense, it is {@code text/plain} (RFC 2045
     * section 5.2); in the latter case {@code application/octet-stream} for a file.
     */
    public String type() {
        if (entity.type() == null) {
            return TEXT;
        }
        if (isTypeGood()) {
            return entity.type().value();
        }
        return isShown() ? TEXT : UNKNOWN;
    }

    private boolean isTypeGood() {
        return entity.type() != null && TYPE.matcher(entity.type().value()).matches();
    }

    /** With its parameters, such as the charset of a text, but for the name; without any if the type makes no sense. */
    String typeWithoutName() {
        if (!isTypeGood()) {
            return type();
        }
        StringBuilder text = new StringBuilder(type());
        for (Map.Entry<String, String> parameter : entity.type().parameters().entrySet()) {
            if (!parameter.getKey().isEmpty() && !parameter.getKey().equals("name")) {
                text.append("; ").append(parameter.getKey()).append('=').append(quoted(parameter.getValue()));
            }
        }
        return Decoded.withoutControls(text.toString());
    }

    private static String quoted(String value) {
        return TOKEN.matcher(value).matches()
                ? value
                : "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** Content-ID without brackets. */
    public Optional<String> id() {
        return entity.field("Content-ID").map(Decoded::withoutControls).map(id -> id.replaceAll("^<|>$", ""));
    }

    /**
     * Returns the content as a text with LF line ends. Without a charset it is read as UTF-8, or as ISO-8859-1 if it is none; what is no letter
     * in its charset is U+FFFD.
     *
     * @param most octets that are held in memory, once decoded
     * @return empty if the charset is not known
     * @throws MessagingException if its encoding is not known or broken, or it is longer
     * @throws IOException if it cannot be read
     */
    public Optional<String> text(int most) throws MessagingException, IOException {
        try (InputStream in = open()) {
            byte[] octets = in.readNBytes(most);
            if (octets.length == most && in.read() >= 0) {
                throw new MessagingException("a text of more than " + most + " octets");
            }
            return text(octets);
        } catch (DecodingException e) {
            throw new MessagingException(e.getMessage());
        }
    }

    /** The same of what {@link #octets} has read. */
    Optional<String> text(byte[] octets) {
        return Decoded.text(
                octets, isTypeGood() ? entity.type().parameter("charset").orElse(null) : null);
    }

    /** For a mail that is in memory itself. */
    byte[] octets() throws MessagingException, IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /**
     * Opens the content, decoded; the caller closes it. Reading it throws {@link DecodingException} where its encoding is broken.
     *
     * @throws MessagingException if its encoding is not known
     * @throws IOException if it cannot be read
     */
    public InputStream open() throws MessagingException, IOException {
        PartStream stored = PartStream.of(mail.open(), entity.begin(), entity.end());
        try {
            return TransferEncoding.decoded(encoding(), stored);
        } catch (MessagingException e) {
            stored.close();
            throw e;
        }
    }
}
