package ee.qmail.micro;

import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** One server per home: the lock ends with the process, however it ends. */
final class HomeLock {
    /** Kept reachable: the lock goes when the channel is collected. */
    private static FileLock held;

    private static final int TRIES = 20;
    private static final long PAUSE_NANOS = 10_000_000;

    private HomeLock() {}

    static void take(QmailHome home) throws StartException {
        Path file = home.lock();
        try {
            OwnerOnly.createDirectories(home.run());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = lock(channel);
        } catch (IOException e) {
            throw new StartException(file + " cannot be locked: " + e.getMessage(), e);
        }
        if (held == null) {
            throw new StartException(taken(home));
        }
    }

    /** Tells so if another process has the home, and makes nothing. */
    static Optional<String> trouble(QmailHome home) {
        if (!Files.isRegularFile(home.lock())) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(home.lock(), StandardOpenOption.WRITE);
                FileLock lock = lock(channel)) {
            return lock == null ? Optional.of(taken(home)) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(home.lock() + " cannot be locked: " + e.getMessage());
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock();
        // bin/qmail takes it for an instant, to see whether a server has it
        for (int tries = 1; lock == null && tries < TRIES; tries++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            lock = channel.tryLock();
        }
        return lock;
    }

    private static String taken(QmailHome home) {
        return "another server runs in " + home.root() + ": stop it first, or set QMAIL_HOME to a directory of its own";
    }
}
