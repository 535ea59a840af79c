package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** A part that hangs; {@link LiveServerStatusTest} has the others. */
class ProbeTest {
    private static final Duration NONE = Duration.ZERO;

    private final Queue<Runnable> hanging = new ArrayDeque<>();
    private final SettableClock clock = new SettableClock();
    private final Probe probe = new Probe("database", () -> {}, clock, hanging::add, NONE);

    private static final class SettableClock extends Clock {
        private Instant now = Instant.parse("2026-11-27T12:00:00Z");

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
            return this;
        }
    }

    private ServiceState later() {
        clock.now = clock.now.plus(Probe.LIFE);
        return probe.state();
    }

    @Test
    void whatHangsIsDownAndIsNotAskedASecondTime() {
        assertThat(probe.state()).isEqualTo(new ServiceState("database", false, "does not answer", null));
        assertThat(later().up()).isFalse();
        assertThat(hanging).hasSize(1);
    }

    @Test
    void itIsUpWhenItHasAnswered() {
        probe.state();
        hanging.remove().run();

        assertThat(later()).isEqualTo(new ServiceState("database", true, "working", clock.now));
        later();
        assertThat(hanging).as("a new question").hasSize(1);
    }

    @Test
    void withoutAThreadItIsDown() {
        Probe probe = new Probe(
                "queue",
                () -> {},
                clock,
                command -> {
                    throw new RejectedExecutionException("no thread");
                },
                NONE);

        assertThat(probe.state()).isEqualTo(new ServiceState("queue", false, "no thread", null));
    }
}
