package ee.qmail.rar.work;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The application server's threads: the event loops run on them, and so does everything that may block. */
public final class Workers implements Executor {
    private final WorkManager manager;

    public Workers(WorkManager manager) {
        this.manager = manager;
    }

    /** @throws RejectedExecutionException if the server has no thread to give and no room to wait for one */
    @Override
    public void execute(Runnable task) {
        try {
            manager.scheduleWork(new Task(task));
        } catch (WorkException e) {
            throw new RejectedExecutionException("the application server has no thread for this work", e);
        }
    }

    private record Task(Runnable runnable) implements Work {
        @Override
        public void run() {
            runnable.run();
        }

        /** The event loops end when their listener is closed; everything else ends by itself. */
        @Override
        public void release() {}
    }
}
