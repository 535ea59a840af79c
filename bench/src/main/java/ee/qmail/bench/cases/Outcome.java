package ee.qmail.bench.cases;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The result of one run of a case.
 *
 * @param units messages, log-ins or deliveries among which CPU and syncs are divided; 0 if there is no such thing
 * @param figures the one that counts comes first
 */
public record Outcome(long units, Map<Metric, Double> figures) {
    static Outcome of(long units, Metric metric, double value) {
        return new Outcome(units, Map.of(metric, value));
    }

    public Outcome and(Metric metric, double value) {
        Map<Metric, Double> more = new LinkedHashMap<>(figures);
        more.put(metric, value);
        return new Outcome(units, more);
    }
}
