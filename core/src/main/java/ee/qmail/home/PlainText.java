package ee.qmail.home;

import ee.qmail.text.Sentence;
import java.util.ArrayList;
import java.util.List;

/**
 * The text of a file without what editors of other systems leave in it: a byte order mark at its start, a CR before an LF or at
 * the end.
 *
 * @param remarks what was left out, for the file's name to be put in front; none if nothing was
 */
public record PlainText(String text, List<Sentence> remarks) {
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public PlainText {
        remarks = List.copyOf(remarks);
    }

    public static PlainText of(String raw) {
        if (raw.indexOf('\r') < 0 && !raw.startsWith(BYTE_ORDER_MARK)) {
            return new PlainText(raw, List.of());
        }
        List<Sentence> remarks = new ArrayList<>();
        String text = raw;
        if (text.startsWith(BYTE_ORDER_MARK)) {
            text = text.substring(1);
            remarks.add(Sentence.of("file.byteOrderMark"));
        }
        String unix = text.replace("\r\n", "\n");
        unix = unix.endsWith("\r") ? unix.substring(0, unix.length() - 1) : unix;
        if (unix.length() != text.length()) {
            remarks.add(Sentence.of("file.crlf"));
        }
        return new PlainText(unix, remarks);
    }
}
