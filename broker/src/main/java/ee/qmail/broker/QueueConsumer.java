package ee.qmail.broker;

import ee.qmail.contract.RefusedMessageException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.activemq.artemis.core.filter.Filter;
import org.apache.activemq.artemis.core.persistence.StorageManager;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.core.server.HandleStatus;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.apache.activemq.artemis.core.transaction.impl.TransactionImpl;

/**
 * Takes the messages of one queue while the broker runs, a few more than there are workers, so that a worker that is
 * done finds its next one without waking anybody. Each is acknowledged when the {@link Receiver} returns, and goes back
 * to the queue, with its redelivery delay, when it throws.
 */
final class QueueConsumer implements Consumer {
    private static final Logger LOG = Logger.getLogger(QueueConsumer.class.getName());

    /** Takes the messages; called by the workers. */
    interface Receiver {
        /** @param deliveryCount which delivery of the message this is, from 1 on */
        void receive(MessageReference message, int deliveryCount) throws Exception;
    }

    private final Queue queue;
    private final StorageManager storage;
    private final ThreadPoolExecutor workers;
    private final Receiver receiver;
    private final int most;
    private final long id;
    /** Messages of before may have been delivered by a life of the broker that could not acknowledge them, or 0. */
    private final long revived;

    private final AtomicInteger held = new AtomicInteger();
    /** Could not go back to the queue. */
    private final java.util.Queue<MessageReference> stranded = new ConcurrentLinkedQueue<>();
    /** The time at which a worker last began with a message, in nanoseconds. */
    private final AtomicLong began = new AtomicLong(System.nanoTime());

    private volatile boolean failed;
    /** True if the queue has been told that we are busy. */
    private volatile boolean wanting;

    private volatile boolean closed;
    private volatile boolean abandoned;

    /**
     * @param revived since when the queue is back, in milliseconds since 1970, if the broker had stopped itself; else 0
     */
    QueueConsumer(Queue queue, StorageManager storage, ThreadPoolExecutor workers, Receiver receiver, long revived) {
        this.queue = queue;
        this.storage = storage;
        this.workers = workers;
        this.receiver = receiver;
        this.most = 2 * workers.getMaximumPoolSize();
        this.id = storage.generateID();
        this.revived = revived;
    }

    boolean isOf(Queue other) {
        return queue == other;
    }

    void open() throws Exception {
        queue.addConsumer(this);
        queue.deliverAsync();
    }

    /** Takes no more. Those that a worker has begun with go on. */
    void close() {
        closed = true;
        queue.removeConsumer(this);
    }

    /** The broker has gone, and with it the queue: what waits for a worker comes again from the next one. */
    void abandon() {
        closed = true;
        abandoned = true;
    }

    /** Called by the queue under its lock, by one thread at a time. */
    @Override
    public HandleStatus handle(MessageReference message) {
        if (closed || !isFree()) {
            return HandleStatus.BUSY;
        }
        held.incrementAndGet();
        try {
            message.handled();
            message.setConsumerId(id);
            message.incrementDeliveryCount();
            return HandleStatus.HANDLED;
        } catch (RuntimeException | Error e) {
            held.decrementAndGet();
            throw e;
        }
    }

    /** Looks again after saying so: the last worker may have looked just before. */
    private boolean isFree() {
        if (held.get() < most) {
            return true;
        }
        wanting = true;
        return held.get() < most;
    }

