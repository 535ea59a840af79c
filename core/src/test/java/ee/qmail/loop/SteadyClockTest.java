package ee.qmail.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
    private static final Instant BEGIN = Instant.parse("2026-11-22T12:00:00Z");

    private long nanos = Long.MAX_VALUE - 5;

    @Test
    void itGoesOnWithTheTimeThatHasPassed() {
        SteadyClock clock = new SteadyClock(BEGIN, () -> nanos);
        assertThat(clock.instant()).isEqualTo(BEGIN);

        nanos += 10; // over the largest number, as System.nanoTime may
        assertThat(clock.instant()).isEqualTo(BEGIN.plusNanos(10));
    }
}
