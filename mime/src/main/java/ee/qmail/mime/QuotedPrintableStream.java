package ee.qmail.mime;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/**
 * Decodes quoted-printable (RFC 2045 section 6.7). An equals sign before something else than two digits stays as it is.
 * That of Jakarta Mail calls itself at each line end that is none: a text of them ends its thread.
 */
final class QuotedPrintableStream extends InputStream {
    private final PushbackInputStream in;
    /** Blanks that have come and are not at the end of a line. */
    private int blanks;

    QuotedPrintableStream(InputStream in) {
        this.in = new PushbackInputStream(new BufferedInputStream(in), 2);
    }

    @Override
    public int read() throws IOException {
        if (blanks > 0) {
            blanks--;
            return ' ';
        }
        int octet = in.read();
        while (octet == '=' || octet == ' ') {
            int decoded = octet == '=' ? escaped() : blank();
            if (decoded >= 0) {
                return decoded;
            }
            octet = in.read();
        }
        return octet;
    }

    /**
     * Reads a blank; blanks at the end of a line were put there on the way and do not count. Less than 0 if nothing is
     * left.
     */
    private int blank() throws IOException {
        int count = 1;
        int next = in.read();
        while (next == ' ') {
            count++;
            next = in.read();
        }
        back(next);
        if (next < 0 || next == '\n' || next == '\r') {
            return -1;
        }
        blanks = count - 1;
        return ' ';
    }

    /** Less than 0 at a line end that is none. */
    private int escaped() throws IOException {
        int first = in.read();
        if (first < 0 || first == '\n') {
            return -1;
        }
        int second = in.read();
        if (first == '\r') {
            if (second != '\n') {
                back(second);
            }
            return -1;
        }
        int high = Character.digit(first, 16);
        int low = Character.digit(second, 16);
        if (high >= 0 && low >= 0) {
            return high << 4 | low;
        }
        back(second);
        back(first);
        return '=';
    }

    private void back(int octet) throws IOException {
        if (octet >= 0) {
            in.unread(octet);
        }
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int octet = read();
            if (octet < 0) {
                return count == 0 ? -1 : count;
            }
            octets[offset + count++] = (byte) octet;
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
