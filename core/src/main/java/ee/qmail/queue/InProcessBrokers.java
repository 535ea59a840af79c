package ee.qmail.queue;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where the adapter with the embedded broker leaves it for the beans. The class is loaded once per process and seen by
 * both, which know nothing else of each other. On a server with a JMS provider of its own there is none.
 */
public final class InProcessBrokers {
    private static final AtomicReference<InProcessBroker> CURRENT = new AtomicReference<>();

    private InProcessBrokers() {}

    public static void started(InProcessBroker broker) {
        CURRENT.set(broker);
    }

    /** Only if it is the current one. */
    public static void stopped(InProcessBroker broker) {
        CURRENT.compareAndSet(broker, null);
    }

    public static Optional<InProcessBroker> current() {
        return Optional.ofNullable(CURRENT.get());
    }
}
