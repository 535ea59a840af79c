package ee.qmail.smtp;

import ee.qmail.mail.Body;
import java.io.IOException;
import java.io.InputStream;

/**
 * The traits of a body that MAIL tells the other side.
 *
 * @param wireSize octets with CRLF line ends, before dots are doubled (RFC 1870)
 * @param eightBit whether it has octets above 127 (RFC 6152)
 * @param utf8Header whether its header has some, and all of them are UTF-8 (RFC 6532)
 */
public record BodyTraits(long wireSize, boolean eightBit, boolean utf8Header) {
    private static final int CHUNK = 16 * 1024;

    /** Reads the body once. */
    public static BodyTraits of(Body body) throws IOException {
        long lines = 0;
        int all = 0;
        HeaderOctets header = new HeaderOctets();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = body.open()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                header.read(chunk, count);
                for (int i = 0; i < count; i++) {
                    all |= chunk[i];
                    if (chunk[i] == '\n') {
                        lines++;
                    }
                }
            }
        }
        return new BodyTraits(body.size() + lines, all < 0, header.isUtf8());
    }
}
