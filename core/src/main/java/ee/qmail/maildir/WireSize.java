package ee.qmail.maildir;

import ee.qmail.message.Body;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Counts the octets of a text as it is stored and as it goes over the wire: each LF as CRLF, a stored CRLF as it is, and
 * a CRLF added to a last line that lacks one. Dot-stuffing and the final dot do not count (RFC 1939 section 11).
 */
public final class WireSize {
    private static final int BUFFER = 8192;

    private long stored;
    private long added;
    private byte last = '\n';

    /** Counts the next octets of the text. */
    public void add(byte[] octets, int offset, int length) {
        if (length == 0) {
            return;
        }
        int bare = octets[offset] == '\n' && last != '\r' ? 1 : 0;
        int end = offset + length;
        for (int i = offset + 1; i < end; i++) {
            if (octets[i] == '\n' && octets[i - 1] != '\r') {
                bare++;
            }
        }
        last = octets[end - 1];
        added += bare;
        stored += length;
    }

    /** Counts the rest of the stream; the caller closes it. */
    public WireSize add(InputStream text) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = text.read(buffer); n >= 0; n = text.read(buffer)) {
            add(buffer, 0, n);
        }
        return this;
    }

    /** Counts what a file holds from its position on, {@code most} octets of it at most: it may grow meanwhile. */
    WireSize add(FileChannel file, long most) throws IOException {
        byte[] buffer = new byte[BUFFER];
        ByteBuffer octets = ByteBuffer.wrap(buffer);
        long left = most;
        while (left > 0) {
            octets.clear().limit((int) Math.min(BUFFER, left));
            int n = file.read(octets);
            if (n < 0) {
                return this;
            }
            add(buffer, 0, n);
            left -= n;
        }
        return this;
    }

    /** Counts what is written, on its way to {@code out}, which is closed with it. */
    public OutputStream counting(OutputStream out) {
        return new FilterOutputStream(out) {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                add(octets, offset, length);
                out.write(octets, offset, length);
            }
        };
    }

    /** Octets as stored. */
    public long stored() {
        return stored;
    }

    /** Octets on the wire. */
    public long wire() {
        return stored + added + (last == '\n' ? 0 : 2);
    }

    /** The octets on the wire of a text held in memory. */
    public static long of(byte[] text) {
        WireSize size = new WireSize();
        size.add(text, 0, text.length);
        return size.wire();
    }

    /** Octets of a whole body on the wire; reads it. */
    public static long of(Body body) throws IOException {
        try (InputStream in = body.open()) {
            return new WireSize().add(in).wire();
        }
    }
}
