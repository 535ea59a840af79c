package ee.qmail.rar.work;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Lets a few tasks at a time onto the workers, so that those of one kind cannot take all threads. A task that waits holds
 * no thread, and the client address comes first whose tasks have taken the least time lately: who asks a hundred times at once,
 * or for what is expensive, waits for himself. Safe for use by several threads.
 *
 * <p>There is no limit to what waits; a connection asks for one thing at a time.
 */
public final class FairExecutor {
    private static final Logger LOG = Logger.getLogger(FairExecutor.class.getName());

    /** After this time nobody is held to account any more, in nanoseconds. */
    static final long MEMORY = TimeUnit.MINUTES.toNanos(1);

    private record Task(InetAddress client, Runnable work, Runnable refused) {}

    private final int most;
    private final Executor workers;
    private final LongSupplier nanoTime;
    /** By address, in the order in which they came; never empty deques. */
    private final Map<InetAddress, Deque<Task>> waiting = new LinkedHashMap<>();
    /** Nanoseconds that tasks have taken since {@link #since}, while others waited. */
    private final Map<InetAddress, Long> used = new HashMap<>();

    private long since;
    private int running;

    /** @param most tasks at a time */
    public FairExecutor(int most, Executor workers) {
        this(most, workers, System::nanoTime);
    }

    public FairExecutor(int most, Executor workers, LongSupplier nanoTime) {
        this.most = most;
        this.workers = workers;
        this.nanoTime = nanoTime;
        this.since = nanoTime.getAsLong();
    }

    /**
     * @param refused called, on any thread, if there is no thread for it when its turn has come
     * @throws RejectedExecutionException if its turn is now, and there is no thread
     */
    public void execute(InetAddress client, Runnable work, Runnable refused) {
        Task task = new Task(client, work, refused);
        if (tryStart(task)) {
            start(task);
        }
    }

    private synchronized boolean tryStart(Task task) {
        if (running < most) {
            running++;
            return true;
        }
        waiting.computeIfAbsent(task.client, key -> new ArrayDeque<>()).add(task);
        return false;
    }

    private void start(Task task) {
        try {
            workers.execute(() -> runAll(task));
        } catch (RuntimeException | Error e) {
            ended().forEach(waited -> waited.refused.run());
            throw e;
        }
    }

    /** @return those that nobody would come for: no task runs whose thread takes the next one */
    private synchronized List<Task> ended() {
        running--;
        if (running > 0) {
            return List.of();
        }
        List<Task> abandoned = waiting.values().stream().flatMap(Deque::stream).toList();
        waiting.clear();
        return abandoned;
    }

    private void runAll(Task first) {
        Task task = first;
        try {
            while (task != null) {
                long began = nanoTime.getAsLong();
                task.work.run();
                task = next(task.client, began);
            }
        } finally {
            if (task != null) {
                startAnother(task);
            }
        }
    }

    /** One has thrown an error through its thread, which serves the next one itself if there is no other. */
    private void startAnother(Task failed) {
        Task other = next(failed.client, nanoTime.getAsLong());
        if (other == null) {
            return;
        }
        try {
            workers.execute(() -> runAll(other));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.FINE, "no other thread is free", e);
            runAll(other);
        }
    }

    /** Null if nobody waits: this one has ended, then. */
    private synchronized Task next(InetAddress last, long began) {
        if (waiting.isEmpty()) {
            running--;
            return null;
        }
        account(last, began);
        InetAddress client = Collections.min(waiting.keySet(), Comparator.comparing(this::used));
        Deque<Task> tasks = waiting.get(client);
        Task task = tasks.remove();
        if (tasks.isEmpty()) {
            waiting.remove(client);
        }
        return task;
    }

    private void account(InetAddress last, long began) {
        long now = nanoTime.getAsLong();
        if (now - since > MEMORY) {
            used.clear();
            since = now;
        }
        used.merge(last, now - began, Long::sum);
    }

    private long used(InetAddress client) {
        return used.getOrDefault(client, 0L);
    }
}
