package ee.qmail.cli.api;

import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The locks by which a server has its home; each ends with its process. */
public final class ServerLock {
    private ServerLock() {}

    /**
     * Tells whether another process has the lock of a file; takes it for an instant if not.
     *
     * @throws ApiException if the file cannot be opened
     */
    public static boolean isHeld(Path file) throws ApiException {
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (IOException e) {
            throw new ApiException(
                    ApiException.PERMANENT, file + " cannot be opened: must be run as the user of the server: " + e, e);
        }
    }

    /**
     * For commands that tell a server to change something, and write files into its home besides.
     *
     * @throws ApiException if no server has the home, whether the launcher has started it or it runs in an application server
     */
    public static void requireServer(QmailHome home) throws ApiException {
        if (!isHeld(home.nodeLock()) && !isHeld(home.lock())) {
            throw new ApiException(
                    ApiException.PERMANENT,
                    home.root() + " is the home of no server that runs: --home must be that of the server of --api");
        }
    }
}
