package ee.qmail.web.console;

import ee.qmail.log.reader.LogCursor;
import ee.qmail.log.reader.LogName;
import ee.qmail.log.reader.LogPage;
import ee.qmail.log.reader.LogQuestion;
import ee.qmail.log.reader.LogReader;
import ee.qmail.logs.Logs;
import ee.qmail.text.Harmless;
import ee.qmail.web.LogConditions;
import ee.qmail.web.language.Amounts;
import ee.qmail.web.language.Texts;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;

/**
 * The logs of this server. The newest lines come by themselves while the page is open: each time the browser asks, it is given what has come since, and not
 * the lines that it has.
 */
@Named
@RequestScoped
public class LogsPage {
    private static final int ROWS = 200;
    /** Lines that a page keeps; of more the oldest are left out. */
    private static final int MOST_ROWS = 500;

    private static final String PAGE = "logs";
    private static final String FOLLOWED = "followed";
    private static final String CAME = "came";
    /** A message's first lines may have been written a moment before it was known to history. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    /** A log that can be chosen. */
    public record Choice(String word, String address, boolean chosen) {}

    @Inject
    private Logs logs;

    @Inject
    private Texts texts;

    @Inject
    private Times times;

    private LogForm form;
    private String problem = "";
    private boolean isElsewhere;
    private LogPage page;
    private List<LogRow> rows = List.of();
    /** Those that have come while the page was open. */
    private long came;

    @PostConstruct
    void find() {
        form = new LogForm(Requests::parameter, ZoneId.systemDefault());
        isElsewhere = !logs.isHere(form.log());
        if (isElsewhere) {
            return;
        }
        try {
            LogQuestion question = form.question(ROWS);
            boolean isFollowed = FacesContext.getCurrentInstance().isPostback();
            page = logs.read(form.log(), isFollowed ? question.after(followed()) : question);
            rows = page.lines().stream()
                    .map(line -> LogRow.of(line, form.log() == LogName.SEND, texts))
                    .toList();
            came = isFollowed ? number(Requests.parameter(CAME)) + rows.size() : 0;
        } catch (WrongException e) {
            problem = texts.of(e.getMessage(), Harmless.line(e.value()));
        }
    }

    /** Null if there was nothing yet. */
    private static LogCursor followed() {
        try {
            return LogCursor.parse(Requests.parameter(FOLLOWED));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static long number(String digits) {
        return digits.matches("[0-9]{1,15}") ? Long.parseLong(digits) : 0;
    }

    /** The address of the lines of a message. */
    static String of(String message, Instant at) {
        Map<String, String> place = new LinkedHashMap<>();
        place.put(LogForm.LOG, LogName.SEND.word());
        place.put(LogForm.QUEUE_ID, message);
        place.put(
                LogForm.SINCE, at.minus(MARGIN).truncatedTo(ChronoUnit.SECONDS).toString());
        return Pages.address(Pages.path(PAGE), place);
    }

    /** The address of the lines of the server's own log that have a text. */
    static String ofServer(String contains) {
        Map<String, String> place = new LinkedHashMap<>();
        place.put(LogForm.LOG, LogName.SERVER.word());
        place.put(LogForm.CONTAINS, contains);
        return Pages.address(Pages.path(PAGE), place);
    }

    public List<Choice> getChoices() {
        return Arrays.stream(LogName.values())
                .map(log -> new Choice(
                        log.word(),
                        Pages.address(Pages.path(PAGE), Map.of(LogForm.LOG, log.word())),
                        log == form.log()))
                .toList();
    }

    public String getLog() {
        return form.log().word();
    }

    /** Tells whether the application server keeps it where it is told to. */
    public boolean isElsewhere() {
        return isElsewhere;
    }

    /** Tells whether its lines have levels. */
    public boolean isLevelled() {
        return form.log() == LogName.SERVER;
    }

    public List<Level> getLevels() {
        return LogConditions.LEVELS;
    }

    /** A condition of the form, as it was typed. */
    public String of(String name) {
        return form.of(name);
    }

    /** One that is a time. */
    public String time(String name) {
        return form.time(name);
    }

    /** All that the form of a page that follows sends again, by the names of the parameters. */
    public List<Map.Entry<String, String>> getConditions() {
        return List.copyOf(form.without().entrySet());
    }

    public boolean isFiltered() {
        return form.isFiltered();
    }

    /** A sentence about what cannot be used; empty if all can. */
    public String getProblem() {
        return problem;
    }

    /** The message whose lines are shown; empty if it is not about one. */
    public String getMessage() {
        return problem.isEmpty() ? form.of(LogForm.QUEUE_ID) : "";
    }

    /** Oldest first. */
    public List<LogRow> getRows() {
        return rows;
    }

    public int getMostRows() {
        return MOST_ROWS;
    }

    /** Tells whether new lines are asked for again and again. */
    public boolean isFollowed() {
        return page != null && form.isOpenEnded();
    }

    /** Behind the newest line; empty while there is none. */
    public String getEnd() {
        return page == null || page.end() == null ? "" : page.end().toString();
    }

    /** How many lines have come while the page was open. */
    public long getCame() {
        return came;
    }

    /** The same in words. */
    public String getArrivals() {
        return page != null && page.older() != null && came > 0
                ? texts.of("logs.cameMany", came)
                : texts.of("logs.came", came);
    }

    /** A sentence about where the search has ended, if lines may be missing; else empty. */
    public String getStopped() {
        if (page == null || !page.isCut() && !page.isGone()) {
            return "";
        }
        if (page.isGone()) {
            return texts.of("logs.gone");
        }
        String octets = new Amounts(texts).size(LogReader.MOST_OCTETS);
        return page.searchedTo() == null
                ? texts.of("logs.stoppedSomewhere", octets)
                : texts.of("logs.stopped", octets, times.stamp(page.searchedTo()));
    }

    /** The address of the lines before these; null if there are none. */
    public String getOlder() {
        if (page == null || page.older() == null) {
            return null;
        }
        Map<String, String> place = form.without();
        place.put(LogForm.BEFORE, page.older().toString());
        return Pages.address(Pages.path(PAGE), place);
    }

    /** The address of the newest lines; null if these are. */
    public String getNewest() {
        return form.of(LogForm.BEFORE).isEmpty() ? null : but(LogForm.BEFORE);
    }

    /** The address without a condition. */
    public String but(String name) {
        return Pages.address(Pages.path(PAGE), form.without(name, LogForm.BEFORE));
    }

    /** The address of all lines. */
    public String getWhole() {
        return Pages.address(Pages.path(PAGE), Map.of(LogForm.LOG, form.log().word()));
    }

    /** The address of a message's life. */
    public String life(String message) {
        return Pages.life(message);
    }
}
