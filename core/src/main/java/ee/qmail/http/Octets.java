package ee.qmail.http;

import ee.qmail.text.Characters;

/** Kinds of octets in RFC 9110 section 5.6. */
final class Octets {
    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private Octets() {}

    static boolean isTokenChar(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || TOKEN.indexOf(c) >= 0;
    }

    static boolean isToken(String text) {
        return !text.isEmpty() && Characters.all(text, Octets::isTokenChar);
    }

    /**
     * Tells whether it may stand in the value of a field: text, blanks and what is beyond ASCII, but no control
     * character.
     */
    static boolean isFieldChar(int c) {
        return c >= ' ' && c != 127 || c == '\t';
    }

    /** @return -1 if it is no hexadecimal digit */
    static int hex(int c) {
        return c < 128 ? Character.digit(c, 16) : -1;
    }
}
