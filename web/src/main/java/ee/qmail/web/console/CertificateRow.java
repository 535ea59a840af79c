package ee.qmail.web.console;

import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.Ending;
import ee.qmail.web.language.Texts;
import java.time.Instant;

/**
 * A certificate, or a file that should be one, as pages show it.
 *
 * @param names separated by blanks; empty if there is no certificate
 * @param end null if there is no certificate
 * @param left such as {@code 61 days}
 * @param mark of the badge: {@code up}, {@code paused} for one that ends soon, {@code down}
 */
public record CertificateRow(
        String file,
        String names,
        String key,
        String issuer,
        Instant end,
        String left,
        String mark,
        boolean isDefault,
        String problem) {
    static CertificateRow of(CertificateReport report, Texts texts, Instant now) {
        long days = report.isLoaded() ? report.daysLeft(now) : -1;
        Ending ending = report.isLoaded() ? report.ending(now) : Ending.OVER;
        boolean isUrgent = ending.compareTo(Ending.URGENT) >= 0;
        String mark = isUrgent ? "down" : ending == Ending.SOON || report.problem() != null ? "paused" : "up";
        String left = left(report, texts, days);
        return new CertificateRow(
                report.file(),
                String.join(" ", report.names()),
                report.keyKind(),
                report.isSelfSigned() ? texts.of("certificates.itself") : report.issuer(),
                report.notAfter(),
                left,
                mark,
                report.isDefault(),
                report.problem() == null ? "" : report.problem());
    }

    private static String left(CertificateReport report, Texts texts, long days) {
        if (!report.isLoaded()) {
            return texts.of("certificates.notInForce");
        }
        if (days < 0) {
            return texts.of("certificates.over");
        }
        return days == 0 ? texts.of("certificates.today") : texts.of("certificates.days", days);
    }
}
