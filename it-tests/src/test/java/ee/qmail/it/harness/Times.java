package ee.qmail.it.harness;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** How long something took, often: counts in steps of a tenth, so that a million of them need no room. Safe for threads. */
public final class Times {
    private static final double STEP = Math.log(1.1);
    private static final int STEPS = 250;

    private final AtomicLongArray counts = new AtomicLongArray(STEPS);
    private final AtomicLong all = new AtomicLong();
    private final AtomicLong longest = new AtomicLong();

    /** @param since {@link System#nanoTime} */
    void since(long since) {
        long micros = (System.nanoTime() - since) / 1_000;
        counts.incrementAndGet((int) Math.min(STEPS - 1, Math.log(Math.max(1, micros)) / STEP));
        all.incrementAndGet();
        longest.accumulateAndGet(micros, Math::max);
    }

    public long count() {
        return all.get();
    }

    /** Milliseconds that this share of all took at most. */
    public double millis(double share) {
        long wanted = (long) Math.ceil(all.get() * share);
        long sum = 0;
        for (int step = 0; step < STEPS; step++) {
            sum += counts.get(step);
            if (sum >= wanted) {
                return Math.exp((step + 1) * STEP) / 1_000;
            }
        }
        return longest.get() / 1e3;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d times, median %.1f ms, 99 of 100 within %.0f ms, longest %.0f ms",
                count(),
                millis(0.5),
                millis(0.99),
                longest.get() / 1e3);
    }
}
