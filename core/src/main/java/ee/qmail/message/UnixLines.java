package ee.qmail.message;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Turns CR LF into LF. A CR without LF passes. Not safe for use by several threads. */
public final class UnixLines extends FilterOutputStream {
    private final byte[] buffer = new byte[8192];
    private int filled;
    private boolean cr;

    /** @param out gets large writes, and is flushed with this stream */
    public UnixLines(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int octet) throws IOException {
        if (cr && octet != '\n') {
            put('\r');
        }
        cr = octet == '\r';
        if (!cr) {
            put(octet);
        }
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        for (int i = offset; i < offset + length; i++) {
            write(octets[i]);
        }
    }

    private void put(int octet) throws IOException {
        if (filled == buffer.length) {
            drain();
        }
        buffer[filled++] = (byte) octet;
    }

    private void drain() throws IOException {
        out.write(buffer, 0, filled);
        filled = 0;
    }

    /** Writes all that has come; to be called behind the last octet. */
    public void end() throws IOException {
        if (cr) {
            put('\r');
            cr = false;
        }
        flush();
    }

    /** Writes everything but a CR whose LF may still come. */
    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    /** Nothing follows. */
    @Override
    public void close() throws IOException {
        end();
        super.close();
    }
}
