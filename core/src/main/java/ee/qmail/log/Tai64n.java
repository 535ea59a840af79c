package ee.qmail.log;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * TAI64N time stamps: {@code @} and 24 hexadecimal digits, 16 of them seconds and 8 nanoseconds.
 *
 * <p>As in daemontools without a leap second table, TAI is UTC plus the 10 seconds of 1970: the leap seconds since then are not
 * counted, which is what tai64nlocal expects.
 */
public final class Tai64n {
    private static final long EPOCH = (1L << 62) + 10;

    /** Characters of a stamp. */
    public static final int LENGTH = 25;

    private static final int SECONDS_END = 17;

    private Tai64n() {}

    public static String stamp(Instant time) {
        HexFormat hex = HexFormat.of();
        return "@" + hex.toHexDigits(EPOCH + time.getEpochSecond()) + hex.toHexDigits(time.getNano());
    }

    /** The time of a stamp at the beginning of a text; empty if there is none. */
    public static Optional<Instant> parse(String text) {
        if (text.length() < LENGTH || text.charAt(0) != '@') {
            return Optional.empty();
        }
        try {
            long seconds = HexFormat.fromHexDigitsToLong(text, 1, SECONDS_END) - EPOCH;
            return Optional.of(
                    Instant.ofEpochSecond(seconds, HexFormat.fromHexDigitsToLong(text, SECONDS_END, LENGTH)));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
