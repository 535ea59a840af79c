package ee.qmail.micro;

import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The directory that the application server unpacks and writes to while it runs; of no use to the next run, which a
 * left-over would confuse.
 */
record WorkDirectory(QmailHome home) {
    /** The name of the thread by which Payara stops itself. */
    private static final String SERVERS_HOOK = "Payara Micro Shutdown Hook";

    private static final int TRIES = 20;
    private static final int PAUSE_MILLIS = 10;

    Path path() {
        return home.run().resolve("server");
    }

    /** Empties the directory: files of an earlier run make the server deploy everything twice. */
    Path prepare() throws IOException {
        Trash.freshDirectory(home.run(), path().getFileName().toString());
        return Files.createDirectories(path().resolve("root"));
    }

    /** Removes it, once the server has stopped. */
    void remove() throws IOException {
        if (Files.exists(path())) {
            Trash.throwAway(path());
        }
        Trash.collect(home.run());
    }

    /**
     * For a shutdown hook of a server that has been started, and so has a hook of its own: waits until that has stopped it.
     *
     * @param patience zero is without end
     * @return whether the server has stopped
     */
    static boolean awaitServersHook(Duration patience) {
        try {
            Optional<Thread> hook = serversHook();
            // all hooks are started together, in no order, and one that has ended is not found
            for (int tries = 0; hook.isEmpty() && tries < TRIES; tries++) {
                Thread.sleep(PAUSE_MILLIS);
                hook = serversHook();
            }
            if (hook.isPresent()) {
                hook.get().join(patience.toMillis());
                return !hook.get().isAlive();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private static Optional<Thread> serversHook() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(SERVERS_HOOK))
                .findFirst();
    }
}
