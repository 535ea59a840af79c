package ee.qmail.log;

import java.nio.charset.StandardCharsets;

/** Makes text from outside safe for one field of a log line (qmail-log(5)). */
public final class SafeText {
    private SafeText() {}

    /** A LF becomes {@code /}; {@code %}, octets below 33 and octets above 126 become {@code _}. */
    public static String of(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                octets[i] = '/';
            } else if (octets[i] < 33 || octets[i] > 126 || octets[i] == '%') {
                octets[i] = '_';
            }
        }
        return new String(octets, StandardCharsets.US_ASCII);
    }
}
