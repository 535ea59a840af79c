package ee.qmail.start;

import jakarta.enterprise.context.ApplicationScoped;

/**
 * Knows whether the start is over; before that the endpoints ask their clients to come back. Safe for use by several
 * threads.
 */
@ApplicationScoped
public class Readiness {
    private volatile boolean started;

    void started() {
        started = true;
    }

    public boolean isStarted() {
        return started;
    }
}
