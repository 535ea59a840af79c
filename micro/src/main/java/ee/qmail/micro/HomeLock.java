package ee.qmail.micro;

import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One server per home: the lock ends with the process, however it ends. */
final class HomeLock {
    /** Kept reachable: the lock goes when the channel is collected. */
    private static FileLock held;

    private HomeLock() {}

    static void take(QmailHome home) throws StartException {
        Path file = home.run().resolve("lock");
        try {
            OwnerOnly.createDirectories(home.run());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = channel.tryLock();
        } catch (IOException e) {
            throw new StartException(file + " cannot be locked: " + e.getMessage(), e);
        }
        if (held == null) {
            throw new StartException("another server runs in " + home.run().getParent()
                    + ": stop it first, or set QMAIL_HOME to a directory of its own");
        }
    }
}
