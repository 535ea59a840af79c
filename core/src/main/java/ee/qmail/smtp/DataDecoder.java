package ee.qmail.smtp;

import java.nio.ByteBuffer;

/**
 * Turns what follows DATA into text with LF line ends: CRLF becomes LF, a dot at the start of a line goes away, CRLF . CRLF
 * and nothing else ends it (SMTP-12). What another server could take for an end is refused at once: a CR or LF by
 * itself, and a NUL where dropping it would leave a line of one dot. In chunks of BDAT (RFC 3030) dots are text, and all the rest is the same: such a message is
 * passed on with DATA.
 *
 * <p>Octets are searched and copied in runs, never written one by one.
 */
public final class DataDecoder {
    enum Progress {
        MORE,
        END,
        BARE_LF,
        BARE_CR,
        NUL
    }

    /** Takes the text; the array is only good during the call. */
    @FunctionalInterface
    public interface Sink {
        void text(byte[] octets, int length);
    }

    private enum State {
        LINE_START,
        TEXT,
        CR,
        DOT,
        DOT_CR
    }

    private static final int CHUNK = 8192;

    private final boolean dots;
    private final byte[] out = new byte[CHUNK];
    private byte[] copy;
    private int length;
    private long lines;
    private State state = State.LINE_START;
    private Progress progress = Progress.MORE;

    /** For what follows DATA. */
    public DataDecoder() {
        this(true);
    }

    private DataDecoder(boolean dots) {
        this.dots = dots;
    }

    /** For chunks, of which {@link #end} tells the end. */
    static DataDecoder ofChunks() {
        return new DataDecoder(false);
    }

    /** Lines so far: what CRLF line ends add to the size. */
    long lines() {
        return lines;
    }

    /** Takes octets up to the end of the message, to the first forbidden one, or all. */
    public Progress decode(ByteBuffer in, Sink sink) {
        while (in.hasRemaining() && progress == Progress.MORE) {
            int count = Math.min(in.remaining(), CHUNK);
            int used = decodeChunk(in, count);
            in.position(in.position() + used);
            if (length > 0) {
                sink.text(out, length);
                length = 0;
            }
        }
        return progress;
    }

    /**
     * The last chunk has come. A last line without an end gets one, as DATA would have given it.
     *
     * @return false if a CR has come without its LF
     */
    boolean end(Sink sink) {
        if (state == State.TEXT) {
            out[0] = '\n';
            sink.text(out, 1);
            lines++;
            state = State.LINE_START;
        }
        return state == State.LINE_START;
    }

    private int decodeChunk(ByteBuffer in, int count) {
        if (in.hasArray()) {
            int from = in.arrayOffset() + in.position();
            return decode(in.array(), from, from + count) - from;
        }
        if (copy == null) {
            copy = new byte[CHUNK];
        }
        in.get(in.position(), copy, 0, count);
        return decode(copy, 0, count);
    }

    /** Never makes more octets than it takes, so that {@link #out} is large enough. */
    private int decode(byte[] in, int from, int to) {
        int at = from;
        while (at < to && progress == Progress.MORE) {
            byte octet = in[at];
            switch (state) {
                case LINE_START -> at += atLineStart(octet);
                case TEXT -> at = text(in, at, to);
                case CR -> at += afterCr(octet);
                case DOT -> at += afterDot(octet);
                case DOT_CR -> at += refuseUnless(octet == '\n', Progress.END, Progress.BARE_CR);
            }
        }
        return at;
    }

    private int atLineStart(byte octet) {
        if (octet == '.' && dots) {
            state = State.DOT;
            return 1;
        }
        return beginText(octet);
    }

    private int afterDot(byte octet) {
        if (octet == '\r') {
            state = State.DOT_CR;
            return 1;
        }
        return beginText(octet);
    }

    private int beginText(byte octet) {
        if (octet == 0) {
            progress = Progress.NUL;
            return 1;
        }
        state = State.TEXT;
        return 0;
    }

    private int text(byte[] in, int from, int to) {
        int end = from;
        while (end < to && (in[end] > '\r' || in[end] != '\n' && in[end] != '\r')) {
            end++;
        }
        System.arraycopy(in, from, out, length, end - from);
        length += end - from;
        if (end == to) {
            return end;
        }
        if (in[end] == '\n') {
            progress = Progress.BARE_LF;
        }
        state = State.CR;
        return end + 1;
    }

    private int afterCr(byte octet) {
        if (octet == '\n') {
            out[length++] = '\n';
            lines++;
            state = State.LINE_START;
        } else {
            progress = Progress.BARE_CR;
        }
        return 1;
    }

    private int refuseUnless(boolean right, Progress then, Progress otherwise) {
        progress = right ? then : otherwise;
        return 1;
    }
}
