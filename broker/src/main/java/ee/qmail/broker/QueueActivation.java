package ee.qmail.broker;

import ee.qmail.contract.MessageMemory;
import ee.qmail.loop.SignOfLife;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.MessageReference;
import org.apache.activemq.artemis.core.server.Queue;

/**
 * A message-driven bean, outside of any transaction, that consumes a queue of the broker in this process without a
 * client (ADR 12). Its threads are its own and not the {@code WorkManager}'s: a delivery may take minutes, and those of
 * the sessions must not wait for it.
 */
final class QueueActivation implements SignOfLife {
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final long PATIENCE_SECONDS = 10;
    private static final long IDLE_SECONDS = 60;

    private final String queue;
    private final MessageEndpointFactory factory;
    private final ThreadPoolExecutor workers;

    private final Deque<MessageEndpoint> endpoints = new ConcurrentLinkedDeque<>();
    private volatile QueueConsumer consumer;

    /** @param most messages that are delivered at once */
    QueueActivation(String queue, MessageEndpointFactory factory, int most) {
        this.queue = queue;
        this.factory = factory;
        AtomicInteger number = new AtomicInteger();
        this.workers = new ThreadPoolExecutor(
                most, most, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, queue + "-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Consumes the queue of a broker that is up, unless it does so already; a broker started again has another queue.
     */
    synchronized void attach(ActiveMQServer server) throws Exception {
        Queue source = server.locateQueue(SimpleString.of(queue));
        if (source == null) {
            throw new IllegalArgumentException("the broker has no queue " + queue);
        }
        if (isAttached(source)) {
            consumer.putBackStranded();
            return;
        }
        long revived = 0;
        if (consumer != null && !consumer.isOf(source)) {
            consumer.abandon();
            revived = System.currentTimeMillis();
        }
        QueueConsumer next = new QueueConsumer(source, server.getStorageManager(), workers, this::receive, revived);
        next.open();
        consumer = next;
    }

    private boolean isAttached(Queue source) {
        QueueConsumer current = consumer;
        return current != null && current.isOf(source) && !current.isClosed();
    }

    String queue() {
        return queue;
    }

    /** Tells whether the queue of this broker, which is up, gives its messages to us. Does not wait. */
    boolean isAttached(ActiveMQServer server) {
        Queue source = server.locateQueue(SimpleString.of(queue));
        return source != null && isAttached(source) && source.getConsumerCount() > 0;
    }

    private void receive(MessageReference message, int deliveryCount) throws Exception {
        int octets = StoredMessage.inMemory(message.getMessage().toCore());
        if (octets == 0) {
            give(message, deliveryCount);
            return;
        }
        MessageMemory.take(octets);
        try {
            give(message, deliveryCount);
        } finally {
            MessageMemory.giveBack(octets);
        }
    }

    private void give(MessageReference message, int deliveryCount) throws Exception {
        Message jms = StoredMessage.asJms(message.getMessage().toCore(), deliveryCount);
        MessageEndpoint endpoint = endpoint();
        try {
            ((MessageListener) endpoint).onMessage(jms);
        } finally {
            endpoints.push(endpoint);
        }
    }

    private MessageEndpoint endpoint() throws UnavailableException {
        MessageEndpoint free = endpoints.poll();
        return free == null ? factory.createEndpoint(null) : free;
    }

    @Override
    public String name() {
        return "consumer of " + queue;
    }

    @Override
    public Optional<String> trouble() {
        QueueConsumer now = consumer;
        return now == null ? Optional.of("not attached to its queue") : now.trouble(SILENCE_NANOS);
    }

    /** Waits for deliveries, but not for long: what is interrupted comes again. */
    synchronized void stop() {
        if (consumer != null) {
            consumer.close();
        }
        workers.shutdown();
        List<Runnable> waiting = new ArrayList<>();
        workers.getQueue().drainTo(waiting);
        waiting.forEach(delivery -> ((QueueConsumer.Delivery) delivery).giveBack());
        try {
            if (!workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                workers.shutdownNow();
                workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
        endpoints.forEach(MessageEndpoint::release);
    }
}
