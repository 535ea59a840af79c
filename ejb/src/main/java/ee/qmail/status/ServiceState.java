package ee.qmail.status;

import ee.qmail.contract.MailService;
import java.time.Instant;
import java.util.Map;

/**
 * A service as supervise would tell of it.
 *
 * @param detail where it listens, or what is wrong
 * @param since when it came to be in this state; null if that is not known
 * @param sessions of a listener, as {@link MailService#sessions}; else empty
 */
public record ServiceState(
        String name, MailService.State state, String detail, Instant since, Map<String, Long> sessions) {
    /** One that has no sessions. */
    public ServiceState(String name, MailService.State state, String detail, Instant since) {
        this(name, state, detail, since, Map.of());
    }

    /** A part that nobody can pause. */
    public ServiceState(String name, boolean up, String detail, Instant since) {
        this(name, up ? MailService.State.UP : MailService.State.DOWN, detail, since);
    }

    public boolean up() {
        return state == MailService.State.UP;
    }
}
