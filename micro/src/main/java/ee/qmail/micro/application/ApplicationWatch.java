package ee.qmail.micro.application;

import ee.qmail.home.QmailHome;
import ee.qmail.loop.Loop;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks at {@code applications/} again and again: a poll, since it sees the same on every file system, misses nothing that happens in between, and costs a
 * listing of a small directory. The thread that looks deploys nothing, so an application that hangs does not stop it. Each deployment
 * has a thread that ends with it, so that nothing an application leaves there keeps its classes.
 */
public final class ApplicationWatch implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(task -> thread("look", task));
    private final ExecutorService deployments = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 0, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> thread("deployment", task));
    private final Applications applications;
    private final Loop loop;

    /** @param stage takes a line for each outcome */
    public ApplicationWatch(QmailHome home, ServerDeployer server, Consumer<String> stage) throws IOException {
        applications = new Applications(home, server, deployments, stage, Clock.systemUTC(), System::nanoTime);
        loop = Loop.named("applications", Applications.PATIENCE, applications::look);
    }

    private static Thread thread(String purpose, Runnable task) {
        Thread thread = new Thread(task, "applications " + purpose);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins to look, and waits until all that is there is deployed, has failed, or has taken longer than others have to wait. */
    public void start() {
        loop.run();
        looks.scheduleWithFixedDelay(loop, PAUSE.toMillis(), PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        try {
            while (!applications.isSettled()) {
                Thread.sleep(PAUSE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells whether an application is being deployed now, which keeps the server from stopping. */
    public boolean isBusy() {
        return applications.isBusy();
    }

    /** Looks no more; what is being deployed has some seconds to end, and is interrupted then. */
    @Override
    public void close() throws IOException {
        looks.shutdownNow();
        loop.close();
        deployments.shutdown();
        try {
            deployments.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deployments.shutdownNow();
        applications.forgetAll();
    }
}
