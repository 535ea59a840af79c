package ee.qmail.broker;

import ee.qmail.message.Body;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/**
 * A body that its sender has compressed ({@code compressLargeMessages}). No more octets come out than the sender has said, however
 * many are in it.
 *
 * @param packed as the broker keeps it
 * @param size octets when it is unpacked
 */
record InflatedBody(Body packed, long size) implements Body {
    @Override
    public InputStream open() throws IOException {
        return new Octets(new InflaterInputStream(packed.open()), size);
    }

    private static final class Octets extends FilterInputStream {
        private long left;

        Octets(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] octet = new byte[1];
            return read(octet, 0, 1) < 0 ? -1 : octet[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int count = super.read(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new EOFException("a compressed message ends " + left + " octets too early");
            }
            left -= count;
            return count;
        }
    }
}
