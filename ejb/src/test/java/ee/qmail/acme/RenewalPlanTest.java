package ee.qmail.acme;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.home.QmailHome;
import ee.qmail.tls.IssuedCertificate;
import ee.qmail.tls.ServerCertificates;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewalPlanTest {
    private static final String DIRECTORY = "https://acme.example/directory";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path root;

    private IssuedCertificate selfMade;
    private IssuedCertificate issued;

    /** One that the server makes for itself has a begin, an end and a name as an issued one has. */
    @BeforeEach
    void make() throws IOException {
        QmailHome home = new QmailHome(root);
        Files.createDirectories(home.control());
        ServerCertificates.open(home, () -> "mx.example.org", Clock.systemUTC(), remark -> {})
                .close();
        selfMade = IssuedCertificate.read(home.control()).orElseThrow();
        issued = new IssuedCertificate(DIRECTORY, selfMade.certificate(), selfMade.keys());
    }

    private static AcmeSettings settings(String directory, String... names) {
        return new AcmeSettings(URI.create(directory), "", Set.of(names), "", "", false);
    }

    private static RenewalPlan plan(AcmeSettings settings, IssuedCertificate current) {
        return RenewalPlan.of(settings, AcmeState.NONE, Optional.ofNullable(current), NOW);
    }

    @Test
    void cert13TwoThirdsOfTheLifeAndALittleJitter() {
        RenewalPlan plan = plan(settings(DIRECTORY, "mx.example.org"), issued);
        Duration life = Duration.between(issued.begin(), issued.end());
        Instant thirds = issued.begin().plus(life.multipliedBy(2).dividedBy(3));
        assertThat(plan.due()).isBetween(thirds, thirds.plus(life.dividedBy(30)));
        assertThat(plan(settings(DIRECTORY, "mx.example.org"), issued)).isEqualTo(plan);
        assertThat(plan.isDue(plan.due().minusMillis(1))).isFalse();
        assertThat(plan.isDue(plan.due())).isTrue();
    }

    @Test
    void cert13ACertificateThatIsOldWhenItIsIssuedIsNoReasonToOrderWithoutEnd() {
        AcmeSettings settings = settings(DIRECTORY, "mx.example.org");
        Instant late = issued.end().minusSeconds(60);
        AcmeState now = AcmeState.succeeded(settings.fingerprint(), late);
        Duration life = Duration.between(issued.begin(), issued.end());
        assertThat(RenewalPlan.of(settings, now, Optional.of(issued), late).due())
                .isEqualTo(late.plus(life.dividedBy(3)));
    }

    @Test
    void cert13WhatIsNotAsTheFilesSayIsDueAtOnce() {
        assertThat(plan(settings(DIRECTORY, "mx.example.org"), null).due()).isEqualTo(NOW);
        assertThat(plan(settings(DIRECTORY, "mx.example.org"), selfMade).due()).isEqualTo(NOW);
        assertThat(plan(settings(DIRECTORY, "mx.example.org", "*.example.org"), issued))
                .isEqualTo(new RenewalPlan(NOW, "the one there is has other names: mx.example.org"));
        assertThat(plan(settings("https://other.example/", "mx.example.org"), issued))
                .isEqualTo(new RenewalPlan(NOW, "the one there is comes from " + DIRECTORY));
    }

    @Test
    void cert13AfterFailuresTheAuthorityHasItsRestUnlessTheSettingsChange() {
        AcmeSettings settings = settings(DIRECTORY, "mx.example.org");
        AcmeState failed = AcmeState.NONE.failed(settings.fingerprint(), NOW, Duration.ZERO, "no");
        assertThat(RenewalPlan.of(settings, failed, Optional.empty(), NOW))
                .isEqualTo(new RenewalPlan(
                        NOW.plus(Duration.ofHours(1)), "there is none of an authority, failures so far: 1"));
        AcmeSettings changed = settings(DIRECTORY, "mail.example.org");
        assertThat(RenewalPlan.of(changed, failed, Optional.empty(), NOW).due()).isEqualTo(NOW);
    }
}
