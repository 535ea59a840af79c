package ee.qmail.log;

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

    private Tai64n() {}

    public static String stamp(Instant time) {
        HexFormat hex = HexFormat.of();
        return "@" + hex.toHexDigits(EPOCH + time.getEpochSecond()) + hex.toHexDigits(time.getNano());
    }
}
