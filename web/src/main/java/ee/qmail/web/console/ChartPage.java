package ee.qmail.web.console;

import ee.qmail.meter.Meter;
import ee.qmail.statistics.Course;
import ee.qmail.statistics.Span;
import ee.qmail.statistics.Statistics;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What has moved in the last hour, day, week or month: a chart, the same in numbers, and how much it is compared with the time before. */
@Named
@RequestScoped
public class ChartPage {
    private static final double WIDTH = 2;
    private static final int FEW = 8;
    private static final int GAP = 16;

    /**
     * A line of the chart.
     *
     * @param key of its name
     * @param colour a variable of console.css
     * @param dash lengths of strokes and gaps, so that lines are told apart without colours; none for a whole line
     * @param counted which series are added up
     */
    private record Line(String key, String colour, List<Integer> dash, Predicate<Course.Series> counted) {}

    private static final List<Line> LINES = List.of(
            new Line("chart.accepted", "--accent", List.of(), series -> is(series, Meter.QUEUED)),
            new Line("chart.delivered", "--good", List.of(), series -> isDelivery(series, "success")),
            new Line("chart.deferred", "--wait", List.of(6, 3), series -> isDelivery(series, "deferral")),
            new Line("chart.bounced", "--bad", List.of(6, 3), series -> is(series, Meter.BOUNCES)),
            new Line("chart.refused", "--bad", List.of(2, 4), ChartPage::isRefusal),
            new Line("chart.logins", "--soft", List.of(2, 4), series -> isOf(series, Meter.LOGINS, 1, "right")));

    /** @param more of its numbers than in the time before, in words */
    public record Sum(String name, String amount, String trend) {}

    /** A step in numbers, in the order of the lines. */
    public record Row(String when, List<String> amounts) {}

    /** A span that can be chosen. */
    public record Choice(String word, String name, boolean chosen) {}

    @Inject
    private Statistics statistics;

    @Inject
    private Texts texts;

    private Span span;
    private Course course;
    private Course before;

    @PostConstruct
    void find() {
        span = Arrays.stream(Span.values())
                .filter(each -> word(each).equals(Requests.parameter("span")))
                .findFirst()
                .orElse(Span.DAY);
    }

    private Course course() {
        if (course == null) {
            course = statistics.course(span);
            before = statistics.before(course, span);
        }
        return course;
    }

    private static String word(Span span) {
        return span.name().toLowerCase(Locale.ROOT);
    }

    private static boolean is(Course.Series series, Meter meter) {
        return series.counted().meter() == meter;
    }

    private static boolean isOf(Course.Series series, Meter meter, int label, String value) {
        return is(series, meter) && series.counted().labels().get(label).equals(value);
    }

    private static boolean isDelivery(Course.Series series, String outcome) {
        return isOf(series, Meter.DELIVERIES, 1, outcome);
    }

    /** Recipients and messages that were not taken, for good or for now. */
    private static boolean isRefusal(Course.Series series) {
        return is(series, Meter.RECIPIENTS) && !series.counted().labels().get(1).startsWith("accepted")
                || is(series, Meter.MESSAGES) && !isOf(series, Meter.MESSAGES, 1, "accepted");
    }

    private static long[] amounts(Course course, Line line) {
        int steps = course.series().stream()
                .mapToInt(series -> series.amounts().size())
                .max()
                .orElse(0);
        long[] sums = new long[steps];
        course.series().stream()
                .filter(line.counted())
                .forEach(series -> IntStream.range(0, steps)
                        .forEach(i -> sums[i] += series.amounts().get(i)));
        return sums;
    }

    private static long sum(Course course, Line line) {
        return Arrays.stream(amounts(course, line)).sum();
    }

    public List<Choice> getChoices() {
        return Arrays.stream(Span.values())
                .map(each -> new Choice(word(each), name(each), each == span))
                .toList();
    }

    private String name(Span of) {
        return switch (of) {
            case HOUR -> texts.of("chart.hour");
            case DAY -> texts.of("chart.day");
            case WEEK -> texts.of("chart.week");
            case MONTH -> texts.of("chart.month");
        };
    }

    /** Tells whether nothing at all was counted. */
    public boolean isBlank() {
        return LINES.stream().allMatch(line -> sum(course(), line) == 0);
    }

    public List<Sum> getSums() {
        List<Sum> sums = new ArrayList<>();
        for (Line line : LINES) {
            long now = sum(course(), line);
            sums.add(new Sum(texts.of(line.key()), texts.number(now), trend(now, sum(before, line), span, texts)));
        }
        return sums;
    }

