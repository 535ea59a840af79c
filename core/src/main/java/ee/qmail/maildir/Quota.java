package ee.qmail.maildir;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Quotas as vpopmail writes them (VP-6). */
public final class Quota {
    private static final Pattern SIZE = Pattern.compile("(?:\\d+C,)?(\\d{1,12})(S|K|KB|M|MB|G|GB)?(?:,\\d+C)?");
    private static final long KILO = 1024;

    private Quota() {}

    /**
     * @param text {@code NOQUOTA}, or a number of octets, with {@code K}, {@code M} or {@code G} behind it of so many times 1,024; a
     *     number of messages beside it ({@code ,1000C}) is read over
     * @return empty for no limit
     * @throws IllegalArgumentException whose message says what would be right
     */
    public static OptionalLong parse(String text) {
        String upper = text.strip().toUpperCase(Locale.ROOT);
        if (upper.equals("NOQUOTA") || upper.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher size = SIZE.matcher(upper);
        if (!size.matches()) {
            throw new IllegalArgumentException(
                    "quota '" + text + "': must be NOQUOTA, or a size such as 50M, 2G or 52428800S; a"
                            + " number of messages alone (1000C) is no limit here");
        }
        String unit = size.group(2) == null ? "" : size.group(2).substring(0, 1);
        long factor = switch (unit) {
            case "K" -> KILO;
            case "M" -> KILO * KILO;
            case "G" -> KILO * KILO * KILO;
            default -> 1;
        };
        long octets = Math.multiplyExact(Long.parseLong(size.group(1)), factor);
        return octets == 0 ? OptionalLong.empty() : OptionalLong.of(octets);
    }
}
