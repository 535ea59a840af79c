package ee.qmail.rar;

import ee.qmail.inbound.InboundMessage;
import ee.qmail.inbound.SmtpListener;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Hands accepted messages to the bean, as many at a time as have come together while the ones before were being
 * stored: under load one commit serves many clients, without load nobody waits. After a commit for several clients the
 * next one is put off a little, since it will serve more.
 */
final class GroupCommit {
    private static final Logger LOG = Logger.getLogger(GroupCommit.class.getName());
    private static final int MOST_AT_ONCE = 64;
    private static final int MOST_WAITING = 4096;
    static final int COMMITTERS = 2;
    private static final long PAUSE_NANOS = 500_000;

    /** Told once whether the message is safe. May be called on any thread. */
    interface Answer {
        void committed(boolean committed);
    }

    private record Pending(InboundMessage message, Answer answer) {}

    private final Endpoints<SmtpListener> endpoints;
    private final Workers workers;
    private final Method accept;
    private final BlockingQueue<Pending> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger committers = new AtomicInteger();

    GroupCommit(Endpoints<SmtpListener> endpoints, Workers workers) {
        this.endpoints = endpoints;
        this.workers = workers;
        this.accept = endpoints.method("accept", List.class);
    }

    void submit(InboundMessage message, Answer answer) {
        if (!waiting.offer(new Pending(message, answer))) {
            LOG.log(Level.WARNING, "{0} messages wait to be stored already: one more is deferred", MOST_WAITING);
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
                } catch (RejectedExecutionException e) {
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
        return waiting.size() > MOST_AT_ONCE ? COMMITTERS : 1;
    }

    /** Without a committer nobody would ever answer. */
    private void refuseIfAlone(RejectedExecutionException cause) {
        if (committers.get() == 0) {
            LOG.log(Level.WARNING, "no thread is free to store messages: {0}", cause.getMessage());
            for (Pending pending = waiting.poll(); pending != null; pending = waiting.poll()) {
                pending.answer.committed(false);
            }
        }
    }

    private void commitAll() {
        List<Pending> batch = new ArrayList<>();
        try {
            while (waiting.drainTo(batch, MOST_AT_ONCE) > 0) {
                commit(batch);
                if (batch.size() > 1 && waiting.size() < MOST_AT_ONCE) {
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

    private void commit(List<Pending> batch) {
        if (isCommitted(batch)) {
            batch.forEach(pending -> pending.answer.committed(true));
        } else if (batch.size() == 1) {
            batch.get(0).answer.committed(false);
        } else {
            batch.forEach(pending -> pending.answer.committed(isCommitted(List.of(pending))));
        }
    }

    private boolean isCommitted(List<Pending> batch) {
        List<InboundMessage> messages = batch.stream().map(Pending::message).toList();
        try {
            endpoints.call(accept, listener -> {
                listener.accept(messages);
                return null;
            });
            return true;
        } catch (Endpoints.DeliveryException | RuntimeException e) {
            LOG.log(Level.WARNING, e, () -> messages.size() + " messages are not stored");
            return false;
        }
    }
}
