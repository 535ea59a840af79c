package ee.qmail.rar.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class FairExecutorTest {
    private final Deque<Runnable> threads = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean rejecting;
    private long now;
    private final FairExecutor lane = new FairExecutor(
            2,
            task -> {
                if (rejecting) {
                    throw new RejectedExecutionException("no thread");
                }
                threads.add(task);
            },
            () -> now);

    private void ask(int client, String what) throws UnknownHostException {
        execute(lane, InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) client}), () -> {
            done.add(what);
            now++;
        });
    }

    /** Takes so long. */
    private void ask(int client, String what, long nanos) throws UnknownHostException {
        ask(client, what);
        execute(lane, InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) client}), () -> now += nanos);
    }

    @Test
    void waitingTasksHoldNoThread() throws UnknownHostException {
        for (int i = 0; i < 100; i++) {
            ask(1, "a" + i);
        }
        assertThat(threads).hasSize(2);

        threads.remove().run();
        assertThat(done).hasSize(99).startsWith("a0", "a2", "a3");
        threads.remove().run();
        assertThat(done).hasSize(100).endsWith("a1");
    }

    @Test
    void addressesTakeTurns() throws UnknownHostException {
        for (int i = 0; i < 5; i++) {
            ask(1, "a" + i);
        }
        ask(2, "b0");
        ask(2, "b1");
        ask(3, "c0");

        threads.remove().run();
        assertThat(done).containsExactly("a0", "b0", "c0", "a2", "b1", "a3", "a4");
    }

    @Test
    void theAddressWithTheMostTimeUsedComesLast() throws UnknownHostException {
        ask(1, "a0", 100);
        for (int i = 1; i < 4; i++) {
            ask(1, "a" + i);
        }
        threads.removeLast().run();
        assertThat(done).containsExactly("a1", "a2", "a3");

        ask(9, "z");
        ask(1, "a4");
        for (int i = 0; i < 3; i++) {
            ask(2, "b" + i);
        }
        threads.removeLast().run();
        assertThat(done.subList(3, 8)).containsExactly("z", "b0", "b1", "b2", "a4");
    }

    @Test
    void aMinuteLaterThatIsForgotten() throws UnknownHostException {
        ask(1, "a0", 100);
        ask(1, "a1");
        threads.removeLast().run();

        now += FairExecutor.MEMORY;
        ask(9, "z");
        ask(1, "a2");
        ask(2, "b0");
        threads.removeLast().run();
        assertThat(done).containsExactly("a1", "z", "a2", "b0");
    }

    @Test
    void whenAllIsDoneItBeginsAnew() throws UnknownHostException {
        for (int i = 0; i < 3; i++) {
            ask(1, "a" + i);
        }
        threads.remove().run();
        threads.remove().run();
        ask(1, "b");
        ask(1, "c");
        assertThat(threads).hasSize(2);
    }

    @Test
    void withoutAThreadItSaysSoAndTriesTheNextTime() throws UnknownHostException {
        rejecting = true;
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> ask(1, "a")).isInstanceOf(RejectedExecutionException.class);
        }
        rejecting = false;
        ask(1, "b");
        threads.remove().run();
        assertThat(done).containsExactly("b");
    }

    @Test
    void anErrorDoesNotEndIt() throws UnknownHostException {
        InetAddress client = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        for (int i = 0; i < 2; i++) {
            execute(lane, client, () -> {
                throw new AssertionError("of a task");
            });
        }
        ask(1, "a");
        ask(1, "b");
        assertThatThrownBy(threads.remove()::run).isInstanceOf(AssertionError.class);
        threads.removeLast().run();
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void afterAnErrorWithoutAnotherThreadThisOneGoesOn() throws UnknownHostException {
        InetAddress client = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        execute(lane, client, () -> {
            throw new AssertionError("of a task");
        });
        execute(lane, client, () -> done.add("busy"));
        ask(1, "a");
        ask(1, "b");
        rejecting = true;
        assertThatThrownBy(threads.remove()::run).isInstanceOf(AssertionError.class);
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void anErrorInsteadOfAThreadTakesNoPlace() throws UnknownHostException {
        InetAddress client = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        FairExecutor without = new FairExecutor(1, task -> {
            if (rejecting) {
                throw new OutOfMemoryError("planned: unable to create native thread");
            }
            threads.add(task);
        });
        rejecting = true;
        assertThatThrownBy(() -> execute(without, client, () -> {})).isInstanceOf(OutOfMemoryError.class);
        rejecting = false;
        execute(without, client, () -> done.add("a"));
        threads.remove().run();
        assertThat(done).containsExactly("a");
    }

    @Test
    void aTaskThatWaitsIsToldWhenTheOneBeforeItGetsNoThread() throws UnknownHostException {
        InetAddress client = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        List<FairExecutor> itself = new ArrayList<>();
        FairExecutor without = new FairExecutor(1, task -> {
            execute(itself.get(0), client, () -> done.add("waited"));
            throw new RejectedExecutionException("planned");
        });
        itself.add(without);
        assertThatThrownBy(() -> execute(without, client, () -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(done).containsExactly("refused");
    }

    private void execute(FairExecutor executor, InetAddress client, Runnable work) {
        executor.execute(client, work, () -> done.add("refused"));
    }
}
