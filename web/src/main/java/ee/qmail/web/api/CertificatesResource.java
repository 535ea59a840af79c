package ee.qmail.web.api;

import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.ServerCertificates;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The certificates of this server. */
@Path("certificates")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CertificatesResource {
    /**
     * As {@link CertificateReport} has it.
     *
     * @param daysLeft whole days until its end; null if there is no certificate
     */
    public record CertificateView(
            String file,
            List<String> names,
            Instant notAfter,
            Long daysLeft,
            String keyKind,
            String issuer,
            boolean isSelfSigned,
            boolean isDefault,
            String problem) {
        static CertificateView of(CertificateReport report, Instant now) {
            return new CertificateView(
                    report.file(),
                    report.names(),
                    report.notAfter(),
                    report.isLoaded() ? report.daysLeft(now) : null,
                    report.keyKind(),
                    report.issuer(),
                    report.isSelfSigned(),
                    report.isDefault(),
                    report.problem());
        }
    }

    @GET
    public List<CertificateView> certificates() {
        Instant now = Instant.now();
        return ServerCertificates.OPEN.current().map(ServerCertificates::reports).orElse(List.of()).stream()
                .map(report -> CertificateView.of(report, now))
                .toList();
    }
}
