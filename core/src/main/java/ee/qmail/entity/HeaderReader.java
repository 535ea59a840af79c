package ee.qmail.entity;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Makes fields of the lines of one header. Lines that are no field are left out, and remembered. */
final class HeaderReader {
    private final Budget budget;
    private final List<HeaderField> fields = new ArrayList<>();
    private final ByteArrayOutputStream value = new ByteArrayOutputStream();
    private String name;
    private boolean clean = true;

    HeaderReader(Budget budget) {
        this.budget = budget;
    }

    /** @param length of the line without its end, more than 0 */
    void line(byte[] line, int length) throws MailLimitException {
        countCrs(line, length);
        if (line[0] == ' ' || line[0] == '\t') {
            fold(line, length);
            return;
        }
        finish();
        budget.field(); // also if it is none: to Jakarta Mail it is
        int end = nameEnd(line, length);
        int colon = end;
        while (colon < length && isBlank(line[colon])) {
            colon++;
        }
        if (end == 0 || colon == length || line[colon] != ':') {
            clean = false;
            return;
        }
        name = Letters.undeclared(line, 0, end);
        append(line, colon + 1, length);
    }

    /** To Jakarta Mail a CR ends a line. */
    private void countCrs(byte[] line, int length) throws MailLimitException {
        for (int i = 0; i < length; i++) {
            if (line[i] == '\r') {
                budget.field();
            }
        }
    }

    /** A fold, and the blanks behind it, are one blank. */
    private void fold(byte[] line, int length) {
        if (name == null) {
            clean = false;
            return;
        }
        value.write(' ');
        append(line, 1, length);
    }

    private void append(byte[] line, int from, int length) {
        int begin = from;
        while (begin < length && isBlank(line[begin])) {
            begin++;
        }
        value.write(line, begin, length - begin);
    }

    private static boolean isBlank(byte octet) {
        return octet == ' ' || octet == '\t';
    }

    /** Octets 33 to 126 but the colon (RFC 5322 section 2.2). */
    private static int nameEnd(byte[] line, int length) {
        int end = 0;
        while (end < length && line[end] > ' ' && line[end] < 127 && line[end] != ':') {
            end++;
        }
        return end;
    }

    private void finish() {
        if (name != null) {
            fields.add(new HeaderField(
                    name, Letters.undeclared(value.toByteArray()).strip()));
            name = null;
        }
        value.reset();
    }

    /** To be called when the header has ended. */
    List<HeaderField> fields() {
        finish();
        return fields;
    }

    /** Tells whether all lines belonged to fields. */
    boolean isClean() {
        return clean;
    }
}
