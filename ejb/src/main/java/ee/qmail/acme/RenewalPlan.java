package ee.qmail.acme;

import ee.qmail.tls.IssuedCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When the next order is due, and why (CERT-13): at once where there is no certificate that is as the control files say; else at two thirds of its life,
 * and up to a thirtieth of it later, so that not all servers come at one time. After a failure not before the authority has had its rest.
 *
 * @param due the time
 * @param reason for people
 */
record RenewalPlan(Instant due, String reason) {
    private static final int JITTER_PARTS = 30;
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(10);
    private static final int JITTER_STEPS = 1000;

    static RenewalPlan of(AcmeSettings settings, AcmeState state, Optional<IssuedCertificate> current, Instant now) {
        RenewalPlan wanted = wanted(settings, state, current, now);
        boolean waits = state.hasFailed(settings.fingerprint())
                && state.notBefore() != null
                && state.notBefore().isAfter(wanted.due());
        return waits
                ? new RenewalPlan(state.notBefore(), wanted.reason() + ", failures so far: " + state.failures())
                : wanted;
    }

    private static RenewalPlan wanted(
            AcmeSettings settings, AcmeState state, Optional<IssuedCertificate> current, Instant now) {
        if (current.isEmpty() || !current.get().isIssued()) {
            return new RenewalPlan(now, "there is none of an authority");
        }
        IssuedCertificate certificate = current.get();
        if (!certificate.directory().equals(settings.directory().toString())) {
            return new RenewalPlan(now, "the one there is comes from " + certificate.directory());
        }
        if (!certificate.names().containsAll(settings.names())) {
            return new RenewalPlan(now, "the one there is has other names: " + String.join(" ", certificate.names()));
        }
        return new RenewalPlan(renewal(certificate, state), "two thirds of its life are over then");
    }

    /**
     * The same for one certificate each time that it is asked for. Whatever begin an authority gives its certificates, a third of a life is between two
     * orders that succeed.
     */
    private static Instant renewal(IssuedCertificate certificate, AcmeState state) {
        Duration life = Duration.between(certificate.begin(), certificate.end());
        int step = Math.floorMod(certificate.certificate().getSerialNumber().hashCode(), JITTER_STEPS);
        Duration jitter = life.dividedBy(JITTER_PARTS).multipliedBy(step).dividedBy(JITTER_STEPS);
        Instant renewal =
                certificate.begin().plus(life.multipliedBy(2).dividedBy(3)).plus(jitter);
        Instant earliest =
                state.failures() == 0 && state.last() != null ? state.last().plus(pause(life)) : renewal;
        return earliest.isAfter(renewal) ? earliest : renewal;
    }

    private static Duration pause(Duration life) {
        Duration third = life.dividedBy(3);
        return third.compareTo(LEAST_PAUSE) < 0 ? LEAST_PAUSE : third;
    }

    boolean isDue(Instant now) {
        return !now.isBefore(due);
    }
}
