package ee.qmail.mime;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Some octets of a mail, as they are stored. Remembers trouble with reading them. */
final class PartStream extends FilterInputStream {
    private long left;
    private IOException trouble;

    private PartStream(InputStream in, long length) {
        super(in);
        this.left = length;
    }

    /** @param in the mail from its beginning; closed with this stream */
    static PartStream of(InputStream in, long begin, long end) throws IOException {
        try {
            in.skipNBytes(begin);
            return new PartStream(in, end - begin);
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] octets, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        try {
            int count = in.read(octets, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        } catch (IOException e) {
            trouble = e;
            throw e;
        }
    }

    @Override
    public long skip(long count) throws IOException {
        long skipped = in.skip(Math.min(count, left));
        left -= skipped;
        return skipped;
    }

    @Override
    public int available() throws IOException {
        return (int) Math.min(left, in.available());
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Null if all could be read. */
    IOException trouble() {
        return trouble;
    }
}
