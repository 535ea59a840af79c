package ee.qmail.smtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts command lines out of the octets of a client. A line ends at LF; one CR before it is dropped (SMTP-1). Of a line
 * that is too long nothing is kept.
 */
final class CommandReader {
    /** Octets of a command line, its line end included; RFC 5321 4.5.3.1.4 asks for 512 and room for parameters. */
    static final int MAX_LINE = 2048;
    /** Octets after which nobody will send a line end any more. */
    static final int ENDLESS = 100 * 1024;

    enum Progress {
        PARTIAL,
        LINE,
        TOO_LONG,
        ENDLESS
    }

    private byte[] octets = new byte[128];
    private int length;

    /** Reads to the end of the line or of what is there. */
    Progress read(ByteBuffer in) {
        while (in.hasRemaining()) {
            byte octet = in.get();
            keep(octet);
            if (octet == '\n') {
                return length > MAX_LINE ? tooLong() : Progress.LINE;
            }
            if (length > ENDLESS) {
                return Progress.ENDLESS;
            }
        }
        return Progress.PARTIAL;
    }

    private void keep(byte octet) {
        if (length < MAX_LINE) {
            if (length == octets.length) {
                octets = Arrays.copyOf(octets, length * 2);
            }
            octets[length] = octet;
        }
        length++;
    }

    private Progress tooLong() {
        length = 0;
        return Progress.TOO_LONG;
    }

    /** The line just read, one character for each octet. */
    String take() {
        int end = length - 1;
        if (end > 0 && octets[end - 1] == '\r') {
            end--;
        }
        length = 0;
        return new String(octets, 0, end, StandardCharsets.ISO_8859_1);
    }
}
