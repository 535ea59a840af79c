package ee.qmail.pop3;

import ee.qmail.text.Characters;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads arguments. */
final class Pop3Text {
    private static final int MAX_DIGITS = 18;

    private Pop3Text() {}

    /** A name or password: UTF-8 or, from old clients, ISO 8859-1. */
    static String decode(String octets) {
        byte[] bytes = octets.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return octets;
        }
    }

    /** A decimal number, or -1 if it is none; one too long to be meant is cut down to the largest. */
    static long number(String digits) {
        if (digits.isEmpty() || !Characters.all(digits, c -> c >= '0' && c <= '9')) {
            return -1;
        }
        String significant = digits.replaceFirst("^0+(?=.)", "");
        return significant.length() > MAX_DIGITS ? Long.MAX_VALUE : Long.parseLong(significant);
    }
}
