package ee.qmail.test.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what another process does, by looking again and again until a deadline. */
public final class Await {
    /** Long, for a loaded machine; a test that passes does not wait for it. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long PAUSE_NANOS = Duration.ofMillis(25).toNanos();

    private Await() {}

    /** Waits for {@link #PATIENCE}. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, PATIENCE, condition, () -> "");
    }

    /**
     * Waits in this thread.
     *
     * @param what is waited for, as the error message says it
     * @param state asked for the error message
     * @throws AssertionError if it does not come true
     */
    public static void until(String what, Duration patience, BooleanSupplier condition, Supplier<?> state) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what + " " + state.get());
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** A moment that has no event to wait for. */
    public static void elapsed(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
