package ee.qmail.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QueueIdTest {
    @Test
    void qs2AnIdIsNeverUsedAgain() {
        List<QueueId> ids = IntStream.range(0, 200_000)
                .parallel()
                .mapToObj(i -> QueueId.next())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(QueueId.next()).isGreaterThan(ids.get(0));
        long millis = QueueId.next().value() >>> 21;
        assertThat(Duration.ofMillis(Math.abs(millis - System.currentTimeMillis())))
                .isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void aProcessWithANumberOfItsOwnMakesIdsThatNoOtherNumberMakes() {
        QueueId.numberProcess(3, 0);
        long third = QueueId.next().value();
        QueueId.numberProcess(511, 0);
        long last = QueueId.next().value();

        assertThat(third >>> 12 & 511).isEqualTo(3);
        assertThat(last >>> 12 & 511).isEqualTo(511);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueId.numberProcess(512, 0))
                .withMessageContaining("512");
    }

    @Test
    void aClockThatWasSetBackMakesNoIdAgain() {
        long ahead = System.currentTimeMillis() + 2_000;
        QueueId.numberProcess(5, ahead);

        assertThat(QueueId.next().value() >>> 21).isGreaterThan(ahead);
        assertThat(QueueId.next().value() >>> 21).isGreaterThan(ahead);
    }

    @Test
    void aDerivedIdIsTheSameEachTime() {
        QueueId id = new QueueId(5);
        assertThat(id.derived("bounce/1")).isEqualTo(new QueueId(5).derived("bounce/1"));
        assertThat(id.derived("bounce/1")).isNotEqualTo(id.derived("bounce/2"));
        assertThat(QueueId.named("x").value()).isPositive();
    }

    @Test
    void aWrongIdIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueId.parse("abc"))
                .withMessageContaining("'abc'");
        assertThatIllegalArgumentException().isThrownBy(() -> new QueueId(0)).withMessageContaining("queue id 0");
    }
}
