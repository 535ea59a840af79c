package ee.qmail.log.reader;

import ee.qmail.message.QueueId;
import java.time.Instant;
import java.util.logging.Level;

/**
 * Which lines are wanted. Of those the newest are told, and how to go on to the older ones.
 *
 * @param contains a part of the line, whatever the case of its letters; null for any
 * @param level of the server's own log, and all above it; null for any
 * @param since the time of the oldest line, inclusive; null for no bound
 * @param until that of the newest; null for no bound
 * @param message lines of {@code send} about this one, those of its deliveries among them; null for any
 * @param before only lines before this place; null for no bound
 * @param after only lines from this place on; null for no bound
 * @param max lines, 1 to {@link #MOST}
 */
public record LogQuestion(
        String contains,
        Level level,
        Instant since,
        Instant until,
        QueueId message,
        LogCursor before,
        LogCursor after,
        int max) {
    /** Lines of one answer. */
    public static final int MOST = 1_000;

    public LogQuestion {
        if (max < 1 || max > MOST) {
            throw new IllegalArgumentException("max " + max + ": must be a number from 1 to " + MOST);
        }
    }

    /** The newest lines of all. */
    public static LogQuestion newest(int max) {
        return new LogQuestion(null, null, null, null, null, null, null, max);
    }

    /** The same, of what has come since. */
    public LogQuestion after(LogCursor place) {
        return new LogQuestion(contains, level, since, until, message, null, place, max);
    }
}
