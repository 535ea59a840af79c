package ee.qmail.queue;

import ee.qmail.contract.InProcessBroker;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Clients sending as fast as they can: many at once, or one that sends the next message as soon as it has the answer to the
 * one before. Deliveries wait then, so that the clients, who wait for their answers, have the machine for themselves; what was
 * accepted is safe in the broker, and what is delivered later takes no longer. Only while the broker has room in memory, and with a
 * broker in this process only.
 *
 * <p>Safe for use by several threads.
 */
@ApplicationScoped
public class DeliveryHold {
    /** In a rush messages follow one another in less than that. */
    public static final long GAP_MILLIS = 5;

    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(GAP_MILLIS);

    /** A client alone makes a rush if it takes less from an answer to the end of the next message. */
    private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final LongSupplier nanos;
    private volatile long last;
    private volatile long answered;

    public DeliveryHold() {
        this(System::nanoTime);
    }

    DeliveryHold(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong() - GAP_NANOS;
        this.answered = last;
    }

    /** @param messages that are going to be stored together: more than one come from several clients */
    void accepting(int messages) {
        long now = nanos.getAsLong();
        if (messages > 1 || now - answered < AT_ONCE_NANOS) {
            last = now;
        }
    }

    /** @param messages that have been stored together */
    void accepted(int messages) {
        answered = nanos.getAsLong();
        if (messages > 1) {
            last = answered;
        }
    }

    /** Tells whether deliveries should wait. */
    public boolean isOn() {
        if (nanos.getAsLong() - last >= GAP_NANOS) {
            return false;
        }
        Optional<InProcessBroker> broker = InProcessBroker.RUNNING.current();
        return broker.isPresent() && broker.get().hasRoom();
    }
}
