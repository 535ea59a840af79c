package ee.qmail.status;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Asks one part whether it works, at most once a second however many want to know. Safe for threads. */
final class Probe {
    static final Duration LIFE = Duration.ofSeconds(1);

    private final String name;
    private final Runnable check;
    private final Clock clock;
    private ServiceState last;
    private Instant asked;

    /** @param check throws if the part does not work */
    Probe(String name, Runnable check, Clock clock) {
        this.name = name;
        this.check = check;
        this.clock = clock;
    }

    synchronized ServiceState state() {
        Instant now = clock.instant();
        if (last == null || !now.isBefore(asked.plus(LIFE))) {
            last = ask(now);
            asked = now;
        }
        return last;
    }

    private ServiceState ask(Instant now) {
        try {
            check.run();
            return new ServiceState(name, true, "working", last != null && last.up() ? last.since() : now);
        } catch (RuntimeException e) {
            return new ServiceState(name, false, e.getMessage(), null);
        }
    }
}
