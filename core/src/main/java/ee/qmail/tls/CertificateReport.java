package ee.qmail.tls;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A certificate of this server, or a file that should be one. Holds no secret.
 *
 * @param file below the home, such as {@code control/servercert.pem}
 * @param names of the hosts that it is for; none if the file could never be read
 * @param notBefore its begin; null if the file could never be read
 * @param notAfter its end; null if the file could never be read
 * @param keyKind such as {@code EC P-256} or {@code RSA 2048}; empty if the file could never be read
 * @param issuer for people; empty if the file could never be read
 * @param isSelfSigned whether no authority stands behind it
 * @param isDefault whether clients get it that ask for no name, or for one that is nowhere
 * @param problem what is wrong and what would be right; null if nothing is
 */
public record CertificateReport(
        String file,
        List<String> names,
        Instant notBefore,
        Instant notAfter,
        String keyKind,
        String issuer,
        boolean isSelfSigned,
        boolean isDefault,
        String problem) {
    public CertificateReport {
        names = List.copyOf(names);
    }

    /** Tells whether there is a certificate in force from this file. */
    public boolean isLoaded() {
        return notAfter != null;
    }

    /** Whole days until its end, negative if it is over. For one that {@link #isLoaded}. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(ChronoUnit.SECONDS.between(now, notAfter), 86_400L);
    }

    /** The stage of its end that it has come to. For one that {@link #isLoaded}. */
    public Ending ending(Instant now) {
        return Ending.of(notBefore, notAfter, now);
    }
}
