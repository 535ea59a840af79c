package ee.qmail.bench;

import ee.qmail.bench.peer.Maildirs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * What a run has written, deleted when it is over, and what that does to the next run: without a journal ext4 keeps away from
 * the inodes of deleted files for five minutes, and each new file is dear as long as it looks for others.
 */
final class Leftovers {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MANY = 10_000;

    private final Path scratch;
    private final Path marker;

    /** @param marker file whose time is that of the last large deletion */
    Leftovers(Path scratch, Path marker) {
        this.scratch = scratch;
        this.marker = marker;
    }

    /** Returns at once if it is long ago that much was deleted. */
    void awaitForgotten(Progress progress) throws IOException {
        if (!Files.exists(marker)) {
            return;
        }
        Duration left = Duration.between(
                Instant.now(), Files.getLastModifiedTime(marker).toInstant().plus(REMEMBERED));
        if (left.isNegative()) {
            return;
        }
        progress.say("waiting " + left.toSeconds()
                + " s: the last run deleted many files, and the file system is slow for it");
        try {
            Thread.sleep(left.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", e);
        }
    }

    void delete() throws IOException {
        if (Maildirs.deleteTree(scratch) > MANY) {
            Files.writeString(marker, "");
        }
    }
}
