package ee.qmail.bench.report;

import java.util.Locale;
import java.util.stream.Collectors;

/** Every single value, for further reckoning. */
public final class CsvReport {
    private CsvReport() {}

    public static String of(Results results) {
        return results.values().entrySet().stream()
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s,%s,%s,%s%n",
                        entry.getKey().caseName(),
                        entry.getKey().peer(),
                        entry.getKey().metric().unit(),
                        entry.getValue().stream()
                                .map(value -> String.format(Locale.ROOT, "%.4f", value))
                                .collect(Collectors.joining(","))))
                .collect(Collectors.joining("", "case,server,unit,value of each round\n", ""));
    }
}
