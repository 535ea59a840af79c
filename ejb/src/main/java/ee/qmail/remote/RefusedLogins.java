package ee.qmail.remote;

import ee.qmail.control.SmtpRoute;
import ee.qmail.loop.StandingWarning;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Log-ins of this server that relays have refused (RTLS-16). Mail waits then; a relay is not asked again for each message, since many of them close an account
 * after a few wrong passwords. With another password in the control file everything begins anew. Safe for use by several threads.
 */
public final class RefusedLogins implements StandingWarning {
    /** After which the next message tries again. */
    static final Duration PAUSE = Duration.ofMinutes(5);
    /** After which nothing is told of it any more: no mail wants to go there. */
    static final Duration TOLD = Duration.ofDays(1);

    static final int SIZE = 100;

    private record Refusal(Instant time, String said) {}

    private final Clock clock;
    private final Map<SmtpRoute, Refusal> refusals = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<SmtpRoute, Refusal> eldest) {
            return size() > SIZE;
        }
    };

    public RefusedLogins(Clock clock) {
        this.clock = clock;
    }

    /** @param said by the relay */
    synchronized void refused(SmtpRoute relay, String said) {
        refusals.remove(relay);
        refusals.put(relay, new Refusal(clock.instant(), said));
    }

    /** One with an older password is told no more either. */
    synchronized void accepted(SmtpRoute relay) {
        refusals.keySet().removeIf(refused -> isSameUser(refused, relay));
    }

    private static boolean isSameUser(SmtpRoute one, SmtpRoute other) {
        return one.relay().equals(other.relay())
                && one.port() == other.port()
                && one.credentials().user().equals(other.credentials().user());
    }

    /** Tells whether it was refused so lately that it is not tried now. */
    synchronized boolean isPaused(SmtpRoute relay) {
        Refusal refusal = refusals.get(relay);
        return refusal != null && clock.instant().isBefore(refusal.time.plus(PAUSE));
    }

    /** One sentence for each relay that has refused a log-in and has accepted none since, without passwords. */
    @Override
    public synchronized List<String> warnings() {
        Instant from = clock.instant().minus(TOLD);
        refusals.values().removeIf(refusal -> refusal.time.isBefore(from));
        return refusals.entrySet().stream()
                .map(entry -> warning(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static String warning(SmtpRoute relay, Refusal refusal) {
        return "The relay " + relay.relay() + ":" + relay.port() + " refuses the log-in of "
                + relay.credentials().user() + ", and mail for it waits: " + refusal.said
                + ". The password is in control/smtproutes or control/authsenders.";
    }
}
