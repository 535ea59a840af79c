package ee.qmail.status;

import ee.qmail.caller.AdministratorsOnly;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.control.Setting;
import ee.qmail.guard.LoginGuard;
import ee.qmail.home.QmailHome;
import ee.qmail.local.BeanAddresses;
import ee.qmail.local.PostmasterCheck;
import ee.qmail.loop.SignOfLife;
import ee.qmail.send.HeldDomains;
import ee.qmail.text.Sentence;
import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.Ending;
import ee.qmail.tls.ServerCertificates;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Is it well? All that needs somebody, the most important first; for the start page and {@code GET /api/server}. */
@ApplicationScoped
@AdministratorsOnly
public class ServerCheck {
    private static final Logger LOG = Logger.getLogger(ServerCheck.class.getName());
    /** Octets; a disk with less is full for a mail server, however small it is. */
    private static final long LEAST = 200L << 20;

    private static final long ENOUGH = 5L << 30;
    private static final int PERCENT = 5;
    private static final int MOST_NAMED = 20;

    private final ServerStatus status;
    private final ControlFiles controlFiles;
    private final QmailHome home;
    private final PostmasterCheck postmaster;
    private final BeanAddresses beans;
    private final HeldDomains held;

    Clock clock = Clock.systemUTC();

    /** For the container's proxies. */
    protected ServerCheck() {
        this(null, null, null, null, null, null);
    }

    @Inject
    public ServerCheck(
            ServerStatus status,
            ControlFiles controlFiles,
            QmailHome home,
            PostmasterCheck postmaster,
            BeanAddresses beans,
            HeldDomains held) {
        this.status = status;
        this.controlFiles = controlFiles;
        this.home = home;
        this.postmaster = postmaster;
        this.beans = beans;
        this.held = held;
    }

    /** What of it cannot be asked now is left out, but for the reason: that is among the rest. */
    public List<Finding> findings() {
        List<Finding> all = new ArrayList<>();
        for (Supplier<List<Finding>> part : parts()) {
            try {
                all.addAll(part.get());
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "a part of the server cannot be asked whether it is well", e);
            }
        }
        all.sort(Comparator.comparing(Finding::need));
        return all;
    }

    private List<Supplier<List<Finding>>> parts() {
        return List.of(
                this::services,
                this::disk,
                this::postmaster,
                this::certificates,
                this::control,
                this::dead,
                this::applications,
                this::notices,
                this::held,
                ServerCheck::logins);
    }

    private List<Finding> services() {
        Set<String> parts =
                SignOfLife.SIGNS.all().stream().map(SignOfLife::name).collect(Collectors.toSet());
        return status.services().stream()
                .filter(service -> !service.up())
                .map(service -> new Finding(need(service.name(), parts), service.name(), said(service)))
                .toList();
    }

    private static Need need(String service, Set<String> parts) {
        return switch (service) {
            case "database" -> Need.DATABASE_AWAY;
            case "queue" -> Need.QUEUE_AWAY;
            default -> parts.contains(service) ? Need.PART_SILENT : Need.SERVICE_DOWN;
        };
    }

    private static Sentence said(ServiceState service) {
        return Sentence.of("need.service", service.name(), service.said());
    }

    private List<Finding> disk() {
        try {
            FileStore store = Files.getFileStore(home.control());
            long free = store.getUsableSpace();
            boolean isFull = InProcessBroker.RUNNING
                    .current()
                    .map(InProcessBroker::isFull)
                    .orElse(false);
            return isFull || isNearlyFull(free, store.getTotalSpace())
                    ? List.of(new Finding(
                            Need.DISK_NEARLY_FULL,
                            home.control().toString(),
                            Sentence.of("need.disk", home.control().toString(), free >> 20)))
                    : List.of();
        } catch (IOException e) {
            return List.of(new Finding(
                    Need.DISK_NEARLY_FULL,
                    home.control().toString(),
                    Sentence.of("need.diskUnknown", home.control().toString(), String.valueOf(e.getMessage()))));
        }
    }

    static boolean isNearlyFull(long free, long total) {
        return free < Math.max(LEAST, Math.min(ENOUGH, total / 100 * PERCENT));
    }

    private List<Finding> postmaster() {
        String address = "postmaster@" + controlFiles.current().me();
        return postmaster.warnings().stream()
                .map(warning -> new Finding(Need.POSTMASTER_UNDELIVERABLE, address, warning))
                .toList();
    }

    private List<Finding> certificates() {
        return ServerCertificates.OPEN.current().map(ServerCertificates::reports).orElse(List.of()).stream()
                .filter(this::isTroubled)
                .map(report -> new Finding(Need.CERTIFICATE, report.file(), said(report)))
                .toList();
    }

    private boolean isTroubled(CertificateReport report) {
        return !report.isLoaded() || report.problem() != null || report.ending(clock.instant()) != Ending.FAR;
    }

    private Sentence said(CertificateReport report) {
        if (report.problem() != null) {
            return Sentence.of("need.certificateProblem", report.file(), report.problem());
        }
        if (!report.isLoaded()) {
            return Sentence.of("need.certificateNone", report.file());
        }
        long days = report.daysLeft(clock.instant());
        return days < 0
                ? Sentence.of("need.certificateOver", report.file())
                : Sentence.of("need.certificateEnds", report.file(), days);
    }

    private List<Finding> control() {
        List<Finding> faults = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            List<Sentence> remarks = controlFiles.remarks(setting);
            if (!remarks.isEmpty()) {
                faults.add(new Finding(Need.CONTROL_FAULT, setting.fileName(), remarks.get(0)));
            }
        }
        Controls controls = controlFiles.current();
        if (controls.list(Setting.RCPTHOSTS).isEmpty()
                && controls.list(Setting.MORERCPTHOSTS).isEmpty()) {
            faults.add(new Finding(
                    Need.RCPTHOSTS_EMPTY,
                    Setting.RCPTHOSTS.fileName(),
                    Sentence.of(controls.isDefault(Setting.RCPTHOSTS) ? "need.rcpthostsMissing" : "need.rcpthosts")));
        }
        return faults;
    }

    private List<Finding> dead() {
        long dead = status.queue().dead();
        return dead > 0 ? List.of(new Finding(Need.DEAD_MAIL, "", Sentence.of("need.dead", dead))) : List.of();
    }

    private List<Finding> applications() {
        return beans.absent().stream()
                .limit(MOST_NAMED)
                .map(pattern -> new Finding(Need.APPLICATION_ABSENT, pattern, Sentence.of("need.application", pattern)))
                .toList();
    }

    private List<Finding> notices() {
        return status.warnings().stream()
                .map(warning -> new Finding(Need.NOTICE, "", Sentence.as(warning)))
                .toList();
    }

    private List<Finding> held() {
        List<String> domains = held.list();
        return domains.isEmpty()
                ? List.of()
                : List.of(new Finding(
                        Need.DESTINATION_HELD,
                        domains.get(0),
                        Sentence.of(
                                "need.held",
                                domains.size(),
                                domains.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")))));
    }

    private static List<Finding> logins() {
        int waiting = LoginGuard.shared().throttled().size();
        return waiting == 0
                ? List.of()
                : List.of(new Finding(Need.LOGINS_THROTTLED, "", Sentence.of("need.logins", waiting)));
    }
}
