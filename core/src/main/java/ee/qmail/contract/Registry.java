package ee.qmail.contract;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place where one part of the server leaves something for others: adapters and beans know nothing else of each other. It is a constant of the type
 * that it holds, which is loaded once per process and seen by all. Safe for use by several threads.
 */
public final class Registry<T> {
    private final Collection<T> entered = new CopyOnWriteArrayList<>();
    private final AtomicInteger arrivals = new AtomicInteger();
    private volatile T current;

    /** To be taken out again by {@link #remove} when it ends. */
    public synchronized void add(T one) {
        entered.add(one);
        current = one;
        arrivals.incrementAndGet();
    }

    /** Does nothing if it was not added. */
    public synchronized void remove(T one) {
        entered.removeIf(each -> each == one);
        if (current == one) {
            current = null;
        }
    }

    /** Those that are there now, in the order in which they came. */
    public List<T> all() {
        return List.copyOf(entered);
    }

    /** Tells whether none is there now. */
    public boolean isEmpty() {
        return entered.isEmpty();
    }

    /** The one that came last, if it is still there: for what there is once in a process. */
    public Optional<T> current() {
        return Optional.ofNullable(current);
    }

    /** The number of those that have come so far; those that have gone count too. */
    public int arrivals() {
        return arrivals.get();
    }
}
