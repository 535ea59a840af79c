package ee.qmail.start;

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
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Holds the number of this server while it runs. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NodeHeartbeat {
    private static final Logger LOG = Logger.getLogger(NodeHeartbeat.class.getName());
    private static final long PAUSE_SECONDS = 5;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private NodeNumber number;

    private Future<?> beats;

    @PostConstruct
    void start() {
        beats = executor.scheduleWithFixedDelay(this::beat, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    /** A failure now must not let other nodes take this one for dead later. */
    private void beat() {
        try {
            number.renew();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "this server has not said that it runs; it tries again", e);
        }
    }

    @PreDestroy
    void stop() {
        beats.cancel(false);
        number.giveBack();
    }
}
