package ee.qmail.message;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The body of a small message. */
record ByteArrayBody(byte[] octets, int offset, int length) implements Body {
    @Override
    public long size() {
        return length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets, offset, length);
    }
}
