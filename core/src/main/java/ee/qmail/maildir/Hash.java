package ee.qmail.maildir;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hexadecimal digits. */
final class Hash {
    private Hash() {}

    /** @param octets how many octets of the 32 to show, two digits each */
    static String of(String text, int octets) {
        return of(text.getBytes(StandardCharsets.UTF_8), octets);
    }

    static String of(byte[] text, int octets) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, octets);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
