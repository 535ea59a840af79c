package ee.qmail.queue;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Where the broker's adapter leaves it for the beans, as {@link InProcessBrokers}. On a server with a JMS provider of its own there is none. */
public final class QueueConsumptions {
    private static final AtomicReference<QueueConsumption> CURRENT = new AtomicReference<>();

    private QueueConsumptions() {}

    public static void started(QueueConsumption consumption) {
        CURRENT.set(consumption);
    }

    /** Only if it is the current one. */
    public static void stopped(QueueConsumption consumption) {
        CURRENT.compareAndSet(consumption, null);
    }

    public static Optional<QueueConsumption> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
