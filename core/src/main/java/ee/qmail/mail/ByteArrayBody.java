package ee.qmail.mail;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** The body of a small message. */
record ByteArrayBody(byte[] octets) implements Body {
    @Override
    public long size() {
        return octets.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(octets);
    }
}
