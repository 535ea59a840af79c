package ee.qmail.status;

import ee.qmail.contract.MailService;
import ee.qmail.text.Sentence;
import java.time.Instant;
import java.util.Map;

/**
 * A service as supervise would tell of it.
 *
 * @param said where it listens, or what is wrong
 * @param since when it came to be in this state; null if that is not known
 * @param sessions of a listener, as {@link MailService#sessions}; else empty
 */
public record ServiceState(
        String name, MailService.State state, Sentence said, Instant since, Map<String, Long> sessions) {
    /** One that has no sessions. */
    public ServiceState(String name, MailService.State state, String detail, Instant since) {
        this(name, state, Sentence.as(detail), since, Map.of());
    }

    /** A part that nobody can pause. */
    public ServiceState(String name, boolean up, String detail, Instant since) {
        this(name, up, Sentence.as(detail), since);
    }

    /** The same. */
    public ServiceState(String name, boolean up, Sentence said, Instant since) {
        this(name, up ? MailService.State.UP : MailService.State.DOWN, said, since, Map.of());
    }

    /** In English. */
    public String detail() {
        return said.toString();
    }

    public boolean up() {
        return state == MailService.State.UP;
    }
}
