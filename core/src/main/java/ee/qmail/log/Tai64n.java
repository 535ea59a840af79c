package ee.qmail.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * TAI64N time stamps: {@code @} and 24 hexadecimal digits, 16 of them seconds and 8 nanoseconds.
 *
 * <p>As in daemontools without a leap second table, TAI is UTC plus the 10 seconds of 1970: the leap seconds since then are not
 * counted, which is what tai64nlocal expects.
 */
public final class Tai64n {
    private static final long EPOCH = (1L << 62) + 10;
    private static final int LENGTH = 25;

    private Tai64n() {}

    public static String stamp(Instant time) {
        HexFormat hex = HexFormat.of();
        return "@" + hex.toHexDigits(EPOCH + time.getEpochSecond()) + hex.toHexDigits(time.getNano());
    }

    /**
     * The time of a stamp.
     *
     * @param text begins with a stamp; what follows is ignored
     * @throws IllegalArgumentException if it does not
     */
    public static Instant parse(String text) {
        if (text.length() < LENGTH || text.charAt(0) != '@') {
            throw wrong(text, null);
        }
        try {
            long seconds = HexFormat.fromHexDigitsToLong(text, 1, 17);
            return Instant.ofEpochSecond(seconds - EPOCH, HexFormat.fromHexDigits(text, 17, LENGTH));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw wrong(text, e);
        }
    }

    private static IllegalArgumentException wrong(String text, RuntimeException cause) {
        return new IllegalArgumentException("time stamp '" + text + "': must begin with @ and 24 hex digits", cause);
    }
}
