package ee.qmail.bench.report;

import ee.qmail.bench.cases.Case;
import ee.qmail.bench.cases.Metric;
import ee.qmail.bench.peer.Peers;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The tables: targets first, then each case with all servers. */
public final class MarkdownReport {
    private final Results results;
    private final List<Case> cases;
    private final Targets targets;
    private final int rounds;
    private final StringBuilder out = new StringBuilder();

    public MarkdownReport(Results results, List<Case> cases, Targets targets, int rounds) {
        this.results = results;
        this.cases = cases;
        this.targets = targets;
        this.rounds = rounds;
    }

    /** @param plots names of pictures beside the report */
    public String text(List<String> plots) {
        out.append("# Measured side by side\n\n");
        line("Medians of " + rounds + " rounds, lowest and highest in brackets, servers in turn within each round.");
        line(Machine.describe());
        targets();
        plots.forEach(plot -> line("![" + plot + "](" + plot + ")"));
        cases.forEach(this::table);
        failures();
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append("\n\n");
    }

    private void targets() {
        List<Targets.Target> measured = targets.all().stream()
                .filter(target -> target.reached(results, Peers.OURS).isPresent())
                .toList();
        if (measured.isEmpty()) {
            return;
        }
        out.append("## Targets\n\n| case | figure | against | reached | target | |\n|---|---|---|---|---|---|\n");
        for (Targets.Target target : measured) {
            double reached = target.reached(results, Peers.OURS).orElseThrow();
            row(
                    target.caseName(),
                    target.metric().unit(),
                    target.reference(),
                    number(reached),
                    number(target.least()),
                    target.isMet(reached) ? "met" : "**missed**");
        }
        out.append('\n');
    }

    private void table(Case it) {
        List<Metric> metrics = results.metrics(it.name());
        if (metrics.isEmpty()) {
            return;
        }
        line("## " + it.name());
        line(it.about() + ".");
        out.append("| server |");
        metrics.forEach(metric -> out.append(' ').append(metric.unit()).append(" |"));
        out.append(" ").append(Peers.OURS).append(" : this | durability and settings |\n|---|");
        out.append("---|".repeat(metrics.size() + 2)).append('\n');
        results.peers(it.name()).forEach(peer -> peer(it.name(), peer, metrics));
        out.append('\n');
    }

    private void peer(String caseName, String peer, List<Metric> metrics) {
        out.append("| ").append(peer).append(" |");
        for (Metric metric : metrics) {
            String cell = results.series(caseName, peer, metric)
                    .map(MarkdownReport::cell)
                    .orElse("");
            out.append(' ').append(cell).append(" |");
        }
        String ratio = ratio(caseName, peer, metrics.get(0))
                .map(MarkdownReport::number)
                .orElse("");
        out.append(' ')
                .append(ratio)
                .append(" | ")
                .append(results.durability(peer))
                .append(" |\n");
    }

    /** The factor by which this server is better in the figure that counts. */
    private Optional<Double> ratio(String caseName, String peer, Metric metric) {
        Optional<Series> ours = results.series(caseName, Peers.OURS, metric);
        Optional<Series> other = results.series(caseName, peer, metric);
        return peer.equals(Peers.OURS)
                ? Optional.empty()
                : ours.flatMap(o -> other.map(p -> metric.ratio(o.median(), p.median())));
    }

    private void failures() {
        if (results.failures().isEmpty()) {
            return;
        }
        line("## Not measured");
        results.failures()
                .forEach((what, why) -> out.append("- ")
                        .append(what)
                        .append(": ")
                        .append(why.replace("\n", "\n  "))
                        .append('\n'));
    }

    private void row(String... cells) {
        out.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String cell(Series series) {
        return series.values().size() == 1
                ? number(series.median())
                : number(series.median()) + " (" + number(series.min()) + "-" + number(series.max()) + ")";
    }

    /** Three significant digits, all of them if there are more before the point. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
