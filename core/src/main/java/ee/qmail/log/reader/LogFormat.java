package ee.qmail.log.reader;

import ee.qmail.log.Tai64n;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a line tells its time. */
enum LogFormat {
    /** Each line has a stamp of TAI64N. */
    MULTILOG {
        @Override
        Optional<Stamped> stamped(String line) {
            return Tai64n.parse(line)
                    .map(at ->
                            new Stamped(at, null, line.substring(Tai64n.LENGTH).stripLeading()));
        }
    },

    /** The first line of a record has a time and a level; the lines of a stack have none. */
    SERVER {
        @Override
        Optional<Stamped> stamped(String line) {
            Matcher head = HEAD.matcher(line);
            if (!head.lookingAt()) {
                return Optional.empty();
            }
            try {
                Instant at = OffsetDateTime.parse(head.group(1), TIME).toInstant();
                // the name of a level may be in the language of the machine
                return Optional.of(new Stamped(at, Level.parse(head.group(2)), line.substring(head.end())));
            } catch (IllegalArgumentException | DateTimeException e) {
                return Optional.empty();
            }
        }
    };

    private static final Pattern HEAD =
            Pattern.compile("([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}[+-][0-9]{4}) (\\S+) ");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSZ");

    /**
     * The beginning of an entry.
     *
     * @param level null if the log has none
     */
    record Stamped(Instant at, Level level, String text) {}

    /** Empty if the line has no stamp. */
    abstract Optional<Stamped> stamped(String line);
}
