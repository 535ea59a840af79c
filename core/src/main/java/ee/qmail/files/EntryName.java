package ee.qmail.files;

import ee.qmail.text.Characters;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * The names of files as octets, which is what they are on disk. This process may be unable to say one in the character
 * set of its locale (any but ASCII under {@code LANG=C}): then each octet beyond 0x7F stands in the text as one
 * character from U+DC80 to U+DCFF, which occur in no proper text, so that two names are never the same text. Such a
 * file is opened by the {@link Path} that the directory gave.
 */
public final class EntryName {
    private static final char UNKNOWN = '\uFFFD';
    private static final char ESCAPED = '\uDC00';
    private static final int HIGH = 0x80;

    private EntryName() {}

    /** @param entry as its directory has given it */
    public static String of(Path entry) {
        String whole = entry.toString(); // faster than to make a path of the last element
        String name = whole.substring(whole.lastIndexOf('/') + 1);
        return name.indexOf(UNKNOWN) < 0 ? name : escaped(entry);
    }

    /** Tells whether only the path that the directory gave leads to the file. */
    public static boolean isEscaped(String name) {
        return Characters.any(name, EntryName::isEscaped);
    }

    private static boolean isEscaped(int c) {
        return c >= ESCAPED + HIGH && c <= ESCAPED + 0xff;
    }

    /** A URI has the octets; a name that is escaped is escaped as a whole. */
    private static String escaped(Path entry) {
        String uri = entry.getFileName().toUri().getRawPath();
        String last = uri.substring(uri.lastIndexOf('/', uri.length() - 2) + 1);
        StringBuilder name = new StringBuilder();
        int end = last.endsWith("/") ? last.length() - 1 : last.length(); // there is a directory of that name
        for (int i = 0; i < end; i++) {
            char c = last.charAt(i);
            int octet = c == '%' ? HexFormat.fromHexDigits(last, i + 1, i + 3) : c;
            i += c == '%' ? 2 : 0;
            name.append((char) (octet < HIGH ? octet : ESCAPED + octet));
        }
        return name.toString();
    }

    /** The octets of the name on disk, if the locale's character set is UTF-8, ASCII or unknown to the name. */
    public static byte[] octets(String name) {
        if (!isEscaped(name)) {
            return name.getBytes(StandardCharsets.UTF_8);
        }
        ByteArrayOutputStream octets = new ByteArrayOutputStream(name.length());
        name.chars().forEach(octets::write); // the low eight bits
        return octets.toByteArray();
    }
}
