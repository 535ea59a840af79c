package ee.qmail.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Pace pace = new Pace();

    @Test
    void nobodyIsJudgedAtOnce() {
        pace.add(1, 15 * SECOND);
        assertThat(pace.isTooSlow(0)).isFalse();
        assertThat(pace.isTooSlow(4 * SECOND)).isFalse();
    }

    @Test
    void aTrickleIsTooSlowWhileItIsWaitedForToo() {
        for (int i = 0; i < 3; i++) {
            pace.add(1, 8 * SECOND);
        }
        assertThat(pace.isTooSlow(0)).isTrue();
        pace.reset();
        pace.add(1, SECOND);
        assertThat(pace.isTooSlow(20 * SECOND)).isTrue();
    }

    @Test
    void oneWhoWasFastAtFirstIsJudgedAgain() {
        pace.add(100_000_000, 21 * SECOND);
        assertThat(pace.isTooSlow(0)).isFalse();
        pace.add(10, 21 * SECOND);
        assertThat(pace.isTooSlow(0)).isTrue();
    }

    @Test
    void timeInWhichNobodyWaitsDoesNotCount() {
        for (int i = 0; i < 1_000; i++) {
            pace.add(8_192, SECOND / 10);
        }
        assertThat(pace.isTooSlow(0)).isFalse();
    }

    @Test
    void eachPhaseHasItsEndButTheServersOwn() {
        assertThat(Phase.HEAD.isOver(9 * SECOND)).isFalse();
        assertThat(Phase.HEAD.isOver(10 * SECOND)).isTrue();
        assertThat(Phase.BODY.isOver(20 * SECOND)).isTrue();
        assertThat(Phase.IDLE.isOver(30 * SECOND)).isTrue();
        assertThat(Phase.WORK.isOver(Duration.ofDays(1).toNanos())).isFalse();
        assertThat(Phase.LAST.isOver(0)).isTrue();
    }

    @Test
    void moreIsAskedOfOneForWhomAWorkerWaits() {
        Pace faster = new Pace(2 * Pace.LEAST);
        faster.add(21 * Pace.LEAST, 21 * SECOND);
        pace.add(21 * Pace.LEAST, 21 * SECOND);
        assertThat(faster.isTooSlow(0)).isTrue();
        assertThat(pace.isTooSlow(0)).isFalse();
    }
}
