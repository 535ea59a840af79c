package ee.qmail.inject;

import ee.qmail.entity.MailLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The header of a message with LF line ends, taken apart (IN-12).
 *
 * @param fields in their order
 * @param bodyBegin where in the octets the body begins, behind the empty line if there is one
 */
record Header(List<Field> fields, int bodyBegin) {
    private static final String MBOX = "MBOX-Line: ";

    /**
     * The first line that is not a field ends the header, whether it is empty or not.
     *
     * @throws HeaderLimitException if it is too long to be taken apart, or has too many fields
     */
    static Header of(byte[] octets) throws HeaderLimitException {
        List<Field> fields = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        int begin = 0;
        while (begin < octets.length) {
            int end = begin;
            while (end < octets.length && octets[end] != '\n' && end <= MailLimits.HEADER_OCTETS) {
                end++;
            }
            if (end > MailLimits.HEADER_OCTETS) {
                throw new HeaderLimitException("the header must have at most " + MailLimits.HEADER_OCTETS + " octets");
            }
            String line = new String(octets, begin, end - begin, StandardCharsets.ISO_8859_1);
            int next = Math.min(end + 1, octets.length);
            boolean continued = open.length() > 0 && (line.startsWith(" ") || line.startsWith("\t"));
            if (!continued) {
                close(open, fields);
                if (line.isEmpty()) {
                    return new Header(fields, next);
                }
                if (line.startsWith("From ")) {
                    line = MBOX + line;
                } else if (!Field.begins(line)) {
                    return new Header(fields, begin);
                }
            }
            open.append(line).append('\n');
            begin = next;
        }
        close(open, fields);
        return new Header(fields, octets.length);
    }

    private static void close(StringBuilder open, List<Field> fields) throws HeaderLimitException {
        if (open.length() > 0) {
            if (fields.size() == MailLimits.FIELDS) {
                throw new HeaderLimitException("the header must have at most " + MailLimits.FIELDS + " fields");
            }
            fields.add(new Field(open.toString()));
            open.setLength(0);
        }
    }
}
