package ee.qmail.pickup;

import ee.qmail.message.Body;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Part of a file that is held open: it stays the same file, whatever gets its name meanwhile.
 *
 * @param begin octets before it
 */
record ChannelBody(FileChannel file, long begin, long size) implements Body {
    @Override
    public InputStream open() {
        return new InputStream() {
            private long done;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] octets, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                int most = (int) Math.min(length, size - done);
                int n = most == 0 ? -1 : file.read(ByteBuffer.wrap(octets, offset, most), begin + done);
                done += Math.max(n, 0);
                return n;
            }
        };
    }
}
