package ee.qmail.bench.report;

import ee.qmail.bench.cases.Metric;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The targets, as ratios to a peer in the same run; from {@code targets.csv}. */
public final class Targets {
    private final List<Target> all;

    Targets(List<Target> all) {
        this.all = all;
    }

    /**
     * One target.
     *
     * @param reference a peer; {@code floor}, the floor measured beside; or {@code limit}, a value not to be exceeded
     * @param least ratio, or the limit itself
     */
    record Target(String caseName, Metric metric, String reference, double least) {
        /** The result of this server; empty if one of both was not measured. */
        Optional<Double> reached(Results results, String ours) {
            Optional<Double> value = results.series(caseName, ours, metric).map(Series::median);
            if (reference.equals("limit")) {
                return value;
            }
            Optional<Double> other = reference.equals("floor")
                    ? results.series("floor", Results.MACHINE, Metric.SYNCED).map(Series::median)
                    : results.series(caseName, reference, metric).map(Series::median);
            return value.flatMap(v -> other.map(o -> metric.ratio(v, o)));
        }

        boolean isMet(double reached) {
            return reference.equals("limit") ? reached <= least : reached >= least;
        }
    }

    public static Targets load() {
        try (InputStream in = Targets.class.getResourceAsStream("/ee/qmail/bench/targets.csv")) {
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param text lines of {@code case,metric,reference,least}; those that start with # are remarks */
    static Targets parse(String text) {
        return new Targets(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split(","))
                .map(words -> new Target(words[0], Metric.valueOf(words[1]), words[2], Double.parseDouble(words[3])))
                .toList());
    }

    List<Target> all() {
        return all;
    }
}
