package ee.qmail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** The lines in which SMTP and POP3 carry the messages of an exchange (RFC 4954 4, RFC 5034 4): base64. */
public final class SaslWire {
    /** Octets of a line with its CRLF, while an exchange is open (RFC 4954 4.1). */
    public static final int MAX_LINE = 12_288;

    private static final String CANCEL = "*";
    private static final String EMPTY = "=";

    private SaslWire() {}

    /** Tells whether the client gives up: {@code 501 5.7.0}. */
    public static boolean isCancel(String line) {
        return line.equals(CANCEL);
    }

    /**
     * The message beside the AUTH command, where {@code =} is an empty one.
     *
     * @return empty if it is malformed: {@code 501 5.5.2}
     */
    public static Optional<byte[]> initialResponse(String argument) {
        return argument.equals(EMPTY) ? Optional.of(new byte[0]) : decode(argument);
    }

    /**
     * The message in a line of its own.
     *
     * @param line without its end, one character for each octet
     * @return empty if it is malformed: not base64 in its one canonical form, padding included, or too long
     */
    public static Optional<byte[]> decode(String line) {
        if (line.length() > MAX_LINE - 2 || line.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            byte[] octets = Base64.getDecoder().decode(line.getBytes(StandardCharsets.ISO_8859_1));
            return encode(octets).equals(line) ? Optional.of(octets) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What goes behind {@code 334 } and {@code + }; nothing for an empty message. */
    public static String encode(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
