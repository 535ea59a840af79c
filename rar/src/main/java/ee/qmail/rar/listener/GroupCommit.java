package ee.qmail.rar.listener;

import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.contract.SmtpListener;
import ee.qmail.rar.work.Workers;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hands accepted messages to the bean, as many at a time as have come together while the ones before were being
 * stored: under load one commit serves many clients, without load nobody waits. After a commit for several clients the
 * next one is put off a little, since it will serve more.
 */
public final class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class.getName());
    private static final int MAX_AT_ONCE = 64;
    private static final int MAX_WAITING = 4096;
    public static final int COMMITTERS = 2;
    private static final long PAUSE_NANOS = 500_000;

    /** Told once whether the message is safe. May be called on any thread. */
    @FunctionalInterface
    public interface Answer {
        void committed(boolean committed);

        /** It can never be stored. */
        default void refused() {
            committed(false);
        }
    }

    private enum Result {
        STORED,
        NOT_NOW,
        NEVER;

        /** One who cannot be told does not keep the others from it. */
        void tell(Answer answer) {
            try {
                if (this == NEVER) {
                    answer.refused();
                } else {
                    answer.committed(this == STORED);
                }
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "a client is not told what became of its message", e);
            }
        }
    }

    private record Pending(InboundMessage message, Answer answer) {}

    private final Endpoints<SmtpListener> endpoints;
    private final Workers workers;
    private final Method accept;
    private final BlockingQueue<Pending> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicInteger committers = new AtomicInteger();

    public GroupCommit(Endpoints<SmtpListener> endpoints, Workers workers) {
        this.endpoints = endpoints;
        this.workers = workers;
        this.accept = endpoints.method("accept", List.class);
    }

    public void submit(InboundMessage message, Answer answer) {
        if (!waiting.offer(new Pending(message, answer))) {
            LOG.log(Level.WARNING, "{0} messages wait to be stored already: one more is deferred", MAX_WAITING);
            answer.committed(false);
            return;
        }
        startCommitter();
    }

    private void startCommitter() {
        int running = committers.get();
        while (running < wantedCommitters()) {
            if (committers.compareAndSet(running, running + 1)) {
                try {
                    workers.execute(this::commitAll);
                } catch (RuntimeException | Error e) {
                    committers.decrementAndGet();
                    refuseIfAlone(e);
                }
                return;
            }
            running = committers.get();
        }
    }

    /** One makes larger batches; more help when it cannot keep up. */
    private int wantedCommitters() {
        return waiting.size() > MAX_AT_ONCE ? COMMITTERS : 1;
    }

    /** Without a committer nobody would ever answer. */
    private void refuseIfAlone(Throwable cause) {
        if (committers.get() == 0) {
            LOG.log(Level.WARNING, "no thread is free to store messages: {0}", cause.getMessage());
            for (Pending pending = waiting.poll(); pending != null; pending = waiting.poll()) {
                Result.NOT_NOW.tell(pending.answer);
            }
        }
    }

    private void commitAll() {
        List<Pending> batch = new ArrayList<>();
        try {
            while (waiting.drainTo(batch, MAX_AT_ONCE) > 0) {
                commit(batch);
                if (batch.size() > 1 && waiting.size() < MAX_AT_ONCE) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                batch.clear();
            }
        } finally {
            committers.decrementAndGet();
        }
        if (!waiting.isEmpty()) {
            // one came between the last look and the count
            startCommitter();
        }
    }

    /** Whatever happens, each is answered, and this thread goes on to those that wait. */
    private void commit(List<Pending> batch) {
        Deque<Pending> unanswered = new ArrayDeque<>(batch);
        try {
            Result together = store(batch);
            while (!unanswered.isEmpty()) {
                Pending next = unanswered.peek();
                Result result = together == Result.STORED || batch.size() == 1 ? together : store(List.of(next));
                unanswered.remove();
                result.tell(next.answer);
            }
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> unanswered.size() + " messages are deferred");
            unanswered.forEach(pending -> Result.NOT_NOW.tell(pending.answer));
        }
    }

    private Result store(List<Pending> batch) {
        List<InboundMessage> messages = batch.stream().map(Pending::message).toList();
        try {
            endpoints.call(accept, listener -> {
                listener.accept(messages);
                return null;
            });
            return Result.STORED;
        } catch (Endpoints.DeliveryException | RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> messages.size() + " messages are not stored");
            return NeverStoredException.isBehind(e) ? Result.NEVER : Result.NOT_NOW;
        }
    }
}
