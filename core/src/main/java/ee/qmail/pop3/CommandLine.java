package ee.qmail.pop3;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Collects the octets of one command line; ends at LF, a CR before it is dropped. Memory is bounded. */
final class CommandLine {
    /** Octets of a line without its end. RFC 2449 section 4 asks for 255 with it. */
    static final int MAX_LENGTH = 510;

    /** Octets without LF after which a client is given up. */
    private static final int HOPELESS = 10_240;

    enum Taken {
        INCOMPLETE,
        LINE,
        TOO_LONG,
        HOPELESS
    }

    private final byte[] line = new byte[MAX_LENGTH + 1];
    private int length;

    /** Takes octets up to and including the next LF. */
    Taken take(ByteBuffer octets) {
        while (octets.hasRemaining()) {
            byte octet = octets.get();
            if (octet == '\n') {
                return length - (endsInCr() ? 1 : 0) <= MAX_LENGTH ? Taken.LINE : tooLong();
            }
            if (length < line.length) {
                line[length] = octet;
            }
            if (++length >= HOPELESS) {
                return Taken.HOPELESS;
            }
        }
        return Taken.INCOMPLETE;
    }

    private Taken tooLong() {
        length = 0;
        return Taken.TOO_LONG;
    }

    private boolean endsInCr() {
        return length > 0 && length <= line.length && line[length - 1] == '\r';
    }

    /** The line without its end, one character per octet; the next one is collected from here on. */
    String text() {
        String text = new String(line, 0, length - (endsInCr() ? 1 : 0), StandardCharsets.ISO_8859_1);
        length = 0;
        return text;
    }
}
