package ee.qmail.bench.report;

import ee.qmail.bench.cases.Metric;
import ee.qmail.bench.cases.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All measurements, and those that failed. */
public final class Results {
    /** Stands for the peer where none takes part. */
    public static final String MACHINE = "machine";

    private final Map<Key, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> durability = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();

    /** The key of a value. */
    record Key(String caseName, String peer, Metric metric) {}

    public void add(String caseName, String peer, Outcome outcome) {
        outcome.figures()
                .forEach((metric, value) -> values.computeIfAbsent(
                                new Key(caseName, peer, metric), key -> new ArrayList<>())
                        .add(value));
    }

    /** The guarantee of a peer's answer 250. */
    public void describe(String peer, String promise) {
        durability.put(peer, promise);
    }

    public void failed(String caseName, String peer, String why) {
        failures.putIfAbsent(caseName + " " + peer, why);
    }

    public boolean hasFailed(String caseName, String peer) {
        return failures.containsKey(caseName + " " + peer);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    Map<Key, List<Double>> values() {
        return values;
    }

    Map<String, String> failures() {
        return failures;
    }

    String durability(String peer) {
        return durability.getOrDefault(peer, "");
    }

    Optional<Series> series(String caseName, String peer, Metric metric) {
        return Optional.ofNullable(values.get(new Key(caseName, peer, metric))).map(Series::new);
    }

    List<String> peers(String caseName) {
        Set<String> peers = new LinkedHashSet<>();
        values.keySet().stream().filter(key -> key.caseName().equals(caseName)).forEach(key -> peers.add(key.peer()));
        return List.copyOf(peers);
    }

    /** The one that counts comes first. */
    List<Metric> metrics(String caseName) {
        Set<Metric> metrics = new LinkedHashSet<>();
        values.keySet().stream()
                .filter(key -> key.caseName().equals(caseName))
                .forEach(key -> metrics.add(key.metric()));
        return List.copyOf(metrics);
    }
}
