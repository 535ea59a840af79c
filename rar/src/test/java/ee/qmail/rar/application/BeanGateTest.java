package ee.qmail.rar.application;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.MailConsumer.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BeanGateTest {
    private final AtomicLong leap = new AtomicLong();
    private final BeanGate gate = FakeCalls.gate(() -> System.nanoTime() + leap.get());

    private static BeanGate.Bean bean(String application, String name, int concurrency) {
        return new BeanGate.Bean(application, application + "." + name, concurrency);
    }

    /** As many calls as get in, each of which stays. */
    private List<BeanGate.Place> fill(Door door, BeanGate.Bean bean) {
        List<BeanGate.Place> places = new ArrayList<>();
        for (Optional<BeanGate.Place> place = gate.enter(door, bean);
                place.isPresent();
                place = gate.enter(door, bean)) {
            places.add(place.get());
        }
        return places;
    }

    @Test
    void aBeanGetsNoMoreThanItsConcurrencyAndItsApplicationNoMoreThanItsShare() {
        BeanGate.Bean slow = bean("shop", "Slow", 4);
        assertThat(fill(Door.QUEUE, slow)).hasSize(4);
        assertThat(fill(Door.QUEUE, bean("shop", "Other", 4))).hasSize(1);
        assertThat(gate.share(Door.QUEUE)).isEqualTo(5);
    }

    @Test
    void concurrencyCountsAtBothDoorsTogether() {
        BeanGate.Bean bean = bean("shop", "Slow", 4);
        assertThat(fill(Door.SMTP, bean)).hasSize(3);
        assertThat(fill(Door.QUEUE, bean)).hasSize(1);
    }

    /** 10 workers: 3 are for mailboxes, and of the other 7 the last 2 are for applications that hold none. */
    @Test
    void applicationsThatHangTogetherLeaveRoomForOthersAndForMailboxes() {
        List<Integer> got = new ArrayList<>();
        for (String application : List.of("a", "b", "c", "d")) {
            got.add(fill(Door.QUEUE, bean(application, "Bean", 24)).size());
        }
        assertThat(got).containsExactly(5, 1, 1, 0);
        got.clear();
        for (String application : List.of("a", "b", "c", "d", "e")) {
            got.add(fill(Door.SMTP, bean(application, "Other", 24)).size());
        }
        assertThat(got).containsExactly(3, 1, 1, 1, 0);
    }

    @Test
    void callsForWhichNobodyWaitsAnyMoreHoldTheirOwnApplicationOnly() {
        for (String application : List.of("a", "b", "c")) {
            fill(Door.QUEUE, bean(application, "Bean", 24)).forEach(BeanGate.Place::giveUp);
        }
        assertThat(fill(Door.QUEUE, bean("a", "Bean", 24))).isEmpty();
        assertThat(fill(Door.QUEUE, bean("d", "Bean", 24))).hasSize(5);
    }

    @Test
    void allThreadsTogetherHaveALimit() {
        int threads = 0;
        for (int application = 0; application < 20; application++) {
            List<BeanGate.Place> places = fill(Door.QUEUE, bean("application " + application, "Bean", 24));
            places.forEach(BeanGate.Place::giveUp);
            threads += places.size();
        }
        assertThat(threads).isEqualTo(BeanGate.MOST_THREADS);
    }

    @Test
    void aPlaceIsFreeWhenTheCallHasEnded() {
        BeanGate.Bean bean = bean("shop", "Slow", 1);
        for (int i = 0; i < 3; i++) {
            List<BeanGate.Place> places = fill(Door.QUEUE, bean);
            assertThat(places).hasSize(1);
            places.get(0).giveUp();
            assertThat(fill(Door.QUEUE, bean)).isEmpty();
            places.get(0).end();
            leap.addAndGet(Duration.ofSeconds(2).toNanos());
        }
        assertThat(gate.size()).isZero();
    }

    @Test
    void aBurstOfQuickCallsGetsThrough() throws Exception {
        BeanGate.Bean bean = bean("shop", "Quick", 2);
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CompletableFuture<?>[] all = new CompletableFuture<?>[8];
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(() -> {
                for (int mail = 0; mail < 50; mail++) {
                    gate.enter(Door.QUEUE, bean)
                            .ifPresentOrElse(
                                    place -> {
                                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                                        inside.decrementAndGet();
                                        place.end();
                                    },
                                    refused::incrementAndGet);
                }
            });
        }
        CompletableFuture.allOf(all).get(30, TimeUnit.SECONDS);
        assertThat(refused).hasValue(0);
        assertThat(most.get()).isLessThanOrEqualTo(2);
        assertThat(gate.size()).isZero();
    }

    @Test
    void onceSomebodyHasWaitedInVainTheNextDoNotWaitForASecond() {
        BeanGate.Bean bean = bean("shop", "Slow", 1);
        fill(Door.QUEUE, bean);
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            assertThat(gate.enter(Door.QUEUE, bean)).isEmpty();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }
}
