package ee.qmail.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** The sign of life of something that comes round again and again. Safe for use by several threads. */
public final class Heartbeat implements SignOfLife {
    private final String name;
    private final long patience;
    private final LongSupplier nanoTime;
    private volatile long last;

    /** @param patience how long it may be silent, from now on and after each {@link #beat} */
    public Heartbeat(String name, Duration patience) {
        this(name, patience, System::nanoTime);
    }

    Heartbeat(String name, Duration patience, LongSupplier nanoTime) {
        this.name = name;
        this.patience = patience.toNanos();
        this.nanoTime = nanoTime;
        this.last = nanoTime.getAsLong();
    }

    @Override
    public String name() {
        return name;
    }

    public void beat() {
        last = nanoTime.getAsLong();
    }

    @Override
    public Optional<String> trouble() {
        long silent = nanoTime.getAsLong() - last;
        return silent > patience
                ? Optional.of("no sign of life for " + TimeUnit.NANOSECONDS.toSeconds(silent) + " seconds")
                : Optional.empty();
    }
}
