package ee.qmail.status;

import ee.qmail.text.Sentence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks one part whether it works, at most once a second however many want to know, and waits at most three seconds for
 * the answer: a health check of a server that hangs must be told so. Safe for use by several threads.
 */
final class Probe {
    static final Duration LIFE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final String name;
    private final Runnable check;
    private final Clock clock;
    private final Executor executor;
    private final Duration patience;
    private ServiceState last;
    private Instant asked;
    /** Null unless the last question is still without an answer. */
    private CompletableFuture<Void> open;

    /** @param check throws if the part does not work */
    Probe(String name, Runnable check, Clock clock, Executor executor) {
        this(name, check, clock, executor, PATIENCE);
    }

    Probe(String name, Runnable check, Clock clock, Executor executor, Duration patience) {
        this.name = name;
        this.check = check;
        this.clock = clock;
        this.executor = executor;
        this.patience = patience;
    }

    synchronized ServiceState state() {
        if (last == null || !clock.instant().isBefore(asked.plus(LIFE))) {
            last = ask();
            asked = clock.instant();
        }
        return last;
    }

    private ServiceState ask() {
        try {
            if (open == null) {
                open = CompletableFuture.runAsync(check, executor);
                open.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            } else {
                open.get(0, TimeUnit.NANOSECONDS);
            }
        } catch (TimeoutException e) {
            return down("does not answer");
        } catch (ExecutionException e) {
            open = null;
            return down(e.getCause().getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return down("the server stops");
        } catch (RuntimeException | Error e) {
            return down(e.getMessage());
        }
        open = null;
        return new ServiceState(
                name, true, Sentence.of("service.working"), last != null && last.up() ? last.since() : clock.instant());
    }

    private ServiceState down(String reason) {
        return new ServiceState(name, false, reason, null);
    }
}
