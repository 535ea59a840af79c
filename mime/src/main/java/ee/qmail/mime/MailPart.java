package ee.qmail.mime;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.ParseException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a mail that holds something itself: a text or a file. For one thread, as the message it is of. */
public final class MailPart {
    private static final int DEEPEST = 30;
    private static final int MOST = 1_000;
    private static final Pattern LOOSE_NAME =
            Pattern.compile("filename\\s*=\\s*\"?([^\";\r\n]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern TYPE = Pattern.compile("[a-z0-9.+_-]+/[a-z0-9.+_-]+");

    private final MimePart part;

    private MailPart(MimePart part) {
        this.part = part;
    }

    /**
     * Takes a message apart; nothing of the parts is read but their headers.
     *
     * @return the parts in their order, those inside of others too
     * @throws MessagingException if it is no MIME message, or has more than 1,000 parts, or more than 30 in one another
     */
    public static List<MailPart> of(MimePart whole) throws MessagingException {
        Walk walk = new Walk();
        walk.enter(whole, 0);
        return walk.found;
    }

    /** Counts the parts that hold others too. */
    private static final class Walk {
        private final List<MailPart> found = new ArrayList<>();
        private int parts;

        void enter(MimePart part, int depth) throws MessagingException {
            if (depth > DEEPEST || ++parts > MOST) {
                throw new MessagingException(
                        "more than " + MOST + " parts, or more than " + DEEPEST + " in one another");
            }
            if (!part.isMimeType("multipart/*")) {
                found.add(new MailPart(part));
                return;
            }
            // by its source and not its content, which would be found through the thread's class loader
            MimeMultipart children = new MimeMultipart(part.getDataHandler().getDataSource());
            for (int i = 0; i < children.getCount(); i++) {
                enter((MimePart) children.getBodyPart(i), depth + 1);
            }
        }
    }

    /** @param type such as {@code text/plain} */
    public boolean is(String type) throws MessagingException {
        return part.isMimeType(type);
    }

    /** Whether it has no name and is not said to be an attachment. */
    public boolean isShown() throws MessagingException {
        String disposition = part.getHeader("Content-Disposition", null);
        boolean attached = disposition != null && disposition.strip().regionMatches(true, 0, "attachment", 0, 10);
        return !attached && name().isEmpty();
    }

    /** The name of the file as the sender gives it, decoded and on one line. Blanks in a name without quotes are a common mistake. */
    public Optional<String> name() throws MessagingException {
        try {
            // often encoded as if it stood in a text (RFC 2047)
            return Optional.ofNullable(part.getFileName()).map(Decoded::field);
        } catch (ParseException e) {
            String disposition = part.getHeader("Content-Disposition", null);
            Matcher loose = LOOSE_NAME.matcher(disposition == null ? "" : disposition);
            return loose.find() ? Optional.of(Decoded.field(loose.group(1).strip())) : Optional.empty();
        }
    }

    /** The media type in lower case, without parameters; {@code application/octet-stream} if what is said makes no sense. */
    public String type() throws MessagingException {
        String type = part.getContentType().split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return TYPE.matcher(type).matches() ? type : "application/octet-stream";
    }

    /** With its parameters, such as the charset of a text, but for the name; without any if they make no sense. */
    String typeWithoutName() throws MessagingException {
        ContentType type;
        try {
            type = new ContentType(part.getContentType());
        } catch (ParseException e) {
            return type();
        }
        if (type.getParameterList() != null) {
            type.getParameterList().remove("name");
        }
        type.setPrimaryType(type.getPrimaryType().toLowerCase(Locale.ROOT));
        type.setSubType(type.getSubType().toLowerCase(Locale.ROOT));
        return Decoded.withoutControls(Decoded.unfolded(type.toString()));
    }

    /** Content-ID without brackets. */
    Optional<String> id() throws MessagingException {
        return Optional.ofNullable(part.getContentID())
                .map(Decoded::withoutControls)
                .map(id -> id.replaceAll("^<|>$", ""));
    }

    /**
     * What it holds, as a text with LF line ends. Without a charset it is read as UTF-8, or as ISO-8859-1 if it is none; what is no letter
     * in its charset is U+FFFD.
     *
     * @return empty if the charset is not known
     * @throws IOException if it cannot be read, or its encoding is broken
     */
    public Optional<String> text() throws MessagingException, IOException {
        return Decoded.text(octets(), charset());
    }

    /** Null if there is none. */
    private String charset() throws MessagingException {
        try {
            return new ContentType(part.getContentType()).getParameter("charset");
        } catch (ParseException e) {
            return null;
        }
    }

    byte[] octets() throws MessagingException, IOException {
        try (InputStream in = open()) {
            return in.readAllBytes();
        }
    }

    /**
     * What it holds, decoded; the caller closes it.
     *
     * @throws IOException if it cannot be read, or its encoding is broken
     */
    public InputStream open() throws MessagingException, IOException {
        return part.getInputStream();
    }
}
