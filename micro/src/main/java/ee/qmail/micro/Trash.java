package ee.qmail.micro;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Directories of an earlier start. Deleting a hundred megabytes takes seconds, so they are only moved out of the way
 * until the server is ready.
 */
final class Trash {
    private static final String PREFIX = "old-";

    private Trash() {}

    /** @return {@code parent/name}, new and empty; what was there is moved away */
    static Path freshDirectory(Path parent, String name) throws IOException {
        Path directory = parent.resolve(name);
        if (Files.exists(directory)) {
            throwAway(directory);
        }
        return Files.createDirectories(directory);
    }

    static void throwAway(Path directory) throws IOException {
        Files.move(directory, directory.resolveSibling(PREFIX + Long.toHexString(System.nanoTime())));
    }

    /** Deletes all that was thrown away below {@code parent}; may be called at any time. */
    static void collect(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            for (Path child : children.toList()) {
                if (child.getFileName().toString().startsWith(PREFIX)) {
                    delete(child);
                }
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
