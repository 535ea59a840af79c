package ee.qmail.web.api;

import ee.qmail.directory.InvalidInputException;
import ee.qmail.log.reader.LogCursor;
import ee.qmail.log.reader.LogLine;
import ee.qmail.log.reader.LogName;
import ee.qmail.log.reader.LogPage;
import ee.qmail.log.reader.LogQuestion;
import ee.qmail.logs.Logs;
import ee.qmail.message.QueueId;
import ee.qmail.web.LogConditions;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.logging.Level;
import java.util.stream.Collectors;

/** The logs of this server, which are read and never changed. */
@Path("logs")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LogsResource {
    private static final int DEFAULT_MAX = 100;

    @Inject
    private Logs logs;

    /**
     * Lines of a log.
     *
     * @param lines oldest first
     * @param after for the lines before these; null if there are no more
     * @param end for the lines that come from now on, as {@code after} of {@code tail}; null while the log is empty
     * @param searchedTo back to when all was looked at; null if that is not known
     * @param stopped whether that was as much as is looked at for one answer
     * @param gone whether the place that was given is in no file any more
     */
    public record LogView(
            List<LogLineView> lines, String after, String end, Instant searchedTo, boolean stopped, boolean gone) {
        static LogView of(LogPage page) {
            return new LogView(
                    page.lines().stream().map(LogLineView::of).toList(),
                    page.older() == null ? null : page.older().toString(),
                    page.end() == null ? null : page.end().toString(),
                    page.searchedTo(),
                    page.isCut(),
                    page.isGone());
        }
    }

    /**
     * An entry.
     *
     * @param at null if the line has no time
     * @param level null but for the server's own log
     * @param more further lines of it, such as a stack
     */
    public record LogLineView(Instant at, String level, String text, List<String> more) {
        static LogLineView of(LogLine line) {
            return new LogLineView(
                    line.at(), line.level() == null ? null : line.level().getName(), line.text(), line.more());
        }
    }

    /** The newest lines that meet the conditions, and with {@code after} those before them. */
    @GET
    public LogView logs(
            @QueryParam("log") String log,
            @QueryParam("contains") String contains,
            @QueryParam("level") String level,
            @QueryParam("since") String since,
            @QueryParam("until") String until,
            @QueryParam("queueId") String queueId,
            @QueryParam("max") String max,
            @QueryParam("after") String after) {
        return LogView.of(logs.read(
                name(log),
                new LogQuestion(
                        text(contains),
                        level(level),
                        MessageSearch.time("since", since),
                        MessageSearch.time("until", until),
                        message(queueId),
                        place(after),
                        null,
                        max(max))));
    }

    /** What has come since an earlier answer; without {@code after} the newest lines. */
    @GET
    @Path("tail")
    public LogView tail(
            @QueryParam("log") String log,
            @QueryParam("contains") String contains,
            @QueryParam("level") String level,
            @QueryParam("queueId") String queueId,
            @QueryParam("max") String max,
            @QueryParam("after") String after) {
        return LogView.of(logs.read(
                name(log),
                new LogQuestion(
                        text(contains), level(level), null, null, message(queueId), null, place(after), max(max))));
    }

    private static LogName name(String log) {
        return LogName.named(log == null ? "" : log)
                .orElseThrow(() -> new InvalidInputException(
                        "log",
                        (log == null ? "log: missing" : "log '" + log + "'") + "; must be one of "
                                + Arrays.stream(LogName.values())
                                        .map(LogName::word)
                                        .collect(Collectors.joining(", "))));
    }

    private static String text(String contains) {
        if (contains != null && (contains.isEmpty() || contains.length() > LogConditions.LONGEST)) {
            throw new InvalidInputException(
                    "contains", "contains: must be 1 to " + LogConditions.LONGEST + " characters");
        }
        return contains;
    }

    private static Level level(String level) {
        return level == null
                ? null
                : LogConditions.level(level)
                        .orElseThrow(() -> new InvalidInputException(
                                "level",
                                "level '" + level + "': must be one of "
                                        + LogConditions.LEVELS.stream()
                                                .map(Level::getName)
                                                .collect(Collectors.joining(", "))));
    }

    private static QueueId message(String id) {
        return id == null ? null : new QueueId(Numbers.number("queueId", id, 1, Long.MAX_VALUE, "a queue id"));
    }

    private static LogCursor place(String after) {
        try {
            return after == null ? null : LogCursor.parse(after);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("after", "after " + e.getMessage());
        }
    }

    private static int max(String max) {
        return max == null ? DEFAULT_MAX : Numbers.max(max, LogQuestion.MOST);
    }
}
