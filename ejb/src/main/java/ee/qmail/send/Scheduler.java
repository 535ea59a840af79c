package ee.qmail.send;

import ee.qmail.queue.Outbox;
import ee.qmail.queue.Outgoing;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;

/** qmail-send's second half: issues a ticket for each job whose next attempt is due. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Scheduler {
    private static final Logger LOG = Logger.getLogger(Scheduler.class.getName());
    private static final long EVERY_MILLIS = 1_000;
    private static final int MOST_AT_ONCE = 500;

    @Resource
    private TimerService timers;

    @Inject
    private DeferredStore store;

    @Inject
    private Outbox outbox;

    private final AtomicBoolean running = new AtomicBoolean();

    @PostConstruct
    void start() {
        int released = store.releaseAll();
        if (released > 0) {
            LOG.log(Level.INFO, "{0} jobs were under way when the server ended; they are due again", released);
        }
        timers.createIntervalTimer(EVERY_MILLIS, EVERY_MILLIS, new TimerConfig("qmail-send", false));
    }

    @Timeout
    void pass() {
        if (running.compareAndSet(false, true)) {
            try {
                issueTickets();
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "the scheduler goes on with its next pass", e);
            } finally {
                running.set(false);
            }
        }
    }

    private void issueTickets() {
        List<DueJob> due = store.due(Instant.now(), MOST_AT_ONCE);
        outbox.send(due.stream()
                .map(job -> Outgoing.ticket(job.channel(), job.ticket()))
                .toList());
    }
}
