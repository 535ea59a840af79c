package ee.qmail.web.console;

import ee.qmail.acme.AcmeRenewal;
import ee.qmail.acme.AcmeReport;
import ee.qmail.tls.ServerCertificates;
import ee.qmail.web.language.Texts;
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
    private Texts texts;

    @Inject
    private AcmeRenewal renewal;

    private List<CertificateRow> rows;
    private AcmeReport acme;

    @PostConstruct
    void load() {
        Instant now = Instant.now();
        rows = ServerCertificates.OPEN.current().map(ServerCertificates::reports).orElse(List.of()).stream()
                .map(report -> CertificateRow.of(report, texts, now))
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

    /** The state of the renewal, in words. */
    public String getState() {
        return switch (acme.state()) {
            case OFF -> texts.of("certificates.state.off");
            case CURRENT -> texts.of("certificates.state.current");
            case DUE -> texts.of("certificates.state.due");
            case ORDERING -> texts.of("certificates.state.ordering");
            case FAILING -> texts.of("certificates.state.failing");
            case BLOCKED -> texts.of("certificates.state.blocked");
        };
    }

    /** Tells whether a renewal can be asked for: not while one is on its way or cannot be. */
    public boolean isRenewable() {
        return acme.state() == AcmeReport.State.CURRENT || acme.state() == AcmeReport.State.FAILING;
    }

    /** Orders a certificate, whether it is due or not. */
    public String renew() {
        renewal.renewNow();
        Messages.done("certificates.done");
        return "certificates?faces-redirect=true";
    }

    public List<CertificateRow> getRows() {
        return rows;
    }
}
