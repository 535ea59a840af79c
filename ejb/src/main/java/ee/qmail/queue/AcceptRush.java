package ee.qmail.queue;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Many clients sending at once. Deliveries wait then, so that the clients, who wait for their answers, have the machine
 * for themselves; what was accepted is safe in the broker, and what is delivered later takes no longer. Only while the broker has
 * room in memory, and with a broker in this process only.
 */
@ApplicationScoped
public class AcceptRush {
    /** Batches follow one another in less than that. */
    public static final long GAP_MILLIS = 5;

    private static final long GAP_NANOS = TimeUnit.MILLISECONDS.toNanos(GAP_MILLIS);

    private final LongSupplier nanos;
    private volatile long last;

    public AcceptRush() {
        this(System::nanoTime);
    }

    AcceptRush(LongSupplier nanos) {
        this.nanos = nanos;
        this.last = nanos.getAsLong() - GAP_NANOS;
    }

    /** @param messages that are stored together: one alone means that no other client was there */
    void accepting(int messages) {
        if (messages > 1) {
            last = nanos.getAsLong();
        }
    }

    /** Whether deliveries should wait. Safe for use by many threads. */
    public boolean isOn() {
        if (nanos.getAsLong() - last >= GAP_NANOS) {
            return false;
        }
        Optional<InProcessBroker> broker = InProcessBrokers.current();
        return broker.isPresent() && broker.get().hasRoom();
    }
}
