package ee.qmail.broker;

import ee.qmail.message.Body;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/**
 * A body that its sender has compressed ({@code compressLargeMessages}). No more octets come out than the sender has said, however
 * many are in it. Octets that cannot be unpacked are a {@link ZipException}: they will be the same when they are read again.
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
            int count = unpack(into, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new ZipException("the compressed body cannot be unpacked: it ends " + left + " octets too early");
            }
            left -= count;
            return count;
        }

        private int unpack(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (ZipException | EOFException e) {
                ZipException broken = new ZipException("the compressed body cannot be unpacked: " + e.getMessage());
                broken.initCause(e);
                throw broken;
            }
        }
    }
}
