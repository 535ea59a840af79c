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
import java.util.List;
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

    @Test
    void oneDestinationGetsHalfOfTheChannelAndTheOthersTheRest() {
        assertThat(concurrency.enter(Channel.REMOTE, "dead.example")).isPresent();
        assertThat(concurrency.enter(Channel.REMOTE, "dead.example")).isPresent();

        assertThat(concurrency.enter(Channel.REMOTE, "dead.example")).isEmpty();
        assertThat(concurrency.enter(Channel.REMOTE, "live.example")).isPresent();
    }

    @Test
    void sch5ASlotThatIsLeftIsFreeAgain() {
        concurrency.enter(Channel.REMOTE, "a.example").orElseThrow();
        concurrency.enter(Channel.REMOTE, "a.example").orElseThrow().close();

        assertThat(concurrency.enter(Channel.REMOTE, "a.example")).isPresent();
    }

    @Test
    void slowDestinationsTogetherLeaveSomeSlotsToOthers() throws Exception {
        controlFiles.write(Setting.CONCURRENCYREMOTE, "20\n");
        for (int i = 0; i < 7; i++) {
            assertThat(concurrency.enter(Channel.REMOTE, "slow.example")).isPresent();
            assertThat(concurrency.enter(Channel.REMOTE, "drip.example")).isPresent();
        }
        assertThat(concurrency.enter(Channel.REMOTE, "slow.example")).isPresent();

        assertThat(concurrency.enter(Channel.REMOTE, "drip.example")).isEmpty();
        for (int i = 0; i < 5; i++) {
            assertThat(concurrency.enter(Channel.REMOTE, "honest" + i + ".example"))
                    .isPresent();
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

        assertThat(concurrency.enter(Channel.LOCAL, "")).isPresent();

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
        Concurrency.Slot first = concurrency.enter(Channel.REMOTE, "a.example").orElseThrow();
        concurrency.enter(Channel.REMOTE, "a.example").orElseThrow();
        concurrency.enter(Channel.REMOTE, "b.example").orElseThrow();
        Concurrency.Slot last = concurrency.enter(Channel.REMOTE, "b.example").orElseThrow();
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
        concurrency.enter(Channel.REMOTE, "dead.example").orElseThrow();
        concurrency.enter(Channel.REMOTE, "dead.example").orElseThrow();
        Concurrency.Slot live = concurrency.enter(Channel.REMOTE, "a.example").orElseThrow();
        concurrency.enter(Channel.REMOTE, "a.example").orElseThrow();
        waiter("dead.example");
        CompletableFuture<Boolean> b = waiter("b.example");

        live.close();

        assertThat(b.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void jobsForAStuckDestinationDoNotWait() {
        AtomicLong now = new AtomicLong();
        concurrency.nanos = now::get;
        concurrency.enter(Channel.REMOTE, "dead.example").orElseThrow();
        Concurrency.Slot slow =
                concurrency.enter(Channel.REMOTE, "dead.example").orElseThrow();

        now.addAndGet(TimeUnit.SECONDS.toNanos(2) + 1);
        assertThat(concurrency.enter(Channel.REMOTE, "dead.example")).isEmpty();
        assertThat(concurrency.enter(Channel.REMOTE, "live.example")).isPresent();

        slow.close();
        assertThat(concurrency.enter(Channel.REMOTE, "dead.example")).isPresent();
    }

    /** In a thread of its own, which waits already when this returns. */
    private CompletableFuture<Boolean> waiter(String domain) {
        CompletableFuture<Boolean> entered = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> entered.complete(concurrency.enter(Channel.REMOTE, domain).isPresent()));
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

        assertThatThrownBy(() -> concurrency.enter(Channel.REMOTE, "a.example")).isInstanceOf(QueueException.class);
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
        Concurrency.Slot slot = concurrency.enter(Channel.LOCAL, "").orElseThrow();
        now[0] = Duration.ofMinutes(5).toNanos();
        assertThat(concurrency.idle(Channel.LOCAL)).as("one is tried").isZero();
        slot.close();
        now[0] = Duration.ofMinutes(7).toNanos();
        assertThat(concurrency.idle(Channel.LOCAL)).isEqualTo(Duration.ofMinutes(2));
        sendSwitch.turn(false);
        assertThat(concurrency.idle(Channel.LOCAL)).as("on hold").isZero();
    }
}
