package ee.qmail.web.console;

import ee.qmail.log.reader.LogCursor;
import ee.qmail.log.reader.LogName;
import ee.qmail.log.reader.LogQuestion;
import ee.qmail.message.QueueId;
import ee.qmail.web.LogConditions;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Level;

/** What stands in the address of the page of logs. */
final class LogForm {
    static final String LOG = "log";
    static final String CONTAINS = "contains";
    static final String LEVEL = "level";
    static final String SINCE = "since";
    static final String UNTIL = "until";
    static final String QUEUE_ID = "queueId";
    static final String BEFORE = "before";

    private final Map<String, String> given = new LinkedHashMap<>();
    private final ZoneId zone;
    private final LogName log;

    /** @param parameters of the address, each by its name; an empty text for one that is not there */
    LogForm(UnaryOperator<String> parameters, ZoneId zone) {
        this.zone = zone;
        log = LogName.named(parameters.apply(LOG)).orElse(LogName.SEND);
        put(CONTAINS, parameters);
        if (log == LogName.SERVER) {
            put(LEVEL, parameters);
        }
        put(SINCE, parameters);
        put(UNTIL, parameters);
        if (log == LogName.SEND) {
            put(QUEUE_ID, parameters);
        }
        put(BEFORE, parameters);
    }

    private void put(String name, UnaryOperator<String> parameters) {
        String value = parameters.apply(name).strip();
        if (!value.isEmpty()) {
            given.put(name, value);
        }
    }

    LogName log() {
        return log;
    }

    /** Empty if it is not given. */
    String of(String name) {
        return given.getOrDefault(name, "");
    }

    /** All that is given but some of it, and the log. */
    Map<String, String> without(String... names) {
        Map<String, String> kept = new LinkedHashMap<>();
        kept.put(LOG, log.word());
        kept.putAll(given);
        for (String name : names) {
            kept.remove(name);
        }
        return kept;
    }

    /** Tells whether some of the log's lines may be left out. */
    boolean isFiltered() {
        return without(BEFORE).size() > 1;
    }

    /** Tells whether new lines may meet the conditions. */
    boolean isOpenEnded() {
        return !given.containsKey(BEFORE) && !given.containsKey(UNTIL);
    }

    LogQuestion question(int max) throws WrongException {
        return new LogQuestion(contains(), level(), instant(SINCE), instant(UNTIL), message(), before(), null, max);
    }

    private String contains() throws WrongException {
        String text = given.get(CONTAINS);
        if (text != null && text.length() > LogConditions.LONGEST) {
            throw new WrongException("logs.wrong.contains", Integer.toString(LogConditions.LONGEST));
        }
        return text;
    }

    private Level level() throws WrongException {
        String name = given.get(LEVEL);
        return name == null
                ? null
                : LogConditions.level(name).orElseThrow(() -> new WrongException("logs.wrong.level", name));
    }

    private QueueId message() throws WrongException {
        String id = given.get(QUEUE_ID);
        try {
            return id == null ? null : QueueId.parse(id);
        } catch (IllegalArgumentException e) {
            throw new WrongException("logs.wrong.queueId", id);
        }
    }

    private LogCursor before() throws WrongException {
        String place = given.get(BEFORE);
        try {
            return place == null ? null : LogCursor.parse(place);
        } catch (IllegalArgumentException e) {
            throw new WrongException("logs.wrong.place", place);
        }
    }

    private Instant instant(String name) throws WrongException {
        return TimeField.given(given.get(name), zone);
    }

    /** A time as the field for it has it; empty for none, and for one that the page says is wrong. */
    String time(String name) {
        try {
            return TimeField.show(instant(name), zone);
        } catch (WrongException e) {
            return "";
        }
    }
}
