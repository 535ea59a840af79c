package ee.qmail.bench;

import ee.qmail.bench.peer.Maildirs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The directory of one run, below which every server has its own; deleted when the run is over. Without a journal ext4 keeps
 * away from the inodes of deleted files for five minutes, and each new file nearby is dear as long as it looks for others:
 * so the servers' directories lie far apart, and the next run waits.
 */
final class Scratch {
    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MANY = 10_000;

    private final Path directory;
    private final Path marker;

    /** @param marker file whose time is that of the last large deletion */
    Scratch(Path directory, Path marker) {
        this.directory = directory;
        this.marker = marker;
    }

    /** Marked as the top of a hierarchy: ext4 then puts each directory made in it into a part of the disk of its own. */
    void create(Progress progress) throws IOException {
        Files.createDirectories(directory);
        String near = "servers may lie near each other on disk: ";
        try {
            Process chattr = new ProcessBuilder("chattr", "+T", directory.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(chattr.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (chattr.waitFor() != 0) {
                progress.say(near + output.strip());
            }
        } catch (IOException e) {
            progress.say(near + e.getMessage()); // there is no chattr
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("stopped", e);
        }
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
        if (Maildirs.deleteTree(directory) > MANY) {
            Files.writeString(marker, "");
        }
    }
}
