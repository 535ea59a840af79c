package ee.qmail.httpd;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that answer: health has its own, so that it answers while all others are at work. */
final class Workers {
    private static final String HEALTH = "/health/";
    private static final int HEALTH_THREADS = 2;
    private static final int HEALTH_WAITING = 128;

    private final Executor others;
    private final ThreadPoolExecutor health;

    /** @param others the server's own workers, which it stops */
    Workers(Executor others) {
        AtomicInteger number = new AtomicInteger();
        this.others = others;
        this.health = new ThreadPoolExecutor(
                HEALTH_THREADS,
                HEALTH_THREADS,
                1,
                TimeUnit.MINUTES,
                new ArrayBlockingQueue<>(HEALTH_WAITING),
                task -> daemon(task, "qmail-health-" + number.incrementAndGet()));
        // the two are there before the server can be short of threads
        health.prestartAllCoreThreads();
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** For a request with this target. */
    Executor of(String target) {
        return target.startsWith(HEALTH) ? health : others;
    }
}
