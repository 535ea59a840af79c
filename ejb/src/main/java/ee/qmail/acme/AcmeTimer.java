package ee.qmail.acme;

import ee.qmail.loop.StandingWarning;
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

/** Looks every few seconds whether a certificate is to be ordered. */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AcmeTimer {
    private static final Logger LOG = Logger.getLogger(AcmeTimer.class.getName());
    private static final long PAUSE_SECONDS = 5;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private AcmeRenewal renewal;

    private StandingWarning warning;
    private Future<?> looks;

    @PostConstruct
    void start() {
        warning = renewal::warnings;
        StandingWarning.ALL.add(warning);
        looks = executor.scheduleWithFixedDelay(this::look, PAUSE_SECONDS, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            renewal.look();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the certificate by ACME was not looked after this time", e);
        }
    }

    @PreDestroy
    void stop() {
        renewal.end();
        looks.cancel(false);
        StandingWarning.ALL.remove(warning);
    }
}
