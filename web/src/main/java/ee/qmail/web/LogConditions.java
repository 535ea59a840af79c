package ee.qmail.web;

import java.util.List;
import java.util.Optional;
import java.util.logging.Level;

/** What may be asked of a log, by REST and by its page. */
public final class LogConditions {
    /** Letters of a text that is looked for. */
    public static final int LONGEST = 200;

    /** Those that the server's log can be asked for, the highest first. */
    public static final List<Level> LEVELS =
            List.of(Level.SEVERE, Level.WARNING, Level.INFO, Level.CONFIG, Level.FINE, Level.FINER, Level.FINEST);

    private LogConditions() {}

    /** The level of this name, in whatever case of letters. */
    public static Optional<Level> level(String name) {
        return LEVELS.stream()
                .filter(level -> level.getName().equalsIgnoreCase(name))
                .findFirst();
    }
}
