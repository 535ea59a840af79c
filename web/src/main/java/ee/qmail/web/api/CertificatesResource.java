package ee.qmail.web.api;

import ee.qmail.acme.AcmeRenewal;
import ee.qmail.acme.AcmeReport;
import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.ServerCertificates;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** The certificates of this server. */
@Path("certificates")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CertificatesResource {
    @Inject
    private AcmeRenewal renewal;

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

    /**
     * The certificate that looks after itself, as {@link AcmeReport} has it.
     *
     * @param state {@code off}, {@code current}, {@code due}, {@code ordering}, {@code failing} or {@code blocked}
     */
    public record AcmeView(
            String state,
            String directory,
            List<String> names,
            String method,
            Instant notAfter,
            Instant next,
            String reason,
            long failures,
            String error,
            List<String> tlsa) {
        static AcmeView of(AcmeReport report) {
            return new AcmeView(
                    report.state().word(),
                    report.directory(),
                    report.names(),
                    report.method(),
                    report.notAfter(),
                    report.next(),
                    report.reason(),
                    report.failures(),
                    report.error(),
                    report.tlsa());
        }
    }

    /** @param problems one sentence for each name that does not lead to this server */
    public record CheckView(List<String> problems) {}

    @GET
    @Path("acme")
    public AcmeView acme() {
        return AcmeView.of(renewal.report());
    }

    /** Orders within seconds, whether that is due or not. */
    @POST
    @Path("acme/renewal")
    public AcmeView renew() {
        renewal.renewNow();
        return acme();
    }

    @POST
    @Path("acme/check")
    public CheckView check() throws IOException {
        return new CheckView(renewal.check());
    }
}
