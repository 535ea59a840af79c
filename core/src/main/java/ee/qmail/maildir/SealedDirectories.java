package ee.qmail.maildir;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import ee.qmail.files.OpenDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Maildirs that nobody but this server's user can put anything else in the place of, nor in the place of their {@code new}, {@code
 * cur} and {@code tmp}: they are used by their paths, which is faster. That of one which others can write to it is not. Whoever
 * else there is cannot make it so: it is looked at again after some seconds for the sake of the administrator.
 */
final class SealedDirectories {
    private static final long LIFE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final List<String> PARTS = List.of("tmp", "new", "cur");
    private static final int MAX = 10_000;

    private static final ConcurrentHashMap<Path, Long> SEEN = new ConcurrentHashMap<>();

    private SealedDirectories() {}

    static boolean contain(Path maildir) throws IOException {
        Long seen = SEEN.get(maildir);
        long now = System.nanoTime();
        if (seen != null && now - seen < LIFE_NANOS) {
            return true;
        }
        if (!isSealed(maildir)) {
            SEEN.remove(maildir);
            return false;
        }
        if (SEEN.size() >= MAX) {
            SEEN.clear();
        }
        SEEN.put(maildir, now);
        return true;
    }

    private static boolean isSealed(Path maildir) throws IOException {
        try {
            return OpenDirectory.isOursAlone(maildir.toAbsolutePath().getParent())
                    && OpenDirectory.isOursAlone(maildir)
                    && PARTS.stream().allMatch(part -> Files.isDirectory(maildir.resolve(part), NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
