package ee.qmail.micro.application;

import ee.qmail.application.ApplicationFile;
import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Copies of archives, in {@code run/deployed}: the server is given a file that nobody writes to any more, and the last version that it took is there to be put
 * back. They outlive the process: a server that is started again with a version that it refuses has the one before, as it had until then. For
 * different applications safe for use by several threads.
 */
final class ArchiveCopies {
    private final Path kept;
    private final Path fresh;

    ArchiveCopies(QmailHome home) throws IOException {
        kept = home.run().resolve("deployed");
        fresh = kept.resolve("new");
        OwnerOnly.createDirectories(fresh);
    }

    /** Copies a file under its own name, by which the server calls it. */
    Path take(Path file) throws IOException {
        Path copy = fresh.resolve(file.getFileName());
        Files.deleteIfExists(copy);
        OwnerOnly.createFile(copy);
        try (OutputStream out = Files.newOutputStream(copy)) {
            Files.copy(file, out);
        }
        return copy;
    }

    /** The server has taken this one; it is the last version from now on. */
    void keep(Path copy) throws IOException {
        remove(kept, ApplicationFile.nameOf(copy));
        Files.move(copy, kept.resolve(copy.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The last version that the server took, unless it is the same as this one. */
    Optional<Path> before(Path copy) throws IOException {
        Optional<Path> last = last(ApplicationFile.nameOf(copy));
        return last.isEmpty() || Files.mismatch(last.get(), copy) < 0 ? Optional.empty() : last;
    }

    /** The last version that the server took. */
    Optional<Path> last(String name) throws IOException {
        return ApplicationFile.all(kept).getOrDefault(name, List.of()).stream().findFirst();
    }

    void forget(String name) throws IOException {
        remove(kept, name);
        remove(fresh, name);
    }

    /** Removes the copies of all other applications. */
    void retain(Set<String> names) throws IOException {
        for (Path directory : List.of(kept, fresh)) {
            for (Map.Entry<String, List<Path>> there :
                    ApplicationFile.all(directory).entrySet()) {
                if (!names.contains(there.getKey())) {
                    remove(directory, there.getKey());
                }
            }
        }
    }

    private static void remove(Path directory, String name) throws IOException {
        for (Path file : ApplicationFile.all(directory).getOrDefault(name, List.of())) {
            Files.delete(file);
        }
    }
}
