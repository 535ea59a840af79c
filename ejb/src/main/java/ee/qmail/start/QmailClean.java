package ee.qmail.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * qmail-clean: removes the files that a crash has left. A body in the spool belongs to a connection or an attempt of one run of
 * the server; its message is in the queue, or was never answered 250.
 */
public final class QmailClean {
    private QmailClean() {}

    /**
     * Removes the bodies of earlier runs.
     *
     * @param start of this run; files written since then are in use
     * @return how many files were removed
     */
    public static int emptySpool(Path spool, Instant start) throws IOException {
        if (!Files.isDirectory(spool)) {
            return 0;
        }
        try (Stream<Path> entries = Files.list(spool)) {
            List<Path> files = entries.filter(Files::isRegularFile).toList();
            int removed = 0;
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(start) && Files.deleteIfExists(file)) {
                    removed++;
                }
            }
            return removed;
        }
    }
}
