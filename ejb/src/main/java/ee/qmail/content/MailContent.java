package ee.qmail.content;

import ee.qmail.entity.EntityScanner;
import ee.qmail.entity.Letters;
import ee.qmail.entity.MailLimitException;
import ee.qmail.mime.Decoded;
import ee.qmail.mime.MailParser;
import ee.qmail.mime.UnparsableMailException;
import ee.qmail.text.Harmless;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A mail for people who look at it: its header, its plain text and its source, each cut. Letters only, of which none moves or hides what stands around it.
 *
 * @param header empty if it cannot be read, or has too much of something
 * @param text the first plain text that is shown by mail programs; empty if there is none within what is looked at
 * @param source the beginning of the message as it is kept
 * @param size octets of the whole message
 * @param whole whether the source is all of it
 */
public record MailContent(List<Field> header, String text, String source, long size, boolean whole) {
    /** Octets of a message that are looked at. */
    public static final int LOOKED_AT = 256 * 1024;

    static final int SOURCE = 64 * 1024;
    static final int FIELDS = 200;
    static final int FIELD = 2_000;

    /** A field on one line, its encoded words decoded. */
    public record Field(String name, String value) {}

    /**
     * @param octets the beginning of the message, of which {@link #LOOKED_AT} at most are looked at
     * @param size octets of the whole message
     */
    public static MailContent of(byte[] octets, long size) {
        byte[] some = octets.length > LOOKED_AT ? Arrays.copyOf(octets, LOOKED_AT) : octets;
        byte[] shown = some.length > SOURCE ? wholeLines(some) : some;
        return new MailContent(
                header(some),
                cut(text(some), SOURCE),
                Harmless.lines(Letters.undeclared(shown).replace("\r\n", "\n")),
                size,
                shown.length >= size);
    }

    /** A text that is no mail. */
    public static MailContent ofText(String text) {
        return new MailContent(
                List.of(), "", cut(Harmless.lines(text), SOURCE), text.length(), text.length() <= SOURCE);
    }

    /** Not cut within a character. */
    private static byte[] wholeLines(byte[] octets) {
        int end = SOURCE;
        while (end > 0 && octets[end - 1] != '\n') {
            end--;
        }
        return Arrays.copyOf(octets, end == 0 ? SOURCE : end);
    }

    private static List<Field> header(byte[] octets) {
        try {
            return EntityScanner.scan(new ByteArrayInputStream(octets)).fields().stream()
                    .limit(FIELDS)
                    .map(field -> new Field(
                            Harmless.line(field.name()), cut(Harmless.line(Decoded.field(field.value())), FIELD)))
                    .toList();
        } catch (IOException | MailLimitException e) {
            return List.of();
        }
    }

    private static String text(byte[] octets) {
        try {
            Object text = MailParser.parse(octets).entries().get("text");
            return text instanceof String known ? Harmless.lines(known) : "";
        } catch (UnparsableMailException e) {
            return "";
        }
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) + "…" : text;
    }
}
