package ee.qmail.maildir;

import ee.qmail.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal digits. */
final class Hash {
    private Hash() {}

    /** @param octets how many octets of the 32 to show, two digits each */
    static String of(String text, int octets) {
        return of(text.getBytes(StandardCharsets.UTF_8), octets);
    }

    static String of(byte[] text, int octets) {
        return HexFormat.of().formatHex(Sha256.of(text), 0, octets);
    }
}
