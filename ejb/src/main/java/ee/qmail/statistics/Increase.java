package ee.qmail.statistics;

import ee.qmail.meter.Meter;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What has been counted since it was stored last. Not safe for use by several threads. */
final class Increase {
    private final Map<Counted, Long> stored = new HashMap<>();
    private final Map<Counted, Long> told = new HashMap<>();

    /** The increase of each counter; those that stand still are left out. It is told again until it {@link #isStored}. */
    Map<Counted, Long> now() {
        told.clear();
        Map<Counted, Long> increase = new HashMap<>();
        for (Meter meter : Meter.values()) {
            meter.counters().forEach((labels, counter) -> add(new Counted(meter, labels), counter, increase));
        }
        return increase;
    }

    private void add(Counted counted, LongAdder counter, Map<Counted, Long> increase) {
        long count = counter.sum();
        long more = count - stored.getOrDefault(counted, 0L);
        if (more > 0) {
            told.put(counted, count);
            increase.put(counted, more);
        }
    }

    /** What was told last is in the database. */
    void isStored() {
        stored.putAll(told);
        told.clear();
    }
}
