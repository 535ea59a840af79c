package ee.qmail.message;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The RFC 5322 text of a message with LF line ends, as it is kept in the queue. May be opened more than once. */
public interface Body {
    /** Size in octets. */
    long size();

    /** A new stream over the whole text; the caller closes it. */
    InputStream open() throws IOException;

    /** A body held in memory. The array is not copied. */
    static Body of(byte[] octets) {
        return of(octets, 0, octets.length);
    }

    /** A body that is part of an array, which is not copied. */
    static Body of(byte[] octets, int offset, int length) {
        return new ByteArrayBody(octets, offset, length);
    }

    /** A body held in memory, encoded as UTF-8. */
    static Body of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }
}