    @Override
    public void proceedDeliver(MessageReference message) {
        try {
            workers.execute(new Delivery(message));
        } catch (RejectedExecutionException e) {
            giveBack(message);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, e, () -> "no worker can be had for a message of " + queue.getName());
            giveBack(message);
        }
    }

    /** One message, with a worker or waiting for one. */
    final class Delivery implements Runnable {
        private final MessageReference message;

        private Delivery(MessageReference message) {
            this.message = message;
        }

        @Override
        public void run() {
            began.set(System.nanoTime());
            try {
                if (!abandoned && receive()) {
                    acknowledge();
                }
            } catch (Error e) {
                failed(message, e);
            } finally {
                storage.clearContext();
                ended();
            }
        }

        /** Whatever goes wrong is no reason to lose a message. */
        private boolean receive() {
            try {
                receiver.receive(message, count());
                return true;
            } catch (Throwable e) {
                Optional<RefusedMessageException> refused = RefusedMessageException.behind(e);
                if (refused.isEmpty() || !isBuried(message, refused.get().getMessage())) {
                    failed(message, e);
                }
                return false;
            }
        }

        /** By the queue: a paged reference's own {@code acknowledge()} would not tell it. */
        private void acknowledge() {
            try {
                queue.acknowledge(message);
            } catch (Exception e) {
                LOG.log(
                        Level.WARNING,
                        e,
                        () -> "a message of " + queue.getName()
                                + " is done but not acknowledged: it comes again when the broker is started again");
            }
        }

        private int count() {
            boolean again = message.getMessage().getTimestamp() < revived;
            return message.getDeliveryCount() + (again ? 1 : 0);
        }

        void giveBack() {
            QueueConsumer.this.giveBack(message);
        }
    }

    private void ended() {
        if (held.decrementAndGet() <= most / 2 && wanting) {
            wanting = false;
            queue.deliverAsync();
        }
    }

    /**
     * As it is, in a file of the broker too, without reading it: what is wrong with it may be that it is too large to
     * be read.
     */
    private boolean isBuried(MessageReference message, String reason) {
        LOG.log(Level.WARNING, "a message of {0} goes to the dead letters: {1}", new Object[] {queue.getName(), reason
        });
        try {
            message.getMessage().putStringProperty(RefusedMessageException.REASON, reason);
            return queue.sendToDeadLetterAddress(null, message);
        } catch (Exception | Error e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> "a message of " + queue.getName() + " cannot be moved to the dead letters now");
            return false;
        }
    }

    /** Comes again after a delay, or goes to the dead letters. */
    private void failed(MessageReference message, Throwable cause) {
        LOG.log(Level.WARNING, cause, () -> "a message of " + queue.getName() + " goes back to the queue");
        putBack(message);
    }

    /** Puts back a message; one that cannot be put back now is left to {@link #putBackStranded}. */
    private void putBack(MessageReference message) {
        try {
            queue.cancel(message, System.currentTimeMillis());
            queue.deliverAsync();
        } catch (Exception | Error e) {
            stranded.add(message);
            LOG.log(Level.WARNING, e, () -> "a message of " + queue.getName() + " cannot be put back now");
        }
    }

    /** To be called now and then: what could not go back to the queue does now, and the queue looks for more. */
    void putBackStranded() {
        for (int left = stranded.size(); left > 0; left--) {
            MessageReference message = stranded.poll();
            if (message != null) {
                putBack(message);
            }
        }
        if (failed) {
            failed = false;
            queue.deliverAsync();
        }
    }

    /** As if it had never been taken. */
    private void giveBack(MessageReference message) {
        held.decrementAndGet();
        message.decrementDeliveryCount();
        try {
            Transaction transaction = new TransactionImpl(storage);
            queue.cancel(transaction, message, true);
            transaction.rollback();
        } catch (Exception | Error e) {
            stranded.add(message);
            LOG.log(Level.WARNING, e, () -> "a message of " + queue.getName() + " cannot be given back now");
        }
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public Filter getFilter() {
        return null;
    }

    @Override
    public List<MessageReference> getDeliveringMessages() {
        return List.of();
    }

    @Override
    public String debug() {
        return toString();
    }

    @Override
    public String toManagementString() {
        return toString();
    }

    @Override
    public String toString() {
        return "consumer " + id + " of " + queue.getName() + ", holds " + held;
    }

    @Override
    public void disconnect() {
        close();
    }

    /** The queue has met trouble with us, of which it has told the log. It may wait for us to say that we are free. */
    @Override
    public void failed(Throwable cause) {
        failed = true;
        LOG.log(Level.WARNING, cause, () -> this + " has failed");
    }

    /**
     * Reports trouble: messages wait for a worker, and none begins with them though one is free, or should be.
     *
     * @param patience nanoseconds without a worker that begins
     */
    Optional<String> trouble(long patience) {
        int waiting = workers.getQueue().size();
        boolean free = workers.getActiveCount() < workers.getMaximumPoolSize();
        long silent = System.nanoTime() - began.get();
        return !closed && waiting > 0 && free && silent > patience
                ? Optional.of(waiting + " messages wait, and no worker has begun with one for "
                        + TimeUnit.NANOSECONDS.toSeconds(silent) + " seconds")
                : Optional.empty();
    }

    @Override
    public long sequentialID() {
        return id;
    }
}
