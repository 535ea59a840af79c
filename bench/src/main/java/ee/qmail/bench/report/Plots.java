package ee.qmail.bench.report;

import ee.qmail.bench.cases.Case;
import ee.qmail.bench.cases.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** One picture for each figure: a bar for each case and server, with a line from the lowest to the highest round. */
public final class Plots {
    private static final int LABEL = 170;
    private static final int WIDTH = 520;
    private static final int BAR = 14;
    private static final Map<String, String> COLOURS = Map.of(
            "qmail-ee", "#c0392b",
            "postfix", "#2c6fad",
            "exim", "#7f8c8d",
            "opensmtpd", "#d4a017",
            "dovecot", "#2e8b57",
            "greenmail", "#8e6bbf");

    private final Results results;
    private final Metric metric;
    private final List<String> cases;
    private final StringBuilder body = new StringBuilder();
    private double scale;
    private int y = 30;

    private Plots(Results results, Metric metric, List<String> cases) {
        this.results = results;
        this.metric = metric;
        this.cases = cases;
    }

    /** @return the names of the files */
    public static List<String> write(Results results, List<Case> cases, Path directory) throws IOException {
        List<String> files = new ArrayList<>();
        for (Metric metric : List.of(
                Metric.ACCEPTED,
                Metric.DELIVERED,
                Metric.DOWNLOADED,
                Metric.MILLIS,
                Metric.CPU,
                Metric.KILOBYTES_EACH)) {
            List<String> names = cases.stream()
                    .map(Case::name)
                    .filter(name -> results.metrics(name).contains(metric))
                    .toList();
            if (!names.isEmpty()) {
                String file = metric.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".svg";
                Files.writeString(directory.resolve(file), new Plots(results, metric, names).svg());
                files.add(file);
            }
        }
        return files;
    }

    private String svg() {
        scale = WIDTH / Math.max(1e-9, highest());
        cases.forEach(this::group);
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"11\">%n<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                        + "<text x=\"10\" y=\"18\" font-size=\"13\">%s, %s is better</text>%n%s</svg>%n",
                LABEL + WIDTH + 130,
                y,
                metric.unit(),
                metric.moreIsBetter() ? "more" : "less",
                body);
    }

    private double highest() {
        return cases.stream()
                .flatMap(name -> results.peers(name).stream().map(peer -> results.series(name, peer, metric)))
                .flatMap(Optional::stream)
                .mapToDouble(Series::max)
                .max()
                .orElse(1);
    }

    private void group(String name) {
        text(10, y + BAR - 3, name);
        for (String peer : results.peers(name)) {
            results.series(name, peer, metric).ifPresent(series -> bar(peer, series));
        }
        y += 8;
    }

    private void bar(String peer, Series series) {
        double end = LABEL + series.median() * scale;
        body.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                        + "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"black\"/>%n",
                LABEL,
                y,
                end - LABEL,
                BAR - 2,
                COLOURS.getOrDefault(peer, "#555555"),
                LABEL + series.min() * scale,
                y + BAR / 2 - 1,
                LABEL + series.max() * scale,
                y + BAR / 2 - 1));
        text(
                (int) (LABEL + series.max() * scale) + 5,
                y + BAR - 4,
                peer + " " + MarkdownReport.number(series.median()));
        y += BAR;
    }

    private void text(int x, int at, String text) {
        body.append(String.format("<text x=\"%d\" y=\"%d\">%s</text>%n", x, at, text));
    }
}
