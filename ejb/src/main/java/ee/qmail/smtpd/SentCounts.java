package ee.qmail.smtpd;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.SendLimits;
import ee.qmail.loop.StandingWarning;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The recipients that users have sent to lately, beside the limits of {@code control/sendlimits} (SUB-6): a stolen password is not worth much, and
 * the administrator hears of it before the limit. A recipient counts when RCPT names it, whatever becomes of the message. Counted in
 * whole hours, in memory: each node counts for itself, and a restart forgets. Safe for use by several threads.
 */
@ApplicationScoped
public class SentCounts implements StandingWarning {
    private static final Logger LOG = Logger.getLogger(SentCounts.class.getName());
    private static final int HOURS = 24;
    /** Percent of a limit from which on the administrator is told. */
    private static final int ALERT = 80;

    private final ControlFiles files;
    private final Clock clock;
    private final Map<String, Counts> byLogin = new HashMap<>();
    private long cleaned;

    /** For the container's proxies. */
    protected SentCounts() {
        this(null, null);
    }

    @Inject
    public SentCounts(ControlFiles files) {
        this(files, Clock.systemUTC());
    }

    SentCounts(ControlFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    @PostConstruct
    void announce() {
        StandingWarning.ALL.add(this);
    }

    @PreDestroy
    void leave() {
        StandingWarning.ALL.remove(this);
    }

    private static final class Counts {
        private final int[] hours = new int[HOURS];
        private long last;
        private long told;

        /** Forgets the hours that are a day ago. */
        void turn(long hour) {
            for (long past = Math.max(last + 1, hour - HOURS + 1); past <= hour; past++) {
                hours[(int) (past % HOURS)] = 0;
            }
            last = hour;
        }

        int hour() {
            return hours[(int) (last % HOURS)];
        }

        int day() {
            int sum = 0;
            for (int count : hours) {
                sum += count;
            }
            return sum;
        }

        int percent(SendLimits.Limit limit) {
            return Math.max(percent(hour(), limit.hour()), percent(day(), limit.day()));
        }

        private static int percent(int count, int limit) {
            return limit == 0 ? 0 : (int) Math.min(100, 100L * count / limit);
        }
    }

    /** Counts one more recipient if the user may have it. */
    public synchronized boolean count(String login) {
        long hour = hour();
        clean(hour);
        SendLimits.Limit limit = files.current().sendlimits().of(login);
        Counts counts = byLogin.computeIfAbsent(login, unknown -> new Counts());
        counts.turn(hour);
        boolean allowed = counts.percent(limit) < 100;
        if (allowed) {
            counts.hours[(int) (hour % HOURS)]++;
        }
        if (counts.percent(limit) >= ALERT && counts.told != hour) {
            counts.told = hour;
            LOG.log(Level.WARNING, "{0}", text(login, counts, limit));
        }
        return allowed;
    }

    private long hour() {
        return TimeUnit.MILLISECONDS.toHours(clock.millis());
    }

    private void clean(long hour) {
        if (cleaned != hour) {
            cleaned = hour;
            byLogin.values().removeIf(counts -> counts.last <= hour - HOURS);
        }
    }

    private static String text(String login, Counts counts, SendLimits.Limit limit) {
        return login + " has sent to " + counts.hour() + " recipients within this hour and " + counts.day()
                + " within a day, which is " + counts.percent(limit) + " % of what control/sendlimits allows ("
                + limit.hour() + " and "
                + limit.day() + "): if that is not its owner, change the password";
    }

    @Override
    public synchronized List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        long hour = hour();
        byLogin.forEach((login, counts) -> {
            counts.turn(hour);
            SendLimits.Limit limit = files.current().sendlimits().of(login);
            if (counts.percent(limit) >= ALERT) {
                warnings.add(text(login, counts, limit));
            }
        });
        return warnings;
    }
}
