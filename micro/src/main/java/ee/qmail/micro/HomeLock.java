package ee.qmail.micro;

import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
            held = channel.tryLock();
            // bin/qmail takes it for an instant, to see whether a server has it
            for (int tries = 1; held == null && tries < TRIES; tries++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                held = channel.tryLock();
            }
        } catch (IOException e) {
            throw new StartException(file + " cannot be locked: " + e.getMessage(), e);
        }
        if (held == null) {
            throw new StartException("another server runs in " + home.run().getParent()
                    + ": stop it first, or set QMAIL_HOME to a directory of its own");
        }
    }
}
