package ee.qmail.home;

import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names that somebody else has chosen - in an address, in a line of a file - as names of files. The file system may not be able
 * to hold one: it has a NUL, or letters that the character set of this process' locale has not (in {@code LANG=C} all outside of
 * ASCII). No file has such a name, so that the answer is the same as for any other file that is not there.
 */
public final class FileNames {
    private FileNames() {}

    /** @param name may be a path; an absolute one is not below the directory. Empty if no file can have it */
    public static Optional<Path> find(Path directory, String name) {
        try {
            return Optional.of(directory.resolve(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** @throws NoSuchFileException if no file can have this name */
    public static Path resolve(Path directory, String name) throws NoSuchFileException {
        return find(directory, name)
                .orElseThrow(() -> new NoSuchFileException(
                        name.replaceAll("\\p{Cntrl}", "?"),
                        null,
                        "no file can have this name in the locale this server runs in"));
    }
}
