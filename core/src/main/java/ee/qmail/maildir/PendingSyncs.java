package ee.qmail.maildir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Directories that got entries which are not durable yet: several deliveries into a Maildir need one sync of its {@code
 * new}. Not safe for use by several threads.
 */
public final class PendingSyncs {
    private final Set<Path> directories = new LinkedHashSet<>();

    void add(Path directory) {
        directories.add(directory);
    }

    /**
     * Makes all the deliveries since the last call durable.
     *
     * @throws IOException if none of them can be relied on to be there
     */
    public void sync() throws IOException {
        for (Path directory : directories) {
            MaildirWriter.sync(directory);
        }
        directories.clear();
    }
}
