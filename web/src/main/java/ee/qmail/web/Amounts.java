package ee.qmail.web;

import java.util.LinkedHashMap;
import java.util.Map;

/** Large numbers of seconds and octets, said so that a person can imagine them. */
public final class Amounts {
    private static final Map<Long, String> TIMES = units(86_400L, "days", 3_600L, "hours", 60L, "minutes");
    private static final Map<Long, String> SIZES = units(1_000_000_000L, "GB", 1_000_000L, "MB", 1_000L, "kB");

    private Amounts() {}

    private static Map<Long, String> units(Object... sizesAndNames) {
        Map<Long, String> units = new LinkedHashMap<>();
        for (int i = 0; i < sizesAndNames.length; i += 2) {
            units.put((Long) sizesAndNames[i], (String) sizesAndNames[i + 1]);
        }
        return units;
    }

    /**
     * @param number in digits; of anything else only the unit is told
     * @return such as {@code seconds (7 days)}; the unit alone if the number says enough
     */
    public static String of(String number, String unit) {
        Map<Long, String> larger = switch (unit) {
            case "seconds" -> TIMES;
            case "octets" -> SIZES;
            default -> Map.of();
        };
        return number.matches("[0-9]{1,18}") ? larger(Long.parseLong(number), unit, larger) : unit;
    }

    /** @return such as {@code 3.2 MB} or {@code 17 octets} */
    public static String size(long octets) {
        for (Map.Entry<Long, String> each : SIZES.entrySet()) {
            if (octets >= each.getKey()) {
                long tenths = octets / (each.getKey() / 10);
                return tenths / 10 + (tenths % 10 == 0 ? "" : "." + tenths % 10) + " " + each.getValue();
            }
        }
        return octets + " octets";
    }

    private static String larger(long number, String unit, Map<Long, String> larger) {
        for (Map.Entry<Long, String> each : larger.entrySet()) {
            if (number >= 2 * each.getKey()) {
                long tenths = number / (each.getKey() / 10);
                String about = number % (each.getKey() / 10) == 0 ? "" : "about ";
                String rest = tenths % 10 == 0 ? "" : "." + tenths % 10;
                return unit + " (" + about + tenths / 10 + rest + " " + each.getValue() + ")";
            }
        }
        return unit;
    }
}
