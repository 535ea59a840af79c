package ee.qmail.history;

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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Writes the history to the database, off the path of the mail, and forgets it after a month. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class HistoryWriter {
    private static final Duration WRITE_PAUSE = Duration.ofSeconds(2);
    private static final Duration FORGET_PAUSE = Duration.ofHours(1);
    /** History may be slow; it is missed when it hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 1_000;
    private static final int RESTORED = 50;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private DeliveryHistory history;

    @Inject
    private HistoryStore store;

    private final List<Loop> loops = new ArrayList<>();
    private final List<Future<?>> tasks = new ArrayList<>();

    @PostConstruct
    void start() {
        history.restore(store.newest(RESTORED));
        repeat("history", this::write, WRITE_PAUSE);
        repeat("history clean-up", this::forget, FORGET_PAUSE);
    }

    private void repeat(String name, Loop.Round round, Duration pause) {
        Loop loop = Loop.named(name, pause.plus(PATIENCE), round);
        loops.add(loop);
        tasks.add(executor.scheduleWithFixedDelay(loop, pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
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
        loops.forEach(Loop::close);
        tasks.forEach(task -> task.cancel(false));
    }
}
