package ee.qmail.send;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Whether qmail-send begins deliveries, as an administrator wants it. A server that starts begins them. */
@ApplicationScoped
public class SendSwitch {
    private volatile boolean on = true;
    private volatile Instant since = Instant.now();

    public boolean isOn() {
        return on;
    }

    /** When it came to be so. */
    public Instant since() {
        return since;
    }

    /** @param wanted false: what is being delivered is brought to its end, and nothing more begins */
    public void turn(boolean wanted) {
        if (on != wanted) {
            on = wanted;
            since = Instant.now();
        }
    }
}
