package ee.qmail.web.console;

import ee.qmail.log.reader.LogLine;
import ee.qmail.web.language.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of a log.
 *
 * @param at null if it has no time
 * @param level empty if it has none
 * @param mark of the level, for console.css
 * @param parts of its text, in their order
 * @param summary of {@code more}; empty if there is none
 * @param more further lines of it
 */
public record LogRow(Instant at, String level, String mark, List<Part> parts, String summary, String more) {
    /** Only qmail-send names messages. A word of a stranger has no blank in it. */
    private static final Pattern MESSAGE =
            Pattern.compile("(?<=(?:^| )(?:msg|qp) |^triple bounce: discarding bounce/)[1-9][0-9]{0,18}(?![0-9])");

    /** @param message the id of a message, which the text is; else empty */
    public record Part(String text, String message) {}

    /** @param isOfSend whether the numbers of messages lead to their lives */
    static LogRow of(LogLine line, boolean isOfSend, Texts texts) {
        return new LogRow(
                line.at(),
                line.level() == null ? "" : line.level().getName(),
                mark(line.level()),
                isOfSend ? parts(line.text()) : List.of(new Part(line.text(), "")),
                line.more().isEmpty()
                        ? ""
                        : texts.of("logs.moreLines", line.more().size()),
                String.join("\n", line.more()));
    }

    private static String mark(Level level) {
        if (level == null || level.intValue() < Level.WARNING.intValue()) {
            return "";
        }
        return level.intValue() < Level.SEVERE.intValue() ? "deferral" : "failure";
    }

    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        Matcher messages = MESSAGE.matcher(text);
        int from = 0;
        while (messages.find()) {
            parts.add(new Part(text.substring(from, messages.start()), ""));
            parts.add(new Part(messages.group(), messages.group()));
            from = messages.end();
        }
        parts.add(new Part(text.substring(from), ""));
        return parts.stream().filter(part -> !part.text().isEmpty()).toList();
    }
}
