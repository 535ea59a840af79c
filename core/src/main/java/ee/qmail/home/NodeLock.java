package ee.qmail.home;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.LockSupport;

/**
 * The lock on a home: of the servers that would use it one has it, in whatever container it runs, until it ends in whatever way. (The launcher's
 * lock knows only those that it started.) Nothing else in the server reads or writes the locked file,
 * since a process that closes a file loses its locks on it.
 */
public final class NodeLock implements AutoCloseable {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int LONGEST_PLACE = 200;
    private static final int TRIES = 20;
    private static final long PAUSE_NANOS = 10_000_000;

    private final QmailHome home;
    private final FileChannel channel;

    private NodeLock(QmailHome home, FileChannel channel) {
        this.home = home;
        this.channel = channel;
    }

    /** @throws IOException if another process has it, or the file system knows no locks; which of them is said */
    public static NodeLock take(QmailHome home) throws IOException {
        Path file = home.nodeLock();
        Files.createDirectories(home.run());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                if (channel.tryLock() != null) {
                    return new NodeLock(home, channel);
                }
                LockSupport.parkNanos(PAUSE_NANOS); // bin/qmail takes it for an instant, to see whether a server has it
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException(inUse(home, file), e);
        } catch (IOException e) {
            channel.close();
            throw new IOException(file + " cannot be locked: must be on a file system that knows locks", e);
        }
        channel.close();
        throw new IOException(inUse(home, file));
    }

    private static String inUse(QmailHome home, Path file) {
        return home.root() + " (QMAIL_HOME) is in use by another server (" + file
                + " is locked): stop it, or give this server a home of its own";
    }

    /**
     * Tells the file {@code node} of this home, on this machine since it was started, from all others: whoever has had the same one lives no more
     * if the lock could be taken.
     *
     * @return at most 200 characters
     */
    public String place() throws IOException {
        Object key =
                Files.readAttributes(home.node(), BasicFileAttributes.class).fileKey();
        String place = machine() + " " + (key == null ? home.node().toRealPath() : key);
        return place.substring(0, Math.min(place.length(), LONGEST_PLACE));
    }

    private static String machine() throws IOException {
        try {
            return Files.readString(BOOT).strip();
        } catch (NoSuchFileException e) {
            return HostName.guess();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
