package ee.qmail.history.facts;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Supplier;

/** Tells how far the database is behind what has happened. Safe for use by several threads. */
@ApplicationScoped
public class HistoryLag {
    /**
     * @param octets of the file that are not in the database yet
     * @param time since which they wait, at most; zero if there are none
     * @param lost facts that are in neither, since the start of this process
     */
    public record Backlog(long octets, Duration time, long lost) {
        /** From here on somebody who searches should know of it. */
        private static final Duration MUCH = Duration.ofSeconds(5);

        public static final Backlog NONE = new Backlog(0, Duration.ZERO, 0);

        public boolean isMuch() {
            return time.compareTo(MUCH) > 0;
        }
    }

    private volatile Supplier<Backlog> source = () -> Backlog.NONE;

    /** @param told asked whenever somebody wants to know; waits for nothing */
    public void tellBy(Supplier<Backlog> told) {
        source = told;
    }

    /** Of this server. */
    public Backlog now() {
        return source.get();
    }
}
