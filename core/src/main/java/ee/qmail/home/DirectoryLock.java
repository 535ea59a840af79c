package ee.qmail.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One at a time of all threads and processes that read and then write files of a directory, such as servers that share their control files. The file
 * {@code .lock} in it is what is locked, and nothing else.
 */
public final class DirectoryLock {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    /** Of one process only one thread may lock a file. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private DirectoryLock() {}

    /** A change of files, with what it returns. */
    @FunctionalInterface
    public interface Change<T> {
        T make() throws IOException;
    }

    /**
     * Makes a change under the lock. It may contain another one in the same directory.
     *
     * @throws IOException also if the lock cannot be had within ten seconds: nothing is changed then
     */
    public static <T> T during(Path directory, Change<T> change) throws IOException {
        ReentrantLock thread = THREADS.computeIfAbsent(directory.toRealPath(), path -> new ReentrantLock());
        thread.lock();
        try {
            return thread.getHoldCount() > 1 ? change.make() : locked(directory.resolve(".lock"), change);
        } finally {
            thread.unlock();
        }
    }

    private static <T> T locked(Path file, Change<T> change) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ignored = lock(channel, file)) {
            return change.make();
        }
    }

    private static FileLock lock(FileChannel channel, Path file) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (FileLock lock = channel.tryLock(); ; lock = channel.tryLock()) {
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - end > 0) {
                throw new IOException(file + ": another process has held this lock for " + PATIENCE.toSeconds()
                        + " seconds; nothing is changed");
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
