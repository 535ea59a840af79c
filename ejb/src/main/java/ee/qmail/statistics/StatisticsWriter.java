package ee.qmail.statistics;

import ee.qmail.loop.Loop;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Stores each minute what has been counted in it, and forgets minutes after two days and hours after a year and a month. While the database does not answer the counts add up. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StatisticsWriter {
    private static final Logger LOG = Logger.getLogger(StatisticsWriter.class.getName());
    private static final Duration PAUSE = StatisticsStore.MINUTE;
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    static final Duration MINUTES_KEPT = Duration.ofHours(49);
    static final Duration HOURS_KEPT = Duration.ofDays(396);

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    StatisticsStore store;

    Clock clock = Clock.systemUTC();
    private final Increase increase = new Increase();
    private Instant forgot = Instant.EPOCH;
    private Loop loop;
    private Future<?> task;

    @PostConstruct
    void start() {
        loop = Loop.named("statistics", PAUSE.plus(PATIENCE), this::write);
        // just behind each full minute, so that what is stored then is of the one before
        long millis = PAUSE.toMillis();
        long delay = millis - Math.floorMod(clock.millis(), millis);
        task = executor.scheduleAtFixedRate(loop, delay, millis, TimeUnit.MILLISECONDS);
    }

    synchronized void write() {
        Instant now = clock.instant();
        Map<Counted, Long> amounts = increase.now();
        if (!amounts.isEmpty()) {
            store.add(now.minus(PAUSE.dividedBy(2)), amounts);
            increase.isStored();
        }
        if (!now.isBefore(forgot.plus(StatisticsStore.HOUR))) {
            store.forget(StatisticsStore.MINUTE, now.minus(MINUTES_KEPT));
            store.forget(StatisticsStore.HOUR, now.minus(HOURS_KEPT));
            forgot = now;
        }
    }

    @PreDestroy
    void stop() {
        loop.close();
        task.cancel(false);
        try {
            write();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "what was counted in the last minute is not stored", e);
        }
    }
}
