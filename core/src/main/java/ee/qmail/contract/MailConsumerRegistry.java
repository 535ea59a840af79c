package ee.qmail.contract;

import ee.qmail.address.AddressPattern;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The beans that take mail now: the adapter enters them, local delivery asks them. */
public final class MailConsumerRegistry {
    private static final Registry<MailConsumer> ACTIVE = new Registry<>();

    private static final int MOST_DEPARTURES = 1_000;

    /** The times at which beans have gone, by pattern. */
    private static final Map<AddressPattern, Instant> DEPARTURES = Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AddressPattern, Instant> eldest) {
            return size() > MOST_DEPARTURES;
        }
    });

    private MailConsumerRegistry() {}

    public static void add(MailConsumer consumer) {
        ACTIVE.add(consumer);
    }

    public static void remove(MailConsumer consumer) {
        ACTIVE.remove(consumer);
        DEPARTURES.put(consumer.pattern(), Instant.now());
    }

    /** The time at which the last bean with this pattern has gone; empty if there was none in this process. */
    public static Optional<Instant> departure(AddressPattern pattern) {
        return Optional.ofNullable(DEPARTURES.get(pattern));
    }

    public static List<MailConsumer> all() {
        return List.copyOf(ACTIVE.all());
    }

    /** Tells whether there is no bean at all, which costs next to nothing to know. */
    public static boolean isEmpty() {
        return ACTIVE.isEmpty();
    }

    /** The number of beans that have come so far; those that have gone count too. */
    public static int arrivals() {
        return ACTIVE.arrivals();
    }

    /** Of those whose pattern fits, the one that says most. */
    public static Optional<MailConsumer> find(String address) {
        return ACTIVE.all().stream()
                .filter(consumer -> consumer.pattern().matches(address))
                .min(Comparator.comparing(MailConsumer::pattern, AddressPattern.MAX_EXACT));
    }
}
