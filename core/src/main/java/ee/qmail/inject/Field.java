package ee.qmail.inject;

import java.util.Locale;

/**
 * A field of a header.
 *
 * @param text all of it, with its line ends (LF)
 */
record Field(String text) {
    /** In small letters. */
    String name() {
        return text.substring(0, text.indexOf(':')).stripTrailing().toLowerCase(Locale.ROOT);
    }

    /** As it is written. */
    String writtenName() {
        return text.substring(0, text.indexOf(':')).stripTrailing();
    }

    String body() {
        return text.substring(text.indexOf(':') + 1);
    }

    /** Tells whether a line begins a field: octets 33 to 126, then perhaps blanks, then a colon (IN-12). */
    static boolean begins(String line) {
        int end = 0;
        while (end < line.length() && line.charAt(end) > 32 && line.charAt(end) < 127 && line.charAt(end) != ':') {
            end++;
        }
        int colon = end;
        while (colon < line.length() && (line.charAt(colon) == ' ' || line.charAt(colon) == '\t')) {
            colon++;
        }
        return end > 0 && colon < line.length() && line.charAt(colon) == ':';
    }
}
