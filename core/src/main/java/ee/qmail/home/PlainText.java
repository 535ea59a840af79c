package ee.qmail.home;

import java.util.ArrayList;
import java.util.List;

/**
 * The text of a file without what editors of other systems leave in it: a byte order mark at its start, a CR before an LF or at
 * the end.
 *
 * @param remarks what was left out, for the file's name to be put in front; none if nothing was
 */
public record PlainText(String text, List<String> remarks) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public PlainText {
        remarks = List.copyOf(remarks);
    }

    public static PlainText of(String raw) {
        if (raw.indexOf('\r') < 0 && !raw.startsWith(BYTE_ORDER_MARK)) {
            return new PlainText(raw, List.of());
        }
        List<String> remarks = new ArrayList<>();
        String text = raw;
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
            remarks.add("begins with a byte order mark, which does not count");
        }
        String unix = text.replace("\r\n", "\n");
        unix = unix.endsWith("\r") ? unix.substring(0, unix.length() - 1) : unix;
        if (unix.length() != text.length()) {
            remarks.add("has CR LF at the ends of lines, and the CR does not count; line ends are LF here");
        }
        return new PlainText(unix, remarks);
    }
}
