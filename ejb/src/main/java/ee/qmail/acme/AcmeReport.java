package ee.qmail.acme;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * What becomes of the certificate that looks after itself. Holds no secret.
 *
 * @param state see {@link State}
 * @param directory of the authority; null if there is none
 * @param names that the certificate has to have
 * @param method {@code http-01} or {@code dns-01}
 * @param notAfter the end of the certificate that the authority has issued; null if there is none
 * @param next when the next order is due; null if none is
 * @param reason of the next order
 * @param failures of orders, one after the other
 * @param error of the last order, or what hinders the next one; null if nothing
 * @param tlsa DNS records for the key of now and the next one, for those who publish such (RFC 7672)
 */
public record AcmeReport(
        State state,
        String directory,
        List<String> names,
        String method,
        Instant notAfter,
        Instant next,
        String reason,
        int failures,
        String error,
        List<String> tlsa) {
    /** In one word. */
    public enum State {
        /** There is no {@code control/acme}. */
        OFF,
        /** A certificate is there, and its renewal is not due yet. */
        CURRENT,
        /** An order is due and begins within seconds. */
        DUE,
        /** This server is ordering now. */
        ORDERING,
        /** The last order failed. */
        FAILING,
        /** Nothing is ordered until an administrator does something. */
        BLOCKED;

        /** As it is shown. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final AcmeReport OFF =
            new AcmeReport(State.OFF, null, List.of(), null, null, null, null, 0, null, List.of());

    public AcmeReport {
        names = List.copyOf(names);
        tlsa = List.copyOf(tlsa);
    }

    /** Nothing can be ordered. */
    static AcmeReport blocked(AcmeSettings settings, String method, String why) {
        List<String> names = List.copyOf(settings.names());
        String directory = settings.directory().toString();
        return new AcmeReport(State.BLOCKED, directory, names, method, null, null, null, 0, why, List.of());
    }
}
