package ee.qmail.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoopTest {
    private final Deque<Throwable> troubles = new ArrayDeque<>();
    private int rounds;

    private void round() throws Exception {
        rounds++;
        Throwable trouble = troubles.poll();
        if (trouble instanceof Error error) {
            throw error;
        }
        if (trouble instanceof Exception exception) {
            throw exception;
        }
    }

    @Test
    void aRoundThatThrowsDoesNotEndTheLoop() {
        troubles.addAll(List.of(
                new IOException("planned"), new IllegalStateException("planned"), new StackOverflowError("planned")));
        try (Loop loop = Loop.named("test loop", Duration.ofHours(1), this::round)) {
            for (int i = 0; i < 4; i++) {
                loop.run();
            }
        }
        assertThat(rounds).isEqualTo(4);
    }

    @Test
    void itIsMissedUntilItIsClosed() {
        try (Loop loop = Loop.named("another test loop", Duration.ofHours(1), this::round)) {
            loop.run();
            assertThat(SignOfLife.SIGNS.all()).extracting(SignOfLife::name).contains("another test loop");
        }
        assertThat(SignOfLife.SIGNS.all()).extracting(SignOfLife::name).doesNotContain("another test loop");
    }

    @Test
    void oneThatIsSilentForTooLongIsSaidToBe() {
        long[] now = {0};
        Heartbeat heartbeat = new Heartbeat("loop", Duration.ofSeconds(30), () -> now[0]);
        now[0] = Duration.ofSeconds(30).toNanos();
        assertThat(heartbeat.trouble()).isEmpty();
        now[0] = Duration.ofSeconds(31).toNanos();
        assertThat(heartbeat.trouble()).isEqualTo(Optional.of("no sign of life for 31 seconds"));
        heartbeat.beat();
        assertThat(heartbeat.trouble()).isEmpty();
    }
}
