package ee.qmail.pop3;

import java.io.IOException;
import java.io.InputStream;

/**
 * A stored message as a multi-line reply (RFC 1939 section 3): LF becomes CRLF, a stored CRLF stays, a last line without
 * an end gets one, a dot at the start of a line is doubled, and a line of a single dot ends it. Without the stuffed dots
 * and the last line it has exactly the octets that {@link ee.qmail.maildir.WireSize} counts.
 */
final class WireStream extends InputStream {
    /** As many body lines as there are. */
    static final long ALL = Long.MAX_VALUE;

    private final InputStream stored;
    private final byte[] in;
    private byte[] out;
    private int position;
    private int limit;

    private boolean ended;
    private boolean inHeader = true;
    private long bodyLines;
    private boolean lineStart = true;
    private boolean lineEmpty = true;
    private boolean lastCr;

    /**
     * @param stored closed with this stream
     * @param size octets expected, to choose the buffer by
     * @param bodyLines lines sent after the empty line that ends the header
     * @param reply put before the message, for one write
     */
    WireStream(InputStream stored, long size, long bodyLines, byte[] reply) {
        this.stored = stored;
        this.bodyLines = bodyLines;
        this.in = new byte[(int) Math.min(8192, size + 1)];
        this.out = new byte[Math.max(reply.length, 2 * in.length + 6)];
        System.arraycopy(reply, 0, out, 0, reply.length);
        this.limit = reply.length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Reads as much as there is room for, so that a small message is one write. */
    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int done = 0;
        while (done < length && (position < limit || fill())) {
            int n = Math.min(length - done, limit - position);
            System.arraycopy(out, position, octets, offset + done, n);
            position += n;
            done += n;
        }
        return done > 0 || length == 0 ? done : -1;
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }

    private boolean fill() throws IOException {
        if (ended) {
            return false;
        }
        position = 0;
        limit = 0;
        int n = stored.read(in, 0, in.length);
        if (n < 0) {
            end();
        } else {
            convert(n);
        }
        return true;
    }

    private void convert(int n) {
        int from = 0;
        while (from < n && !ended) {
            int end = endOfLine(from, n);
            copy(from, end);
            if (end < n) {
                endLine();
            }
            from = end + 1;
        }
    }

    private int endOfLine(int from, int n) {
        int i = from;
        while (i < n && in[i] != '\n') {
            i++;
        }
        return i;
    }

    private void copy(int from, int end) {
        if (from == end) {
            return;
        }
        if (lineStart && in[from] == '.') {
            out[limit++] = '.';
        }
        System.arraycopy(in, from, out, limit, end - from);
        limit += end - from;
        lastCr = in[end - 1] == '\r';
        lineEmpty = lineStart && end - from == 1 && lastCr;
        lineStart = false;
    }

    private void endLine() {
        if (!lastCr) {
            out[limit++] = '\r';
        }
        out[limit++] = '\n';
        boolean empty = lineStart || lineEmpty;
        lineStart = true;
        lastCr = false;
        if (inHeader) {
            inHeader = !empty;
        } else {
            bodyLines--;
        }
        if (!inHeader && bodyLines <= 0) {
            end();
        }
    }

    private void end() {
        if (!lineStart) {
            out[limit++] = '\r';
            out[limit++] = '\n';
        }
        out[limit++] = '.';
        out[limit++] = '\r';
        out[limit++] = '\n';
        ended = true;
    }
}
