package ee.qmail.start;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether start-up is done; before that the endpoints ask their clients to come back. */
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
