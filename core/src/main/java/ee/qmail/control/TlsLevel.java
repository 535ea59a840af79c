package ee.qmail.control;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far TLS with another server goes, the weakest first (RTLS-1). */
public enum TlsLevel {
    /** Never. */
    NONE,
    /** Where it is offered, with any certificate (RFC 7435). */
    MAY,
    /** Always, with any certificate. */
    ENCRYPT,
    /** Always, with a certificate that somebody trusted has issued for the host. */
    VERIFY;

    /** Its name in control files and logs. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<TlsLevel> of(String label) {
        return Arrays.stream(values())
                .filter(level -> level.label().equals(label))
                .findFirst();
    }
}
