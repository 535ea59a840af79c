package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 5);
    private final Deadline deadline = Deadline.in(Duration.ofMillis(300), nanoTime::get);

    @Test
    void isOverAfterAWaitOfTheRemainingTime() {
        nanoTime.addAndGet(400_001);
        assertThat(deadline.remainingMillis()).isEqualTo(300);
        assertThat(deadline.isOver()).isFalse();
        nanoTime.addAndGet(Duration.ofMillis(300).toNanos());
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void roundsTheRemainingTimeUp() {
        nanoTime.addAndGet(Duration.ofMillis(300).toNanos() - 1);
        assertThat(deadline.remainingMillis()).isEqualTo(1);
        nanoTime.addAndGet(1);
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void isPutOffUpToItsLastEnd() {
        Deadline movable = Deadline.in(Duration.ofMillis(100), Duration.ofMillis(250), nanoTime::get);
        assertThat(movable.putOff(Duration.ofMillis(50).toNanos()))
                .isEqualTo(Duration.ofMillis(50).toNanos());
        assertThat(movable.remainingMillis()).isEqualTo(150);
        movable.allow(Duration.ofMillis(150));
        assertThat(movable.remainingMillis()).isEqualTo(150);
        movable.allow(Duration.ofMillis(200));
        assertThat(movable.remainingMillis()).isEqualTo(200);
        movable.allow(Duration.ofHours(1));
        assertThat(movable.remainingMillis()).isEqualTo(250);
        assertThat(movable.putOff(1)).isZero();
        nanoTime.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(movable.isOver()).isTrue();
    }

    @Test
    void isNotPutOffWithoutALastEndOfItsOwn() {
        assertThat(deadline.putOff(1)).isZero();
        deadline.allow(Duration.ofHours(1));
        assertThat(deadline.remainingMillis()).isEqualTo(300);
    }

    @Test
    void aStepHasItsOwnTimeWithinThatOfTheWhole() {
        Deadline step = deadline.within(Duration.ofMillis(100));
        assertThat(step.remainingMillis()).isEqualTo(100);
        nanoTime.addAndGet(Duration.ofMillis(250).toNanos());
        assertThat(step.isOver()).isTrue();
        assertThat(deadline.within(Duration.ofMillis(100)).remainingMillis()).isEqualTo(50);
    }
}
