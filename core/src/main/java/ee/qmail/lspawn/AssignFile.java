package ee.qmail.lspawn;

import ee.qmail.home.WatchedFile;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * {@code users/assign}, read again within a second of a change: there is no qmail-newu to be run. While the file cannot be
 * read, the lines read before stay in force; if there are none, mail waits. Safe for use by several threads.
 */
public final class AssignFile {
    private final WatchedFile<Assign> file;

    /** @param warnings takes one line per problem, once per change */
    public AssignFile(Path path, Consumer<String> warnings) {
        this(path, warnings, System::nanoTime);
    }

    AssignFile(Path path, Consumer<String> warnings, LongSupplier ticker) {
        this.file = new WatchedFile<>(
                path,
                "users/assign",
                text -> Assign.parse(text, warnings),
                Assign.EMPTY,
                Assign::unknown,
                warnings,
                ticker);
    }

    /** The newest lines. Cheap enough to be asked for each recipient. */
    public Assign current() {
        return file.current();
    }
}
