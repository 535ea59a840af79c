package ee.qmail.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Turns Ctrl-C and TERM into an interrupt of the thread that measures, and gives it time to stop what it started. */
final class StopSignal {
    private static final long PATIENCE_SECONDS = 60;

    private final CountDownLatch done = new CountDownLatch(1);

    StopSignal(Thread worker) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(worker), "bench stop"));
    }

    private void stop(Thread worker) {
        worker.interrupt();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All is stopped. */
    void close() {
        done.countDown();
    }
}
