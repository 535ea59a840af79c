package ee.qmail.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts command lines out of the octets of a client. A line ends at LF; one CR before it is dropped (SMTP-1). Of a line
 * that is too long nothing is kept, and memory is taken as lines need it. For one thread at a time.
 */
public final class LineReader {
    private static final int FIRST = 128;

    /** The result of one offer of octets. */
    public enum Progress {
        /** All octets are taken, and the line has not ended. */
        PARTIAL,
        /** A line is there for {@link #take}. */
        LINE,
        /** A line has ended that was longer than allowed. */
        TOO_LONG,
        /** More has come without a line end than is waited for. */
        ENDLESS
    }

    private final int max;
    private final int endless;
    private final byte[] longVerb;
    private final int longest;
    private byte[] octets;
    private int length;

    /**
     * @param max octets of a line with CRLF, so that a line may have two less whether it ends with CRLF or with LF
     * @param endless octets after which the end of a line is not waited for any more
     */
    public LineReader(int max, int endless) {
        this(max, endless, "", max);
    }

    /**
     * The same with another limit for one command, which may need more.
     *
     * @param longVerb in capital letters
     * @param longest octets of a line that begins with it; after twice as many its end is not waited for
     */
    public LineReader(int max, int endless, String longVerb, int longest) {
        this.max = max;
        this.endless = endless;
        this.longVerb = longVerb.getBytes(StandardCharsets.US_ASCII);
        this.longest = longest;
        this.octets = new byte[Math.min(FIRST, max)];
    }

    private int limit() {
        return isLong() ? longest : max;
    }

    private int patience() {
        return isLong() ? Math.max(endless, 2 * longest) : endless;
    }

    private boolean isLong() {
        if (longVerb.length == 0 || length < longVerb.length) {
            return false;
        }
        for (int i = 0; i < longVerb.length; i++) {
            int letter = octets[i] >= 'a' && octets[i] <= 'z' ? octets[i] - ('a' - 'A') : octets[i];
            if (letter != longVerb[i]) {
                return false;
            }
        }
        return true;
    }

    /** Tells whether no line has begun. */
    boolean isEmpty() {
        return length == 0;
    }

    /** Reads to the end of the line or of what is there. */
    public Progress read(ByteBuffer in) {
        int from = in.position();
        int end = from;
        while (end < in.limit() && in.get(end) != '\n') {
            end++;
        }
        boolean ended = end < in.limit();
        int count = end - from;
        // the verb tells how much of the rest is kept
        keep(in, Math.min(count, Math.max(0, longVerb.length - length)));
        count = end - in.position();
        if (length + count > patience()) {
            return Progress.ENDLESS;
        }
        keep(in, ended ? count + 1 : count);
        if (!ended) {
            return Progress.PARTIAL;
        }
        return isTooLong() ? tooLong() : Progress.LINE;
    }

    private boolean isTooLong() {
        int limit = limit();
        return length > limit || length == limit && octets[length - 2] != '\r';
    }

    private void keep(ByteBuffer in, int count) {
        int limit = limit();
        int kept = Math.max(0, Math.min(count, limit - length));
        if (length + kept > octets.length) {
            octets = Arrays.copyOf(octets, Math.min(limit, Math.max(2 * octets.length, length + kept)));
        }
        if (kept > 0) {
            in.get(octets, length, kept);
        }
        in.position(in.position() + count - kept);
        length += count;
    }

    private Progress tooLong() {
        length = 0;
        return Progress.TOO_LONG;
    }

    /** The line just read without its end, one character for each octet; the next one begins. */
    public String take() {
        int end = length - 1;
        if (end > 0 && octets[end - 1] == '\r') {
            end--;
        }
        length = 0;
        return new String(octets, 0, end, StandardCharsets.ISO_8859_1);
    }
}
