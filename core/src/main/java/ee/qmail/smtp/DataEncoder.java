package ee.qmail.smtp;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns a stored text into what follows DATA, the reverse of {@link DataDecoder}: LF becomes CRLF, and a dot at the start
 * of a line is doubled.
 *
 * <p>No stored octets can end the message early: a CR by itself and a CRLF become CRLF too, so that CR and LF go out only
 * as pairs, and behind each pair a dot is doubled, behind NULs that follow the pair too: whoever drops them must not find a line of one
 * dot. A last line without LF gets its line end; qmail refuses it for good
 * (RM-9), which helps nobody. Not safe for use by several threads at once.
 */
public final class DataEncoder extends OutputStream {
    private static final int BUFFER = 16 * 1024;
    /** Octets that one octet may become: a doubled dot or a line end. */
    private static final int GROWTH = 2;

    private final OutputStream wire;
    private final byte[] buffer = new byte[BUFFER];
    private int length;
    /** True while there is nothing in the line, or NULs only. */
    private boolean lineStart = true;

    private boolean lineBegun;
    private boolean afterCr;

    /** @param wire gets few, large writes; needs no buffer of its own */
    public DataEncoder(OutputStream wire) {
        this.wire = wire;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int count) throws IOException {
        int end = offset + count;
        int at = offset;
        while (at < end) {
            if (BUFFER - length < GROWTH) {
                flushBuffer();
            }
            byte octet = octets[at];
            if (octet == '\n' || octet == '\r') {
                lineEnd(octet);
                at++;
            } else {
                at += run(octets, at, end);
            }
        }
    }

    private void lineEnd(byte octet) {
        if (octet == '\r' || !afterCr) {
            buffer[length++] = '\r';
            buffer[length++] = '\n';
        }
        afterCr = octet == '\r';
        lineStart = true;
        lineBegun = false;
    }

    private int run(byte[] octets, int from, int limit) {
        afterCr = false;
        lineBegun = true;
        if (lineStart && octets[from] == 0) {
            buffer[length++] = 0; // what comes next begins the line for whoever drops NULs
            return 1;
        }
        if (lineStart && octets[from] == '.') {
            buffer[length++] = '.';
        }
        lineStart = false;
        int end = Math.min(limit, from + BUFFER - length);
        int at = from;
        while (at < end && (octets[at] > '\r' || octets[at] != '\n' && octets[at] != '\r')) {
            at++;
        }
        System.arraycopy(octets, from, buffer, length, at - from);
        length += at - from;
        return at - from;
    }

    /** Ends the message with the final dot and sends everything. From then on a lost connection may mean a duplicate. */
    public void end() throws IOException {
        if (lineBegun) {
            write('\n');
        }
        flushBuffer();
        wire.write(new byte[] {'.', '\r', '\n'});
        wire.flush();
    }

    private void flushBuffer() throws IOException {
        wire.write(buffer, 0, length);
        length = 0;
    }
}
