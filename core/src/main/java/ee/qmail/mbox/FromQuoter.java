package ee.qmail.mbox;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Puts a {@code >} before each {@code From } that begins a line, or has nothing but {@code >} before it there. */
final class FromQuoter extends FilterOutputStream {
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int NOT_AT_START = -1;

    /** The octets of {@code From } that have come and are not written yet. */
    private int matched;

    private int last = '\n';

    FromQuoter(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        last = octet;
        if (matched >= 0 && octet == FROM[matched]) {
            matched++;
            if (matched == FROM.length) {
                out.write('>');
                release();
            }
            return;
        }
        boolean stillAtStart = matched == 0 && octet == '>';
        release();
        out.write(octet);
        if (octet == '\n' || stillAtStart) {
            matched = 0;
        }
    }

    private void release() throws IOException {
        if (matched > 0) {
            out.write(FROM, 0, matched);
        }
        matched = NOT_AT_START;
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    /** Ends the last line if it has no end. */
    void endLine() throws IOException {
        if (last != '\n') {
            write('\n');
        }
    }
}
