package ee.qmail.web.language;

import ee.qmail.text.Sentence;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Large numbers of seconds and octets, said so that a person can imagine them. */
public record Amounts(Texts texts) {
    private static final Map<String, Long> TIMES =
            units("amount.days", 86_400L, "amount.hours", 3_600L, "amount.minutes", 60L);
    private static final Map<String, Long> SIZES = units("GB", 1_000_000_000L, "MB", 1_000_000L, "kB", 1_000L);

    private static Map<String, Long> units(Object... namesAndSizes) {
        Map<String, Long> units = new LinkedHashMap<>();
        for (int i = 0; i < namesAndSizes.length; i += 2) {
            units.put((String) namesAndSizes[i], (Long) namesAndSizes[i + 1]);
        }
        return units;
    }

    /**
     * @param number in digits; of anything else only the unit is told
     * @param unit such as {@code seconds}; may be empty
     * @return such as {@code seconds (7 days)}; the unit alone if the number says enough
     */
    public String of(String number, String unit) {
        if (unit.isEmpty()) {
            return "";
        }
        String own = texts.said(Sentence.of("unit." + unit));
        Map<String, Long> larger = switch (unit) {
            case "seconds" -> TIMES;
            case "octets" -> SIZES;
            default -> Map.of();
        };
        return number.matches("[0-9]{1,18}") ? larger(Long.parseLong(number), own, larger) : own;
    }

    /** @return such as {@code 3.2 MB} or {@code 17 octets} */
    public String size(long octets) {
        for (Map.Entry<String, Long> each : SIZES.entrySet()) {
            if (octets >= each.getValue()) {
                return texts.of("amount.larger", tenths(octets, each.getValue()), each.getKey());
            }
        }
        return texts.of("amount.octets", octets);
    }

    private String larger(long number, String own, Map<String, Long> larger) {
        for (Map.Entry<String, Long> each : larger.entrySet()) {
            if (number >= 2 * each.getValue()) {
                boolean exact = number % (each.getValue() / 10) == 0;
                String unit = larger == TIMES ? texts.of(each.getKey()) : each.getKey();
                return texts.of(exact ? "amount.exact" : "amount.rounded", own, tenths(number, each.getValue()), unit);
            }
        }
        return own;
    }

    /** With one digit behind the point at most; what is left over is dropped. */
    private String tenths(long number, long unit) {
        NumberFormat format = NumberFormat.getInstance(texts.locale());
        format.setMaximumFractionDigits(1);
        format.setRoundingMode(RoundingMode.DOWN);
        return format.format((double) number / unit);
    }
}
