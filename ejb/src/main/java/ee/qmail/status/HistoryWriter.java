package ee.qmail.status;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private static final long WRITE_MILLIS = 2_000;
    private static final long FORGET_MILLIS = Duration.ofHours(1).toMillis();
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int BATCH = 1_000;
    private static final int RESTORED = 50;

    private enum Task {
        WRITE,
        FORGET
    }

    @Resource
    private TimerService timers;

    @Inject
    private DeliveryHistory history;

    @Inject
    private HistoryStore store;

    private final AtomicBoolean writing = new AtomicBoolean();

    @PostConstruct
    void start() {
        history.restore(store.newest(RESTORED));
        timers.createIntervalTimer(WRITE_MILLIS, WRITE_MILLIS, new TimerConfig(Task.WRITE, false));
        timers.createIntervalTimer(FORGET_MILLIS, FORGET_MILLIS, new TimerConfig(Task.FORGET, false));
    }

    @Timeout
    void run(Timer timer) {
        try {
            if (timer.getInfo() == Task.FORGET) {
                store.forgetBefore(Instant.now().minus(KEPT));
            } else if (writing.compareAndSet(false, true)) {
                try {
                    write();
                } finally {
                    writing.set(false);
                }
            }
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "some delivery history is not kept", e);
        }
    }

    private void write() {
        for (List<RecentDelivery> batch = history.takeUnwritten(BATCH);
                !batch.isEmpty();
                batch = history.takeUnwritten(BATCH)) {
            store.write(batch);
        }
    }
}
