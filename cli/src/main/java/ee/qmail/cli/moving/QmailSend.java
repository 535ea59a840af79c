package ee.qmail.cli.moving;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Whether qmail's own qmail-send works on a queue. */
final class QmailSend {
    private static final Path LOCKS = Path.of("/proc/locks");
    /** Columns of that file. */
    private static final int KIND = 1;

    private static final int PROCESS = 4;
    private static final int INODE = 5;

    /** It opens its pipe anew each time that it has been told of a message. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private QmailSend() {}

    /**
     * Looks at its lock and at its pipe: Linux does not show locks of processes in another container.
     *
     * @return how it was found; empty if there is none on this machine
     * @throws IOException if that cannot be seen
     */
    static Optional<String> of(Path queue) throws IOException {
        Optional<String> process = holder(queue.resolve("lock/sendmutex"));
        if (process.isPresent()) {
            return process.map(number -> "process " + number);
        }
        return isRead(queue.resolve("lock/trigger")) ? Optional.of("it reads lock/trigger") : Optional.empty();
    }

    /** The process that has its lock, which Java's own locks do not see: it is one of flock. */
    private static Optional<String> holder(Path mutex) throws IOException {
        if (!Files.exists(mutex) || !Files.isReadable(LOCKS)) {
            return Optional.empty();
        }
        String inode = ":" + Files.getAttribute(mutex, "unix:ino");
        return Files.readAllLines(LOCKS).stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(lock -> lock.length > INODE && lock[KIND].equals("FLOCK") && lock[INODE].endsWith(inode))
                .map(lock -> lock[PROCESS])
                .findFirst();
    }

    /** A pipe opens for writing at once if somebody has it open for reading, else with the first who does. */
    private static boolean isRead(Path pipe) throws IOException {
        if (Files.notExists(pipe) || Files.isRegularFile(pipe)) {
            return false; // a queue that was never used, or a copy
        }
        FutureTask<Void> opening = new FutureTask<>(() -> {
            FileChannel.open(pipe, StandardOpenOption.WRITE).close();
            return null;
        });
        Thread thread = new Thread(opening, "qmail-send?");
        thread.setDaemon(true);
        thread.start();
        try {
            opening.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    .close(); // lets the thread go
            return false;
        } catch (ExecutionException e) {
            throw new IOException("it cannot be seen whether qmail-send runs: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
