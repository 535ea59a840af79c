package ee.qmail.it.hanging;

import java.nio.file.Files;
import java.nio.file.Path;

/** Hangs as long as there is a file {@code hang} in the server's home. */
final class Hang {
    private static final long PAUSE_MILLIS = 50;

    private Hang() {}

    static void whileToldTo() {
        Path told = Path.of(System.getenv("QMAIL_HOME"), "hang");
        while (Files.exists(told)) {
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
