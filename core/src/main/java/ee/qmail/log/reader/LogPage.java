package ee.qmail.log.reader;

import java.time.Instant;
import java.util.List;

/**
 * An answer to a {@link LogQuestion}.
 *
 * @param lines oldest first
 * @param older before which place older lines may be; null if all were looked at that the question is about
 * @param end behind the newest line of the log, where a reader goes on who follows it; null if the log is empty
 * @param searchedTo back to when all lines were looked at; null if none of them has a time
 * @param octets that were looked at
 * @param isCut whether it was not the number of lines that ended the search, but the octets it may look at
 * @param isGone whether the place the question named is in no file any more, and was passed over
 */
public record LogPage(
        List<LogLine> lines,
        LogCursor older,
        LogCursor end,
        Instant searchedTo,
        long octets,
        boolean isCut,
        boolean isGone) {
    /** Of a log that has no lines. */
    static final LogPage EMPTY = new LogPage(List.of(), null, null, null, 0, false, false);

    public LogPage {
        lines = List.copyOf(lines);
    }
}
