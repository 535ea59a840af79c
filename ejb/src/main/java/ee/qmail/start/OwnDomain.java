package ee.qmail.start;

import ee.qmail.accounts.Accounts;
import ee.qmail.control.ControlFiles;
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

/**
 * Makes the domain of this host when {@code control/me} is changed, within a second: its postmaster is always there (RFC 5321
 * 4.5.1), and double bounces go to it. The domain of the old name stays. What is changed by hand in the control files goes into their history
 * at the same times.
 */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OwnDomain {
    private static final Logger LOG = Logger.getLogger(OwnDomain.class.getName());
    private static final long PAUSE_MILLIS = 1_000;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    ControlFiles controlFiles;

    @Inject
    Accounts accounts;

    private Future<?> looks;
    /** Written and read by one look at a time. */
    private String there;

    private String trouble;

    @PostConstruct
    void start() {
        there = controlFiles.current().me(); // QmailStart has made it
        looks = executor.scheduleWithFixedDelay(this::look, PAUSE_MILLIS, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Trouble now is no reason not to look again; it is said once. */
    void look() {
        try {
            String me = controlFiles.current().me();
            if (!me.equals(there)) {
                accounts.ensureDomain(me);
                LOG.log(Level.INFO, "control/me is {0} now: this is a domain served here, with a postmaster", me);
                there = me;
            }
            controlFiles.keepChangesByHand();
            trouble = null;
        } catch (RuntimeException | Error e) {
            if (!e.toString().equals(trouble)) {
                LOG.log(Level.WARNING, "the domain of control/me cannot be made; its postmaster's mail waits", e);
            }
            trouble = e.toString();
        }
    }

    @PreDestroy
    void stop() {
        looks.cancel(false);
    }
}
