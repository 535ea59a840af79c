package ee.qmail.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeterTest {
    private static long value(Meter meter, String... labels) {
        return meter.counters().get(List.of(labels)).sum();
    }

    @Test
    void eachCombinationOfLabelsHasACounterOfItsOwn() {
        Meter.DELIVERIES.count("one", "success");
        Meter.DELIVERIES.count("one", "success");
        Meter.DELIVERIES.count("one", "failure");
        assertThat(value(Meter.DELIVERIES, "one", "success")).isEqualTo(2);
        assertThat(value(Meter.DELIVERIES, "one", "failure")).isOne();
    }

    @Test
    void nothingIsLostBetweenThreads() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> {
                    try {
                        begin.await();
                    } catch (InterruptedException e) {
                        return;
                    }
                    IntStream.range(0, 10_000).forEach(n -> Meter.LOGINS.count("many threads", "right"));
                }))
                .toList();
        threads.forEach(Thread::start);
        begin.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(value(Meter.LOGINS, "many threads", "right")).isEqualTo(80_000);
    }

    @Test
    void labelsThatAreTooManyAreCountedTogether() {
        IntStream.range(0, 2_000).forEach(i -> Meter.SESSIONS.count("mx", "version " + i));
        assertThat(Meter.SESSIONS.counters()).hasSizeLessThanOrEqualTo(501);
        assertThat(value(Meter.SESSIONS, "other", "other")).isGreaterThanOrEqualTo(1_500);
    }

    @Test
    void aLabelWithoutValueIsAMistake() {
        assertThatThrownBy(() -> Meter.MESSAGES.count("mx"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MESSAGES: must have a value for each of [door, reply], not [mx]");
    }
}
