package ee.qmail.web.console;

import ee.qmail.tls.CertificateReport;
import ee.qmail.tls.Ending;
import java.time.Instant;

/**
 * A certificate, or a file that should be one, as pages show it.
 *
 * @param names separated by blanks; empty if there is no certificate
 * @param end point in time; empty if there is no certificate
 * @param left such as {@code 61 days}
 * @param mark of the badge: {@code up}, {@code paused} for one that ends soon, {@code down}
 * @param isWarning whether the start page shows it
 */
public record CertificateRow(
        String file,
        String names,
        String key,
        String issuer,
        String end,
        String left,
        String mark,
        boolean isDefault,
        String problem,
        boolean isWarning) {
    static CertificateRow of(CertificateReport report, Times times, Instant now) {
        long days = report.isLoaded() ? report.daysLeft(now) : -1;
        Ending ending = report.isLoaded() ? report.ending(now) : Ending.OVER;
        boolean isUrgent = ending.compareTo(Ending.URGENT) >= 0;
        String mark = isUrgent ? "down" : ending == Ending.SOON || report.problem() != null ? "paused" : "up";
        return new CertificateRow(
                report.file(),
                String.join(" ", report.names()),
                report.keyKind(),
                report.isSelfSigned() ? "itself" : report.issuer(),
                times.stamp(report.notAfter()),
                left(report, days),
                mark,
                report.isDefault(),
                report.problem() == null ? "" : report.problem(),
                !mark.equals("up"));
    }

    private static String left(CertificateReport report, long days) {
        if (!report.isLoaded()) {
            return "not in force";
        }
        if (days < 0) {
            return "over";
        }
        return days == 0 ? "ends today" : days == 1 ? "1 day" : days + " days";
    }
}
