package ee.qmail.rar.listener;

import ee.qmail.loop.SignOfLife;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Tells that there was no memory for a connection a short while ago; what Netty reads and writes is outside of the heap, and its end does not end
 * the process. Safe for use by several threads.
 */
public final class MemoryTrouble implements SignOfLife {
    /** Of all listeners of this process, which have one memory. */
    public static final MemoryTrouble SHARED = new MemoryTrouble(System::nanoTime);

    static final int SECONDS = 30;

    private final LongSupplier nanoTime;
    private volatile boolean noted;
    private volatile long last;

    MemoryTrouble(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Remembers it if the failure is of that kind. */
    void note(Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            last = nanoTime.getAsLong();
            noted = true;
        }
    }

    @Override
    public String name() {
        return "memory for connections";
    }

    @Override
    public Optional<String> trouble() {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - last);
        return noted && seconds < SECONDS
                ? Optional.of("there was none " + seconds + " seconds ago; a client was turned away")
                : Optional.empty();
    }
}
