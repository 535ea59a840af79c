package ee.qmail.send;

import ee.qmail.contract.MailConsumerRegistry;
import ee.qmail.deferred.DatabaseSync;
import ee.qmail.deferred.DeferredStore;
import ee.qmail.deferred.DueJob;
import ee.qmail.deferred.Qread;
import ee.qmail.jms.JmsSender;
import ee.qmail.jms.QueuedMessage;
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
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** qmail-send: issues a ticket for each job whose next attempt is due. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class QmailSend {
    private static final Logger LOG = Logger.getLogger(QmailSend.class.getName());
    private static final long PAUSE_MILLIS = 1_000;
    /** Broker and database have their own time limits, which are shorter. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int MAX_AT_ONCE = 500;
    private static final int PASSES_AFTER_ARRIVAL = 3;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private DeferredStore store;

    @Inject
    private JmsSender outbox;

    @Inject
    private DatabaseSync durability;

    @Inject
    private Concurrency concurrency;

    @Inject
    private SendSwitch sendSwitch;

    @Inject
    private Qread waiting;

    @Inject
    private HeldDomains held;

    private Loop loop;
    private Future<?> passes;
    private int arrivals;
    private int passesAfterArrival;

    @PostConstruct
    void start() {
        int released = store.releaseOwn();
        if (released > 0) {
            LOG.log(Level.INFO, "{0} jobs were under way when the server ended; they are due again", released);
        }
        durability.sync();
        loop = Loop.named("scheduler", PATIENCE, this::pass);
        passes = executor.scheduleWithFixedDelay(loop, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void pass() {
        if (!sendSwitch.isOn()) {
            return;
        }
        retryForApplications();
        Instant now = Instant.now();
        held.postpone(now);
        List<DueJob> due = store.due(now, MAX_AT_ONCE);
        outbox.send(due.stream()
                .map(job -> QueuedMessage.ticket(job.channel(), job.ticket()))
                .toList());
    }

    /** In more than one pass: an attempt that found no bean may not have been written yet when one came. */
    private void retryForApplications() {
        int now = MailConsumerRegistry.arrivals();
        if (now != arrivals) {
            arrivals = now;
            passesAfterArrival = PASSES_AFTER_ARRIVAL;
        }
        if (passesAfterArrival > 0) {
            passesAfterArrival--;
            waiting.retryForApplications(Instant.now());
        }
    }

    /** A server stops its singletons first, and waits for its message-driven beans: those that wait must not. */
    @PreDestroy
    void stop() {
        loop.close();
        passes.cancel(false);
        concurrency.close();
    }
}
