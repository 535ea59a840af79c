package ee.qmail.statistics;

import ee.qmail.caller.AdministratorsOnly;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has been counted in the last hour, day, week or month, by all servers together. What is not a minute old may not be among it. */
@ApplicationScoped
@AdministratorsOnly
public class Statistics {
    private final StatisticsStore store;

    Clock clock = Clock.systemUTC();

    /** For the container's proxies. */
    protected Statistics() {
        this(null);
    }

    @Inject
    Statistics(StatisticsStore store) {
        this.store = store;
    }

    /** Series in the order of meters and labels; one of which nothing was counted is left out. */
    public Course course(Span span) {
        return until(span, StatisticsStore.begin(clock.instant(), span.step()).plus(span.step()));
    }

    /** The same of the time of this length that ended when it begins. */
    public Course before(Course course, Span span) {
        return until(span, course.from());
    }

    private Course until(Span span, Instant to) {
        Duration step = span.step();
        Instant from = to.minus(span.length());
        Map<Counted, long[]> amounts = new HashMap<>();
        for (StatisticsStore.Row row : store.read(span.kept(), from, to)) {
            int place = (int) Duration.between(from, row.begins()).dividedBy(step);
            amounts.computeIfAbsent(row.counted(), it -> new long[span.steps()])[place] += row.amount();
        }
        List<Course.Series> series = amounts.entrySet().stream()
                .map(each -> new Course.Series(
                        each.getKey(), Arrays.stream(each.getValue()).boxed().toList()))
                .sorted(Comparator.comparing(
                                (Course.Series each) -> each.counted().meter())
                        .thenComparing(each -> each.counted().joined()))
                .toList();
        return new Course(from, step, series);
    }
}
