package ee.qmail.web.console;

import ee.qmail.acme.AcmeRenewal;
import ee.qmail.acme.AcmeReport;
import ee.qmail.tls.ServerCertificates;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Instant;
import java.util.List;

/** The certificates of this server, and what is wrong with them. */
@Named
@RequestScoped
public class CertificatesPage {
    @Inject
    private Times times;

    @Inject
    private AcmeRenewal renewal;

    private List<CertificateRow> rows;
    private AcmeReport acme;

    @PostConstruct
    void load() {
        Instant now = Instant.now();
        rows = ServerCertificates.OPEN.current().map(ServerCertificates::reports).orElse(List.of()).stream()
                .map(report -> CertificateRow.of(report, times, now))
                .toList();
        acme = renewal.report();
    }

    /** Of the certificate that looks after itself. */
    public AcmeReport getAcme() {
        return acme;
    }

    public boolean isAcmeOn() {
        return acme.state() != AcmeReport.State.OFF;
    }

    /** Tells whether a renewal can be asked for: not while one is on its way or cannot be. */
    public boolean isRenewable() {
        return acme.state() == AcmeReport.State.CURRENT || acme.state() == AcmeReport.State.FAILING;
    }

    public String getNext() {
        return times.stamp(acme.next());
    }

    /** Orders a certificate, whether it is due or not. */
    public String renew() {
        renewal.renewNow();
        Messages.done("A certificate is being ordered. This page shows what becomes of it.");
        return "certificates?faces-redirect=true";
    }

    public List<CertificateRow> getRows() {
        return rows;
    }

    /** Those that the start page shows. */
    public List<CertificateRow> getWarnings() {
        return rows.stream().filter(CertificateRow::isWarning).toList();
    }
}
