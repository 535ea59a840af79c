package ee.qmail.application;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The beans that take mail now: the adapter enters them, local delivery asks them. The class is loaded once per process and
 * seen by both, which know nothing else of each other.
 */
public final class MailConsumers {
    private static final Collection<MailConsumer> ACTIVE = new CopyOnWriteArrayList<>();
    private static final AtomicInteger ARRIVALS = new AtomicInteger();

    private MailConsumers() {}

    public static void add(MailConsumer consumer) {
        ACTIVE.add(consumer);
        ARRIVALS.incrementAndGet();
    }

    public static void remove(MailConsumer consumer) {
        ACTIVE.remove(consumer);
    }

    /** How many beans have come so far; those that have gone count too. */
    public static int arrivals() {
        return ARRIVALS.get();
    }

    /** Of those whose pattern fits, the one that says most. */
    public static Optional<MailConsumer> find(String address) {
        return ACTIVE.stream()
                .filter(consumer -> consumer.pattern().matches(address))
                .min(Comparator.comparing(MailConsumer::pattern, AddressPattern.MOST_EXACT));
    }
}
