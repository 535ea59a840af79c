package ee.qmail.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A log directory as multilog keeps it: lines are added to {@code current}; when that is full it is renamed to its time
 * stamp with {@code .s} behind, and the oldest such file is removed.
 *
 * <p>Safe for use by several threads. A line is in the file when {@link #append} returns, or another thread is just
 * writing it: whoever finds no writer at work writes the lines of all; or, if the log was given an {@link Executor}, that
 * one's thread does, and {@link #append} never touches the disk. A line that cannot be written, or for which there is no
 * more room in memory, is counted; how many were lost is said in front of the next one that can.
 */
public final class Multilog implements Closeable {
    private static final int MAX_PENDING_CHARS = 1_000_000;

    private final Clock clock;
    private final LogDirectory directory;
    private final ReentrantLock writer = new ReentrantLock();
    private final Object queue = new Object();
    private List<String> pending = new ArrayList<>();
    private int pendingChars;
    private long lost;
    private final Executor background;
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private Multilog(LogDirectory directory, Clock clock, Executor background) {
        this.directory = directory;
        this.clock = clock;
        this.background = background;
    }

    /**
     * A log whose callers must not wait for the disk. The directory is made when the first line is written.
     *
     * @param size octets at which {@code current} is rotated; a longer line gets a file of its own
     * @param files rotated files kept, at least 1
     * @param background runs the writing some time after it was told to; what has come until then is written at once
     */
    public static Multilog inBackground(Path directory, long size, int files, Clock clock, Executor background) {
        return new Multilog(new LogDirectory(directory, size, files, clock), clock, background);
    }

    /**
     * Adds a line, with the time in front of it. Never throws because of the disk.
     *
     * @param line without a line end; a LF inside becomes {@code /}
     */
    public void append(String line) {
        synchronized (queue) {
            String stamped = Tai64n.stamp(clock.instant()) + " " + line.replace('\n', '/') + "\n";
            if (pendingChars + stamped.length() > MAX_PENDING_CHARS && !pending.isEmpty()) {
                lost++;
                return;
            }
            pending.add(stamped);
            pendingChars += stamped.length();
        }
        if (scheduled.compareAndSet(false, true)) {
            drainLater();
        }
    }

    private void drainLater() {
        try {
            background.execute(() -> {
                scheduled.set(false);
                drain();
            });
        } catch (RejectedExecutionException e) {
            scheduled.set(false); // the next line tries again, and close() writes what is left
        } catch (RuntimeException | Error e) {
            scheduled.set(false);
            throw e;
        }
    }

    private void drain() {
        // Looked at again after the lock is given back: a line may have come while it was still held.
        while (isPending() && writer.tryLock()) {
            try {
                writePending();
            } finally {
                writer.unlock();
            }
        }
    }

    private boolean isPending() {
        synchronized (queue) {
            return !pending.isEmpty();
        }
    }

    private void writePending() {
        List<String> lines;
        long lostBefore;
        synchronized (queue) {
            lines = pending;
            pending = new ArrayList<>();
            pendingChars = 0;
            lostBefore = lost;
            lost = 0;
        }
        int written = 0;
        try {
            if (lostBefore > 0) {
                directory.write(List.of(Tai64n.stamp(clock.instant()) + " warning: " + lostBefore
                        + " log lines lost: unable to write to " + directory.current() + "\n"));
                lostBefore = 0;
            }
            written = directory.write(lines);
        } catch (IOException e) {
            written = 0; // counted below and said in the log itself as soon as it can be written
        } finally {
            synchronized (queue) {
                lost += lostBefore + lines.size() - written;
            }
        }
    }

    /** Writes what is left and closes the file. */
    @Override
    public void close() throws IOException {
        writer.lock();
        try {
            writePending();
            directory.close();
        } finally {
            writer.unlock();
        }
    }
}
