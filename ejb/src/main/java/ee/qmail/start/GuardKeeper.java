package ee.qmail.start;

import ee.qmail.guard.GuardFile;
import ee.qmail.guard.LoginGuard;
import ee.qmail.home.QmailHome;
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
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Carries what the {@link LoginGuard} has counted over a restart, in {@code run/login-guard}: read at the start, written every minute if
 * something is new, and at the stop.
 */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class GuardKeeper {
    private static final Logger LOG = Logger.getLogger(GuardKeeper.class.getName());
    private static final String FILE = "login-guard";
    private static final long PAUSE_MINUTES = 1;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    private QmailHome home;

    private GuardFile file;
    private Future<?> writing;

    @PostConstruct
    void start() {
        file = new GuardFile(LoginGuard.shared(), home.run().resolve(FILE), Clock.systemUTC());
        try {
            file.read();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "run/" + FILE + " " + e.getMessage() + "; wrong passwords are counted from 0", e);
        }
        writing = executor.scheduleWithFixedDelay(this::write, PAUSE_MINUTES, PAUSE_MINUTES, TimeUnit.MINUTES);
    }

    private synchronized void write() {
        try {
            file.write();
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(
                    Level.WARNING,
                    "run/" + FILE + " cannot be written; wrong passwords of now are forgotten at a restart",
                    e);
        }
    }

    @PreDestroy
    void stop() {
        writing.cancel(false);
        write();
    }
}
