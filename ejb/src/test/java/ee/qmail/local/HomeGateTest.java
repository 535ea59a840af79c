package ee.qmail.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.programs.NotDeliveredException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HomeGateTest {
    private static final Path JOE = Path.of("/home/joe");
    private static final Path ANA = Path.of("/home/ana");

    private final AtomicLong leap = new AtomicLong();
    private final HomeGate gate = new HomeGate(() -> System.nanoTime() + leap.get());

    @Test
    void aHomeAtItsLimitIsBusyAndTheOthersAreNot() throws Exception {
        try (HomeGate.Permit first = gate.enter(JOE, 2);
                HomeGate.Permit second = gate.enter(Path.of("/home/x/../joe"), 2)) {
            assertThatThrownBy(() -> gate.enter(JOE, 2))
                    .isInstanceOf(NotDeliveredException.class)
                    .hasMessage("This user's mail is busy. (#4.3.0)");
            gate.enter(ANA, 2).close();
        }
        gate.enter(JOE, 2).close();
        assertThat(gate.size()).isZero();
    }

    @Test
    void aBurstOfQuickDeliveriesGetsThrough() throws Exception {
        CompletableFuture<?>[] all = new CompletableFuture<?>[8];
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(() -> {
                for (int mail = 0; mail < 50; mail++) {
                    try {
                        gate.enter(JOE, 1).close();
                    } catch (NotDeliveredException e) {
                        throw new AssertionError(e);
                    }
                }
            });
        }
        CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
        assertThat(gate.size()).isZero();
    }

    @Test
    void afterASlowDeliveryTheHomeRests() throws Exception {
        HomeGate.Permit slow = gate.enter(JOE, 5);
        leap.addAndGet(Duration.ofSeconds(6).toNanos());
        slow.close();
        assertThatThrownBy(() -> gate.enter(JOE, 5)).hasMessage("This user's mail is busy. (#4.3.0)");
        gate.enter(ANA, 5).close();
        leap.addAndGet(Duration.ofSeconds(31).toNanos());
        gate.enter(JOE, 5).close();
        assertThat(gate.size()).isZero();
    }
}
