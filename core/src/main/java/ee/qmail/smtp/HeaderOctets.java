package ee.qmail.smtp;

/**
 * Looks at the header of a text with LF line ends, octet by octet as it is read, whether it is one of RFC 6532: has octets above 127
 * which are UTF-8. Octets of another character set make no such header. Keeps nothing, however long the header is.
 */
final class HeaderOctets {
    private boolean over;
    private boolean lineStart = true;
    private boolean anyAbove;
    private boolean wrong;
    /** Octets that are still to come of the character that has begun. */
    private int missing;

    void read(byte[] octets, int count) {
        for (int i = 0; i < count && !over; i++) {
            if (octets[i] < 0 || missing > 0) {
                above(octets[i] & 0xff);
            }
            over = lineStart && octets[i] == '\n';
            lineStart = octets[i] == '\n';
        }
    }

    private void above(int octet) {
        anyAbove = true;
        if (missing > 0) {
            wrong |= (octet & 0xc0) != 0x80;
            missing--;
        } else if (octet >= 0xc2 && octet < 0xf5) {
            missing = octet < 0xe0 ? 1 : octet < 0xf0 ? 2 : 3;
        } else {
            wrong = true;
        }
    }

    boolean isUtf8() {
        return anyAbove && !wrong && missing == 0;
    }
}
