package ee.qmail.smtp;

import ee.qmail.message.Body;
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

    /** Reads the body once; its size on the wire is known since it was accepted. */
    public static BodyTraits of(Body body, long wireSize) throws IOException {
        int all = 0;
        HeaderOctets header = new HeaderOctets();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = body.open()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                header.read(chunk, count);
                for (int i = 0; i < count; i++) {
                    all |= chunk[i];
                }
            }
        }
        return new BodyTraits(wireSize, all < 0, header.isUtf8());
    }
}
