package ee.qmail.certificates;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.control.ControlFiles;
import ee.qmail.submission.DirectInjection;
import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.Ending;
import ee.qmail.tls.ServerCertificates;
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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Tells the log at each stage of the end of a certificate, 21, 7 and 1 days before it, and the postmaster by mail at the second (CERT-7, {@link Ending}).
 * Certificates that are renewed by themselves are renewed before that.
 */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CertificateExpiry {
    private static final Logger LOG = Logger.getLogger(CertificateExpiry.class.getName());
    private static final long PAUSE_MINUTES = 10;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    ControlFiles controlFiles;

    @Inject
    DirectInjection injection;

    Clock clock = Clock.systemUTC();
    private Future<?> looks;
    /** The last stage that was told of each certificate; written and read by one look at a time. */
    private final Map<String, Ending> told = new HashMap<>();

    @PostConstruct
    void start() {
        looks = executor.scheduleWithFixedDelay(this::look, 1, PAUSE_MINUTES, TimeUnit.MINUTES);
    }

    private void look() {
        try {
            look(ServerCertificates.OPEN
                    .current()
                    .map(ServerCertificates::reports)
                    .orElse(List.of()));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "the ends of certificates were not looked at this time", e);
        }
    }

    void look(List<CertificateReport> reports) {
        Instant now = clock.instant();
        for (CertificateReport report : reports) {
            if (report.isLoaded() && report.ending(now) != Ending.FAR) {
                look(report, report.ending(now));
            }
        }
    }

    private void look(CertificateReport report, Ending stage) {
        String key = report.file() + "/" + report.keyKind() + "/" + report.notAfter();
        Ending before = told.get(key);
        if (before != null && before.compareTo(stage) >= 0) {
            return;
        }
        LOG.warning(text(report));
        if (stage.compareTo(Ending.URGENT) >= 0 && (before == null || before.compareTo(Ending.URGENT) < 0)) {
            tellPostmaster(report, key);
        }
        told.put(key, stage);
    }

    /** The same text each time, also after a restart: a repetition is no mail. */
    private void tellPostmaster(CertificateReport report, String key) {
        String postmaster = "postmaster@" + controlFiles.current().me();
        try {
            injection.text(
                    "certificate/" + key,
                    text(report)
                            + "\n\nMail programs and other servers do not trust this server any more after that.\n",
                    "The certificate in " + report.file() + " ends",
                    postmaster,
                    List.of(postmaster));
        } catch (AlreadyExistsException e) {
            LOG.log(Level.FINE, "the postmaster was told before", e);
        }
    }

    private static String text(CertificateReport report) {
        return report.file() + ": the certificate for " + String.join(", ", report.names()) + " (" + report.keyKind()
                + ") ends at " + report.notAfter() + ": put a new one in its place, which is in force a second later";
    }

    @PreDestroy
    void stop() {
        looks.cancel(false);
    }
}
