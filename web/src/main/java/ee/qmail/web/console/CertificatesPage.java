package ee.qmail.web.console;

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

    private List<CertificateRow> rows;

    @PostConstruct
    void load() {
        Instant now = Instant.now();
        rows = ServerCertificates.OPEN.current().map(ServerCertificates::reports).orElse(List.of()).stream()
                .map(report -> CertificateRow.of(report, times, now))
                .toList();
    }

    public List<CertificateRow> getRows() {
        return rows;
    }

    /** Those that the start page shows. */
    public List<CertificateRow> getWarnings() {
        return rows.stream().filter(CertificateRow::isWarning).toList();
    }
}
