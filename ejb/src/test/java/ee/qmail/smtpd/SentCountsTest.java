package ee.qmail.smtpd;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.ControlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentCountsTest {
    private static final String ANA = "ana@example.org";

    @TempDir
    private Path control;

    private final Time time = new Time();
    private SentCounts counts;

    private static final class Time extends Clock {
        private Instant now = Instant.parse("2026-11-29T10:30:00Z");

        void pass(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(control.resolve("me"), "mail.example.org\n");
        Files.writeString(control.resolve("sendlimits"), ":5:20\nbig@example.org:1:1\nbig@example.org:0:0\n");
        counts = new SentCounts(new ControlFiles(control, warning -> {}), time);
    }

    private int sent(String login, int tries) {
        int sent = 0;
        for (int i = 0; i < tries; i++) {
            sent += counts.count(login) ? 1 : 0;
        }
        return sent;
    }

    @Test
    void sub6AnHourHasItsLimitAndTheNextOneBeginsAnew() {
        assertThat(sent(ANA, 10)).isEqualTo(5);
        assertThat(sent("bo@example.org", 3)).isEqualTo(3);
        time.pass(Duration.ofMinutes(30));
        assertThat(sent(ANA, 10)).isEqualTo(5);
    }

    @Test
    void sub6ADayHasItsLimitAndForgetsItsFirstHourFirst() {
        for (int hour = 0; hour < 4; hour++) {
            assertThat(sent(ANA, 10)).isEqualTo(5);
            time.pass(Duration.ofHours(1));
        }
        assertThat(sent(ANA, 10)).isZero();
        time.pass(Duration.ofHours(20));
        assertThat(sent(ANA, 10)).as("those of the first hour are a day ago").isEqualTo(5);
        time.pass(Duration.ofDays(30));
        assertThat(sent(ANA, 10)).isEqualTo(5);
    }

    @Test
    void sub6NoLimitIsNone() {
        assertThat(sent("big@example.org", 1_000)).isEqualTo(1_000);
        assertThat(counts.warnings()).isEmpty();
    }

    @Test
    void sub6TheAdministratorIsToldBeforeTheLimit() {
        sent(ANA, 3);
        assertThat(counts.warnings()).isEmpty();
        sent(ANA, 1);
        assertThat(counts.warnings())
                .containsExactly(
                        "ana@example.org has sent to 4 recipients within this hour and 4 within a day, which is 80 %"
                                + " of what control/sendlimits allows (5 and 20): if that is not its owner, change the password");
        time.pass(Duration.ofHours(1));
        assertThat(counts.warnings()).isEmpty();
    }
}
