package ee.qmail.status;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.time.SettableClock;
import java.time.Duration;
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

    private ServiceState later() {
        clock.pass(Probe.LIFE);
        return probe.state();
    }

    @Test
    void aHangingPartIsDownAndNotAskedASecondTime() {
        assertThat(probe.state()).isEqualTo(new ServiceState("database", false, "does not answer", null));
        assertThat(later().up()).isFalse();
        assertThat(hanging).hasSize(1);
    }

    @Test
    void isUpAfterAnAnswer() {
        probe.state();
        hanging.remove().run();

        assertThat(later()).isEqualTo(new ServiceState("database", true, "working", clock.instant()));
        later();
        assertThat(hanging).as("a new question").hasSize(1);
    }

    @Test
    void isDownWithoutAThread() {
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
