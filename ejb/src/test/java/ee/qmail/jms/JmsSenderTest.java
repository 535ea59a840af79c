package ee.qmail.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.DuplicateIdException;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.InboundMessage;
import ee.qmail.control.ControlFiles;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.QueueId;
import ee.qmail.queue.QmailQueue;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a duplicate id means: a repetition where there can be one, and two messages of one name where not. */
class JmsSenderTest {
    private final JmsSender outbox = new JmsSender(null, new MailObservers() {
        @Override
        void stored(List<QueuedMessage> unit, TransactionSynchronizationRegistry transaction) {
            // nobody is interested
        }
    });
    private final FakeBroker broker = new FakeBroker();
    private QmailQueue queue;

    /** Refuses a unit with an id that it has seen, as Artemis does. */
    private static final class FakeBroker extends IdleBroker {
        private final Set<String> ids = ConcurrentHashMap.newKeySet();
        private final List<String> stored = new CopyOnWriteArrayList<>();
        private final Semaphore checked = new Semaphore(0);
        /** Of units for message 1. */
        private CountDownLatch commit = new CountDownLatch(0);

        private boolean answers = true;

        @Override
        public void store(List<BrokerMessage> unit) throws IOException {
            List<String> named = unit.stream().map(BrokerMessage::duplicateId).toList();
            if (named.stream().anyMatch(ids::contains)) {
                throw new DuplicateIdException("planned", null);
            }
            checked.release();
            if (named.contains("qmail.remote/1/1")) {
                await(commit);
            }
            ids.addAll(named);
            stored.addAll(named);
            if (!answers) {
                throw new IOException("planned: stored, and nobody knows");
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void awaitWaiting(Thread thread) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (thread.getState() != Thread.State.WAITING && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(System.nanoTime()).as("the repetition goes on").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @BeforeEach
    void prepare(@TempDir Path control) throws IOException {
        Files.writeString(control.resolve("me"), "mx.example.org\n");
        outbox.registry = (TransactionSynchronizationRegistry) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {TransactionSynchronizationRegistry.class},
                (proxy, method, arguments) -> Status.STATUS_NO_TRANSACTION);
        queue = TestQueue.of(outbox, new ControlFiles(control, warning -> {}));
        InProcessBroker.RUNNING.add(broker);
    }

    @AfterEach
    void stop() {
        InProcessBroker.RUNNING.remove(broker);
    }

    private static InboundMessage message(long id) {
        return new InboundMessage(
                new QueueId(id), new Envelope("", List.of("a@far.example")), Body.of("x\n"), 3, Instant.EPOCH);
    }

    private static List<InboundMessage> messages(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(JmsSenderTest::message)
                .toList();
    }

    @Test
    void aNewMessageUnderAUsedIdIsNeverTakenForStored() {
        queue.acceptNew(messages(1, 1));

        assertThatThrownBy(() -> queue.acceptNew(messages(1, 1))).isInstanceOf(QueueException.class);
    }

    /** The adapter offers them again one by one: {@code GroupCommitTest}. */
    @Test
    void aUnitWithOneUsedIdFailsAndItsOtherMessagesCanBeStoredAlone() {
        queue.acceptNew(messages(3, 3));

        assertThatThrownBy(() -> queue.acceptNew(messages(1, 64))).isInstanceOf(QueueException.class);

        assertThat(broker.stored).as("all or nothing").hasSize(1);
        List<Long> refused = new ArrayList<>();
        for (long id = 1; id <= 64; id++) {
            try {
                queue.acceptNew(messages(id, id));
            } catch (QueueException e) {
                refused.add(id);
            }
        }
        assertThat(refused).containsExactly(3L);
        assertThat(broker.stored).hasSize(64);
    }

    @Test
    void aPossibleRepetitionIsStoredOnce() {
        queue.accept(message(1));
        queue.accept(message(1));

        assertThat(broker.stored).containsExactly("qmail.remote/1/1");
    }

    /** The broker knows an id when its transaction has committed: of two at a time under one id it would take both. */
    @Test
    void aRepetitionWaitsForWhatItRepeats() throws Exception {
        broker.commit = new CountDownLatch(1);
        FutureTask<Void> first = new FutureTask<>(() -> queue.accept(message(1)), null);
        new Thread(first).start();
        broker.checked.acquire();

        FutureTask<Void> second = new FutureTask<>(() -> queue.accept(message(1)), null);
        Thread repetition = new Thread(second);
        repetition.start();
        awaitWaiting(repetition);
        broker.commit.countDown();
        first.get(30, TimeUnit.SECONDS);
        second.get(30, TimeUnit.SECONDS);

        assertThat(broker.stored).containsExactly("qmail.remote/1/1");
    }

    @Test
    void othersDoNotWaitForIt() throws Exception {
        broker.commit = new CountDownLatch(1);
        FutureTask<Void> first = new FutureTask<>(() -> queue.accept(message(1)), null);
        new Thread(first).start();
        broker.checked.acquire();

        queue.accept(message(2));
        assertThat(broker.stored).containsExactly("qmail.remote/2/1");
        broker.commit.countDown();
        first.get(30, TimeUnit.SECONDS);

        assertThat(broker.stored).containsExactly("qmail.remote/2/1", "qmail.remote/1/1");
    }

    @Test
    void aNewMessageOfUnknownFateMayBeARepetition() {
        broker.answers = false;
        assertThatThrownBy(() -> queue.acceptNew(messages(1, 2))).isInstanceOf(QueueException.class);
        broker.answers = true;

        queue.acceptNew(messages(1, 1));
        queue.acceptNew(messages(2, 2));

        assertThat(broker.stored).containsExactly("qmail.remote/1/1", "qmail.remote/2/1");
    }
}
