package ee.qmail.entity;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds the parts of a mail and counts what they cost, while its octets stream by. Nothing is kept but the headers, which are limited. Lines
 * end with LF or CRLF. Not safe for use by several threads; one for each mail.
 *
 * <p>A boundary ends whatever is open inside of its multipart, also a header. A multipart that is not closed ends with the one around it.
 * Messages inside of a mail are not looked into, nor is what is encoded: each is scanned by itself, if anybody asks for it.
 */
public final class EntityScanner {
    private static final int CHUNK = 16 * 1024;
    /** A longer line of a body is no boundary: two dashes, a boundary, two dashes, and blanks that some put behind it. */
    private static final int DELIMITER_LINE = MailLimits.BOUNDARY + 50;

    private final Budget budget;
    /** Entities around the mail, those of mails that it is attached to. */
    private final int around;
    /** The open entities, the mail first; a line belongs to the last one. */
    private final List<OpenEntity> open = new ArrayList<>();

    private byte[] line = new byte[512];
    /** Octets of the line so far, of which a body keeps no more than a delimiter may have. */
    private long length;

    private int last;
    /** Octets before the line, and up to the end of the line before it. */
    private long begin;

    private long previousEnd;
    private Entity mail;

    public EntityScanner() {
        this(new Budget(), 0);
    }

    private EntityScanner(Budget budget, int around) {
        this.budget = budget;
        this.around = around;
        open.add(new OpenEntity(budget, 0));
    }

    /**
     * Scans a whole mail.
     *
     * @param in read to its end, or up to where there is too much; not closed
     * @throws MailLimitException at the first octet that is too much
     */
    public static Entity scan(InputStream in) throws IOException, MailLimitException {
        return scan(in, new Budget());
    }

    /**
     * The same for a mail in which others may be attached.
     *
     * @param budget new, and to be given to {@link #scanAttached} with each of them
     */
    public static Entity scan(InputStream in, Budget budget) throws IOException, MailLimitException {
        return new EntityScanner(budget, 0).all(in);
    }

    /**
     * Scans a mail that is attached to another: its headers and parts count as those of the other.
     *
     * @param budget of the other
     * @param around entities around it, at least 1
     */
    public static Entity scanAttached(InputStream in, Budget budget, int around)
            throws IOException, MailLimitException {
        budget.part(around);
        return new EntityScanner(budget, around).all(in);
    }

    private Entity all(InputStream in) throws IOException, MailLimitException {
        byte[] chunk = new byte[CHUNK];
        for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
            feed(chunk, 0, count);
        }
        return end();
    }

    /**
     * Scans no more than the header of a mail.
     *
     * @param in read a little further than the header; not closed
     * @throws MailLimitException at the first octet that is too much
     */
    public static List<HeaderField> header(InputStream in) throws IOException, MailLimitException {
        EntityScanner scanner = new EntityScanner();
        byte[] chunk = new byte[CHUNK];
        int count = in.read(chunk);
        while (count >= 0 && scanner.feedHeader(chunk, count)) {
            count = in.read(chunk);
        }
        return scanner.end().fields();
    }

    /** @return whether the header goes on */
    private boolean feedHeader(byte[] octets, int count) throws MailLimitException {
        for (int i = 0; i < count && top().isInHeader(); i++) {
            feed(octets, i, 1);
        }
        return top().isInHeader();
    }

    /**
     * Takes the next octets.
     *
     * @throws MailLimitException if there is too much of something; the scan is over then
     */
    public void feed(byte[] octets, int offset, int count) throws MailLimitException {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            int lineEnd = at;
            while (lineEnd < end && octets[lineEnd] != '\n') {
                lineEnd++;
            }
            take(octets, at, lineEnd - at);
            if (lineEnd < end) {
                endLine();
            }
            at = lineEnd + 1;
        }
    }

    private void take(byte[] octets, int offset, int count) throws MailLimitException {
        if (count == 0) {
            return;
        }
        boolean inHeader = top().isInHeader();
        if (inHeader) {
            budget.headerOctets(count);
        }
        int kept = (int) Math.min(length, line.length);
        int wanted = inHeader ? count : (int) Math.max(0, Math.min(count, DELIMITER_LINE - length));
        if (kept + wanted > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, kept + wanted));
        }
        System.arraycopy(octets, offset, line, kept, wanted);
        length += count;
        last = octets[offset + count - 1];
    }

    private OpenEntity top() {
        return open.get(open.size() - 1);
    }

    private void endLine() throws MailLimitException {
        long next = begin + length + 1;
        line(next);
        begin = next;
        length = 0;
        last = 0;
    }

    private void line(long next) throws MailLimitException {
        long content = last == '\r' ? length - 1 : length;
        boolean dashes = content >= 2 && line[0] == '-' && line[1] == '-';
        if (!dashes || content > DELIMITER_LINE || !isDelimiter(stripped((int) content), next)) {
            if (top().isInHeader()) {
                headerLine((int) content, next);
            }
        }
        previousEnd = begin + content;
    }

    private void headerLine(int content, long next) throws MailLimitException {
        budget.headerOctets(1);
        if (content == 0) {
            top().endHeader(next);
        } else {
            top().headerLine(line, content);
        }
    }

    /** Some programs put blanks behind a boundary (RFC 2046 section 5.1.1). */
    private int stripped(int content) {
        int end = content;
        while (end > 2 && (line[end - 1] == ' ' || line[end - 1] == '\t')) {
            end--;
        }
        return end;
    }

    private boolean isDelimiter(int content, long next) throws MailLimitException {
        for (int i = open.size() - 1; i >= 0; i--) {
            if (open.get(i).closes(line, content)) {
                endAbove(i);
                open.get(i).closed();
                return true;
            }
            if (open.get(i).delimits(line, content)) {
                beginPart(i, next);
                return true;
            }
        }
        boolean guessed = !top().isInHeader() && top().takesAsDelimiter(line, content);
        if (guessed) {
            beginPart(open.size() - 1, next);
        }
        return guessed;
    }

    private void beginPart(int multipart, long next) throws MailLimitException {
        endAbove(multipart);
        budget.part(around + open.size());
        open.add(new OpenEntity(budget, next));
    }

    /** Ends what is open inside of a multipart. */
    private void endAbove(int multipart) throws MailLimitException {
        while (open.size() - 1 > multipart) {
            Entity ended = close(open.remove(open.size() - 1), previousEnd);
            top().add(ended);
        }
    }

    private Entity close(OpenEntity entity, long end) throws MailLimitException {
        if (entity.isInHeader()) {
            entity.endHeader(begin);
            return entity.ended(begin);
        }
        return entity.ended(end);
    }

    /**
     * Tells what was found, when all octets have come.
     *
     * @throws MailLimitException if there is too much of something
     */
    public Entity end() throws MailLimitException {
        if (mail == null) {
            if (length > 0) {
                line(begin + length);
                begin += length;
            }
            previousEnd = begin;
            endAbove(0);
            mail = close(open.get(0), begin);
        }
        return mail;
    }
}
