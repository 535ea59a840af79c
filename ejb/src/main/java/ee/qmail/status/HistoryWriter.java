package ee.qmail.status;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Writes the history to the database, off the path of the mail, and forgets it after a month. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HistoryWriter {
    private static final Logger LOG = Logger.getLogger(HistoryWriter.class.getName());
    private static final Duration WRITE_PAUSE = Duration.ofSeconds(2);
    private static final Duration FORGET_PAUSE = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 1_000;
    private static final int RESTORED = 50;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private DeliveryHistory history;

    @Inject
    private HistoryStore store;

    private final List<Future<?>> tasks = new ArrayList<>();

    @PostConstruct
    void start() {
        history.restore(store.newest(RESTORED));
        repeat(this::write, WRITE_PAUSE);
        repeat(this::forget, FORGET_PAUSE);
    }

    private void repeat(Runnable task, Duration pause) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "some delivery history is not kept", e);
            }
        };
        tasks.add(executor.scheduleWithFixedDelay(guarded, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void write() {
        for (List<RecentDelivery> batch = history.takeUnwritten(BATCH);
                !batch.isEmpty();
                batch = history.takeUnwritten(BATCH)) {
            store.write(batch);
        }
    }

    private void forget() {
        Instant time = Instant.now().minus(KEPT);
        int forgotten;
        do {
            forgotten = store.forgetSomeBefore(time);
        } while (forgotten > 0);
    }

    @PreDestroy
    void stop() {
        tasks.forEach(task -> task.cancel(false));
    }
}
