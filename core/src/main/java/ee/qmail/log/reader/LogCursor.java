package ee.qmail.log.reader;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a log, before a line or behind the last one. It stays the same when the file gets another name, or is compressed.
 *
 * @param mark of the file: what its first line is known by
 * @param offset in octets from the beginning of the file, uncompressed
 */
public record LogCursor(String mark, long offset) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})\\.([0-9]{1,15})");

    /** @throws IllegalArgumentException if it is none */
    public static LogCursor parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "': must be a place in a log as an earlier answer told it");
        }
        return new LogCursor(form.group(1), Long.parseLong(form.group(2)));
    }

    @Override
    public String toString() {
        return mark + "." + offset;
    }
}
