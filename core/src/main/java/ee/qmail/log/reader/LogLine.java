package ee.qmail.log.reader;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;

/**
 * One entry of a log. Its texts are harmless to see: what would be a control stands there by its code.
 *
 * @param at null if the line has no time that makes sense
 * @param level null if the log has none
 * @param text without the time and the level
 * @param more lines that belong to it, such as those of a stack; a long one is cut
 */
public record LogLine(Instant at, Level level, String text, List<String> more) {
    public LogLine {
        more = List.copyOf(more);
    }

    /** @param lower a text in lower case */
    boolean contains(String lower) {
        return isIn(text, lower) || more.stream().anyMatch(line -> isIn(line, lower));
    }

    private static boolean isIn(String line, String lower) {
        return line.toLowerCase(Locale.ROOT).contains(lower);
    }
}
