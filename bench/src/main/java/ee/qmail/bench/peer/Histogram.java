package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of jcmd's {@code GC.class_histogram}. */
final class Histogram {
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

    private Histogram() {}

    /** Octets of all objects. */
    static long octets(String text) {
        Matcher total = TOTAL.matcher(text);
        if (!total.find()) {
            throw new BenchException("jcmd shows no histogram: " + text.strip());
        }
        return Long.parseLong(total.group(1));
    }
}