    /** Empty if there is nothing to compare with. */
    static String trend(long now, long before, Span span, Texts texts) {
        if (before == 0) {
            return "";
        }
        long percent = Math.round(100.0 * (now - before) / before);
        String than = switch (span) {
            case HOUR -> texts.of("chart.than.hour");
            case DAY -> texts.of("chart.than.day");
            case WEEK -> texts.of("chart.than.week");
            case MONTH -> texts.of("chart.than.month");
        };
        if (percent == 0) {
            return texts.of("chart.same", than);
        }
        return percent > 0 ? texts.of("chart.more", percent, than) : texts.of("chart.less", -percent, than);
    }

    public List<String> getNames() {
        return LINES.stream().map(line -> texts.of(line.key())).toList();
    }

    /** The steps in which anything was counted, the newest first. */
    public List<Row> getRows() {
        List<String> times = times();
        List<long[]> amounts =
                LINES.stream().map(line -> amounts(course(), line)).toList();
        List<Row> rows = new ArrayList<>();
        for (int i = times.size() - 1; i >= 0; i--) {
            int step = i;
            if (amounts.stream().anyMatch(line -> line[step] > 0)) {
                rows.add(new Row(
                        times.get(i),
                        amounts.stream().map(line -> texts.number(line[step])).toList()));
            }
        }
        return rows;
    }

    private List<String> times() {
        boolean isShort = span == Span.HOUR || span == Span.DAY;
        DateTimeFormatter format = (isShort
                        ? DateTimeFormatter.ofPattern(texts.of("chart.time"))
                        : DateTimeFormatter.ofLocalizedDateTime(FormatStyle.SHORT))
                .withLocale(texts.locale())
                .withZone(ZoneId.systemDefault());
        Duration step = course().step();
        return IntStream.range(0, (int) span.length().dividedBy(step))
                .mapToObj(i -> format.format(course().from().plus(step.multipliedBy(i))))
                .toList();
    }

    /** As Chart.js wants it; {@code var(--name)} for colours, which console.js puts in. */
    public String getValue() {
        JsonArrayBuilder sets = Json.createArrayBuilder();
        for (Line line : LINES) {
            JsonArrayBuilder data = Json.createArrayBuilder();
            Arrays.stream(amounts(course(), line)).forEach(data::add);
            JsonArrayBuilder dash = Json.createArrayBuilder();
            line.dash().forEach(dash::add);
            sets.add(Json.createObjectBuilder()
                    .add("label", texts.of(line.key()))
                    .add("data", data)
                    .add("borderColor", "var(" + line.colour() + ")")
                    .add("backgroundColor", "var(" + line.colour() + ")")
                    .add("borderDash", dash)
                    .add("borderWidth", WIDTH)
                    .add("pointRadius", 0)
                    .add("tension", 0));
        }
        JsonArrayBuilder labels = Json.createArrayBuilder();
        times().forEach(labels::add);
        return Json.createObjectBuilder()
                .add("type", "line")
                .add("data", Json.createObjectBuilder().add("labels", labels).add("datasets", sets))
                .add("options", options())
                .build()
                .toString();
    }

    private static JsonObjectBuilder options() {
        return Json.createObjectBuilder()
                .add("animation", false)
                .add("responsive", true)
                .add("maintainAspectRatio", false)
                .add(
                        "interaction",
                        Json.createObjectBuilder().add("mode", "index").add("intersect", false))
                .add(
                        "plugins",
                        Json.createObjectBuilder()
                                .add(
                                        "legend",
                                        Json.createObjectBuilder()
                                                .add("position", "bottom")
                                                .add(
                                                        "labels",
                                                        Json.createObjectBuilder()
                                                                .add("color", "var(--ink)")
                                                                .add("boxHeight", 0))))
                .add(
                        "scales",
                        Json.createObjectBuilder()
                                .add(
                                        "x",
                                        axis(Json.createObjectBuilder()
                                                .add("maxTicksLimit", FEW)
                                                .add("autoSkipPadding", GAP)))
                                .add(
                                        "y",
                                        axis(Json.createObjectBuilder().add("precision", 0))
                                                .add("beginAtZero", true)));
    }

    private static JsonObjectBuilder axis(JsonObjectBuilder ticks) {
        return Json.createObjectBuilder()
                .add("ticks", ticks.add("color", "var(--soft)").add("maxRotation", 0))
                .add("grid", Json.createObjectBuilder().add("color", "var(--line)"));
    }
}
