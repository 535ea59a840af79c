package ee.qmail.entity;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An entity whose end has not come yet. */
final class OpenEntity {
    private static final byte[] NOT_KNOWN = {};

    private final HeaderReader header;
    private final long headerBegin;
    private final List<Entity> parts = new ArrayList<>();
    private boolean inHeader = true;
    private ParameterField type;
    private ParameterField disposition;
    private long begin;
    /** With the two dashes; null unless parts may come. */
    private byte[] delimiter;

    /** @param headerBegin octets of the mail before the header */
    OpenEntity(Budget budget, long headerBegin) {
        this.header = new HeaderReader(budget);
        this.headerBegin = headerBegin;
    }

    boolean isInHeader() {
        return inHeader;
    }

    void headerLine(byte[] line, int length) throws MailLimitException {
        header.line(line, length);
    }

    /** @param bodyBegin octets of the mail before the body */
    void endHeader(long bodyBegin) throws MailLimitException {
        inHeader = false;
        begin = bodyBegin;
        type = field("Content-Type");
        disposition = field("Content-Disposition");
        if (type != null && Entity.isMultipart(type)) {
            delimiter = delimiter(type.parameter("boundary").orElse(""));
        }
    }

    private ParameterField field(String name) throws MailLimitException {
        for (HeaderField field : header.fields()) {
            if (field.is(name)) {
                return ParameterField.of(field.value());
            }
        }
        return null;
    }

    private static byte[] delimiter(String boundary) throws MailLimitException {
        byte[] octets = boundary.stripTrailing().getBytes(StandardCharsets.UTF_8);
        if (octets.length > MailLimits.BOUNDARY) {
            throw new MailLimitException("a boundary of more than " + MailLimits.BOUNDARY + " octets");
        }
        return octets.length == 0 ? NOT_KNOWN : ("--" + boundary.stripTrailing()).getBytes(StandardCharsets.UTF_8);
    }

    /** Tells whether a line is one before a part. */
    boolean delimits(byte[] line, int length) {
        return delimiter != null
                && delimiter.length == length
                && length > 0
                && Arrays.equals(delimiter, 0, length, line, 0, length);
    }

    /** Tells whether a line is the one behind the last part. */
    boolean closes(byte[] line, int length) {
        return length > 2 && line[length - 1] == '-' && line[length - 2] == '-' && delimits(line, length - 2);
    }

    /** A multipart that does not say what its boundary is: the first line that looks like one is. */
    boolean takesAsDelimiter(byte[] line, int length) {
        boolean taken = delimiter == NOT_KNOWN && length > 2 && !onlyDashes(line, length);
        if (taken) {
            delimiter = Arrays.copyOf(line, length);
        }
        return taken;
    }

    private static boolean onlyDashes(byte[] line, int length) {
        int i = 0;
        while (i < length && line[i] == '-') {
            i++;
        }
        return i == length;
    }

    /** No parts come any more; what follows up to the end is of no meaning. */
    void closed() {
        delimiter = null;
    }

    void add(Entity part) {
        parts.add(part);
    }

    /** @param end octets of the mail up to the end of the body; less than its beginning if it is empty */
    Entity ended(long end) {
        return new Entity(
                header.fields(), header.isClean(), type, disposition, headerBegin, begin, Math.max(begin, end), parts);
    }
}
