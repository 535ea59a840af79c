package ee.qmail.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.FirstStart;
import ee.qmail.control.Setting;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.QueueException;
import ee.qmail.message.Channel;
import ee.qmail.queue.DeliveryHold;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
    private ControlFiles controlFiles;
    private final SendSwitch sendSwitch = new SendSwitch();
    private Concurrency concurrency;

    /** How many more times the rush is on. */
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeEach
    void prepare(@TempDir Path directory) throws IOException {
        QmailHome home = new QmailHome(directory);
        new FirstStart(home).prepare("mail.example.org");
        controlFiles = new ControlFiles(home.control(), warning -> {});
        controlFiles.write(Setting.CONCURRENCYREMOTE, "4\n");
        DeliveryHold rush = new DeliveryHold() {
            @Override
            public boolean isOn() {
                return looks.getAndDecrement() > 0;
            }
        };
        concurrency = new Concurrency(controlFiles, rush, sendSwitch);
    }

    private Optional<Concurrency.Slot> enter(Channel channel, String domain) {
        return concurrency.enter(channel, domain, false);
    }

    private Optional<Concurrency.Slot> enterBounce(String domain) {
        return concurrency.enter(Channel.REMOTE, domain, true);
    }

    @Test
    void bouncesToManyDestinationsLeaveAQuarterToOtherMail() throws Exception {
        controlFiles.write(Setting.CONCURRENCYREMOTE, "20\n");
        List<Concurrency.Slot> bounces = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            bounces.add(enterBounce("slow" + i + ".example").orElseThrow());
        }

        assertThat(enterBounce("slow15.example")).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(enter(Channel.REMOTE, "honest" + i + ".example")).isPresent();
        }
        bounces.get(0).close();
        assertThat(enterBounce("slow15.example")).isPresent();
    }

    @Test
    void slotsThatAreTakenAreCounted() {
        Concurrency.Slot slot = enter(Channel.REMOTE, "far.example").orElseThrow();
        enter(Channel.REMOTE, "other.example").orElseThrow();
        assertThat(concurrency.busy(Channel.REMOTE)).isEqualTo(2);
        assertThat(concurrency.busy(Channel.LOCAL)).isZero();
        slot.close();
        assertThat(concurrency.busy(Channel.REMOTE)).isOne();
    }

    @Test
    void aBounceDoesNotWaitWhileTheOthersAreStuck() throws Exception {
        AtomicLong now = new AtomicLong();
        concurrency.nanos = now::get;
        Concurrency.Slot slow = enterBounce("slow.example").orElseThrow();
        enterBounce("slow1.example").orElseThrow();
        enterBounce("slow2.example").orElseThrow();
        now.addAndGet(Duration.ofSeconds(3).toNanos());

        CompletableFuture<Boolean> entered =
                CompletableFuture.supplyAsync(() -> enterBounce("other.example").isPresent());
        assertThat(entered.get(20, TimeUnit.SECONDS)).isFalse();

        slow.close();
        assertThat(enterBounce("other.example")).isPresent();
    }

    @Test
    void bouncesAtHomeHaveNoShare() {
        for (int i = 0; i < 5; i++) {
            assertThat(concurrency.enter(Channel.LOCAL, "", true)).isPresent();
        }
    }

    @Test
    void oneDestinationGetsHalfOfTheChannelAndTheOthersTheRest() {
        assertThat(enter(Channel.REMOTE, "dead.example")).isPresent();
        assertThat(enter(Channel.REMOTE, "dead.example")).isPresent();

        assertThat(enter(Channel.REMOTE, "dead.example")).isEmpty();
        assertThat(enter(Channel.REMOTE, "live.example")).isPresent();
    }

    @Test
    void sch5ASlotThatIsLeftIsFreeAgain() {
        enter(Channel.REMOTE, "a.example").orElseThrow();
        enter(Channel.REMOTE, "a.example").orElseThrow().close();

        assertThat(enter(Channel.REMOTE, "a.example")).isPresent();
    }

    @Test
    void slowDestinationsTogetherLeaveSomeSlotsToOthers() throws Exception {
        controlFiles.write(Setting.CONCURRENCYREMOTE, "20\n");
        for (int i = 0; i < 7; i++) {
            assertThat(enter(Channel.REMOTE, "slow.example")).isPresent();
            assertThat(enter(Channel.REMOTE, "drip.example")).isPresent();
        }
        assertThat(enter(Channel.REMOTE, "slow.example")).isPresent();

        assertThat(enter(Channel.REMOTE, "drip.example")).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(enter(Channel.REMOTE, "honest" + i + ".example")).isPresent();
        }
    }

    @Test
    void whileSendIsStoppedNothingBeginsAndAfterwardsItGoesOn() throws Exception {
        sendSwitch.turn(false);
        CompletableFuture<Boolean> entered = waiter("a.example");
        assertThatThrownBy(() -> entered.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        sendSwitch.turn(true);

        assertThat(entered.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whileSendIsStoppedJobsDoNotWaitHereWithABrokerOfTheServer() throws Exception {
        sendSwitch.turn(false);

        assertThat(waiter("a.example").get(20, TimeUnit.SECONDS)).isFalse();
    }

    @Test
    void jobsThatComeInARushWaitUntilItIsOver() {
        looks.set(3);

        assertThat(enter(Channel.LOCAL, "")).isPresent();

        assertThat(looks).hasNegativeValue();
    }

    @Test
    void allJobsWithAFreeSlotEnterAfterARush() throws Exception {
        looks.set(Integer.MAX_VALUE);
        List<CompletableFuture<Boolean>> entered =
                List.of(waiter("a.example"), waiter("b.example"), waiter("c.example"));

        looks.set(0);

        for (CompletableFuture<Boolean> each : entered) {
            assertThat(each.get(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theFirstWaitingJobGetsTheSlot() throws Exception {
        Concurrency.Slot first = enter(Channel.REMOTE, "a.example").orElseThrow();
        enter(Channel.REMOTE, "a.example").orElseThrow();
        enter(Channel.REMOTE, "b.example").orElseThrow();
        Concurrency.Slot last = enter(Channel.REMOTE, "b.example").orElseThrow();
        CompletableFuture<Boolean> c = waiter("c.example");
        CompletableFuture<Boolean> d = waiter("d.example");

        first.close();
        assertThat(c.get(10, TimeUnit.SECONDS)).isTrue();
        assertThat(d).isNotDone();

        last.close();
        assertThat(d.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void jobsForABusyDestinationHoldUpNoOthers() throws Exception {
        enter(Channel.REMOTE, "dead.example").orElseThrow();
        enter(Channel.REMOTE, "dead.example").orElseThrow();
        Concurrency.Slot live = enter(Channel.REMOTE, "a.example").orElseThrow();
        enter(Channel.REMOTE, "a.example").orElseThrow();
        waiter("dead.example");
        CompletableFuture<Boolean> b = waiter("b.example");

        live.close();

        assertThat(b.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void jobsForAStuckDestinationDoNotWait() {
        AtomicLong now = new AtomicLong();
        concurrency.nanos = now::get;
        enter(Channel.REMOTE, "dead.example").orElseThrow();
        Concurrency.Slot slow = enter(Channel.REMOTE, "dead.example").orElseThrow();

        now.addAndGet(TimeUnit.SECONDS.toNanos(2) + 1);
        assertThat(enter(Channel.REMOTE, "dead.example")).isEmpty();
        assertThat(enter(Channel.REMOTE, "live.example")).isPresent();

        slow.close();
        assertThat(enter(Channel.REMOTE, "dead.example")).isPresent();
    }

    /** In a thread of its own, which waits already when this returns. */
    private CompletableFuture<Boolean> waiter(String domain) {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread thread =
                new Thread(() -> entered.complete(enter(Channel.REMOTE, domain).isPresent()));
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        return entered;
    }

    @Test
    void noJobEntersAfterTheEndEvenInARush() {
        looks.set(Integer.MAX_VALUE);

        concurrency.close();

        assertThatThrownBy(() -> enter(Channel.REMOTE, "a.example")).isInstanceOf(QueueException.class);
    }

    /** A proxy of such a method would be held by whoever waits inside, and nobody could leave. */
    @Test
    void noMethodIsSynchronized() {
        for (Method method : Concurrency.class.getDeclaredMethods()) {
            assertThat(Modifier.isSynchronized(method.getModifiers()))
                    .as(method.getName())
                    .isFalse();
        }
    }

    @Test
    void aChannelIsIdleFromItsLastJobOn() {
        long[] now = {0};
        concurrency.nanos = () -> now[0];
        assertThat(concurrency.idle(Channel.LOCAL)).isZero();
        now[0] = Duration.ofMinutes(1).toNanos();
        assertThat(concurrency.idle(Channel.LOCAL)).isEqualTo(Duration.ofMinutes(1));
        Concurrency.Slot slot = enter(Channel.LOCAL, "").orElseThrow();
        now[0] = Duration.ofMinutes(5).toNanos();
        assertThat(concurrency.idle(Channel.LOCAL)).as("one is tried").isZero();
        slot.close();
        now[0] = Duration.ofMinutes(7).toNanos();
        assertThat(concurrency.idle(Channel.LOCAL)).isEqualTo(Duration.ofMinutes(2));
        sendSwitch.turn(false);
        assertThat(concurrency.idle(Channel.LOCAL)).as("on hold").isZero();
    }
}
