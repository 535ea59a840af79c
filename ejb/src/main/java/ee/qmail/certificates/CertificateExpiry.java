package ee.qmail.certificates;

import ee.qmail.accounts.AlreadyExistsException;
import ee.qmail.control.ControlFiles;
import ee.qmail.submission.DirectInjection;
import ee.qmail.tls.CertificateReport;
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
 * Tells the log 21, 7 and 1 days before a certificate ends, and the postmaster by mail 7 days before (CERT-7). Certificates that are renewed by
 * themselves are renewed before that.
 */
@Singleton
@Startup
@DependsOn("QmailStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CertificateExpiry {
    private static final Logger LOG = Logger.getLogger(CertificateExpiry.class.getName());
    private static final long PAUSE_MINUTES = 10;
    /** Days left at which something is told, the first first; 0: it is over. */
    private static final List<Integer> STAGES = List.of(21, 7, 1, 0);

    private static final int DAYS_OF_MAIL = 7;

    @Resource
    private ManagedScheduledExecutorService executor;

    @Inject
    ControlFiles controlFiles;

    @Inject
    DirectInjection injection;

    Clock clock = Clock.systemUTC();
    private Future<?> looks;
    /** The last stage that was told of each certificate; written and read by one look at a time. */
    private final Map<String, Integer> told = new HashMap<>();

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
            if (report.isLoaded() && report.daysLeft(now) < STAGES.get(0)) {
                look(report, report.daysLeft(now));
            }
        }
    }

    private void look(CertificateReport report, long daysLeft) {
        // the last one that it has come to
        int stage = STAGES.stream()
                .filter(each -> daysLeft < each)
                .reduce((first, later) -> later)
                .orElseThrow();
        String key = report.file() + "/" + report.keyKind() + "/" + report.notAfter();
        Integer before = told.get(key);
        if (before != null && before <= stage) {
            return;
        }
        LOG.warning(text(report));
        if (stage <= DAYS_OF_MAIL && (before == null || before > DAYS_OF_MAIL)) {
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
