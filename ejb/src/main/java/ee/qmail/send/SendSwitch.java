package ee.qmail.send;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** The administrator's switch for new deliveries of qmail-send. It is on when the server starts. */
@ApplicationScoped
public class SendSwitch {
    private volatile boolean on = true;
    private volatile Instant since = Instant.now();

    public boolean isOn() {
        return on;
    }

    /** The time of the last change. */
    public Instant since() {
        return since;
    }

    /** @param wanted false: deliveries under way are brought to their end, and no more begin */
    public void turn(boolean wanted) {
        if (on != wanted) {
            on = wanted;
            since = Instant.now();
        }
    }
}
