package ee.qmail.broker;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Looks at the files of the journal when Artemis does not start on them: it says that the version of one is another, and not
 * of which.
 */
final class JournalFiles {
    /** The number with which each begins: {@code JournalImpl.FORMAT_VERSION}. */
    private static final int VERSION = 2;

    private JournalFiles() {}

    /** @return for an administrator: which files are damaged, if these are the cause, and what to do */
    static String trouble(Path directory) throws IOException {
        for (String part : List.of("bindings", "journal")) {
            List<Path> damaged = damaged(directory.resolve(part));
            if (!damaged.isEmpty()) {
                return "damaged: " + damaged.get(0)
                        + (damaged.size() > 1 ? " and " + (damaged.size() - 1) + " more files beside it" : "")
                        + "; put back a backup of the whole home";
            }
        }
        return "its files look whole; the broker itself says why in the log";
    }

    private static List<Path> damaged(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .filter(JournalFiles::isDamaged)
                    .sorted()
                    .toList();
        }
    }

    /** One that is shorter is one that Artemis makes anew. */
    private static boolean isDamaged(Path file) {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            return in.readInt() != VERSION;
        } catch (EOFException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
