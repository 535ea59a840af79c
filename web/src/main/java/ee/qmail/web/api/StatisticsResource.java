package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.statistics.Course;
import ee.qmail.statistics.Span;
import ee.qmail.statistics.Statistics;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What has been counted over time. */
@Path("statistics")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StatisticsResource {
    @Inject
    private Statistics statistics;

    /**
     * @param from the time at which the first step begins
     * @param step length of a step in seconds
     */
    public record CourseView(String span, Instant from, long step, List<SeriesView> series) {}

    /** @param amounts one for each step */
    public record SeriesView(String meter, Map<String, String> labels, List<Long> amounts) {
        static SeriesView of(Course.Series series) {
            Map<String, String> labels = new TreeMap<>();
            List<String> names = series.counted().meter().labels();
            for (int i = 0; i < names.size(); i++) {
                labels.put(names.get(i), series.counted().labels().get(i));
            }
            return new SeriesView(lower(series.counted().meter()), labels, series.amounts());
        }
    }

    @GET
    public CourseView course(@QueryParam("span") @DefaultValue("day") String span) {
        Span wanted = Arrays.stream(Span.values())
                .filter(each -> lower(each).equals(span))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("span '" + span + "': must be hour, day, week or month"));
        Course course = statistics.course(wanted);
        return new CourseView(
                span,
                course.from(),
                course.step().toSeconds(),
                course.series().stream().map(SeriesView::of).toList());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
