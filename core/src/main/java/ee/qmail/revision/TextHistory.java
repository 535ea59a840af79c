package ee.qmail.revision;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.OwnerOnly;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The states that a text has had, each in a file of its own whose name is a number that grows. The oldest ones are removed when there are more than
 * {@value #MOST} or they are larger than {@value #MOST_OCTETS} octets together. For one thread and one process at a time.
 *
 * @param directory made when the first state is kept
 */
public record TextHistory(Path directory) {
    static final int MOST = 100;
    static final long MOST_OCTETS = 1 << 20;
    /** Characters of a text that is kept; of a larger one only is known that it was there. */
    static final int LARGEST = 200_000;

    private static final int DIGITS = 8;
    private static final String NUMBER = "[0-9]{" + DIGITS + "}";

    /**
     * A state.
     *
     * @param at when it began
     * @param by whose change made it; an empty text if that is not known
     * @param version of the text; empty if there was none
     * @param text null if it is too large to be kept; an empty text if there was none
     */
    public record State(int number, Instant at, String by, String why, Optional<String> version, String text) {}

    /** All that are kept, the newest first. A file that makes no sense is left out. */
    public List<State> states() throws IOException {
        List<State> states = new ArrayList<>();
        for (Path file : files()) {
            read(file).ifPresent(states::add);
        }
        return states;
    }

    /** The newest state; empty if there is none. */
    public Optional<State> last() throws IOException {
        List<Path> files = files();
        return files.isEmpty() ? Optional.empty() : read(files.get(0));
    }

    /** @param text as it is from now on; empty version: there is none */
    public void add(Instant at, Author author, Optional<String> version, String text) throws IOException {
        OwnerOnly.createDirectories(directory);
        List<Path> files = files();
        int number = files.isEmpty() ? 1 : number(files.get(0)) + 1;
        boolean isKept = text.length() <= LARGEST;
        String head = String.join(
                "\n",
                "at " + at,
                "by " + author.name(),
                "why " + author.why(),
                "version " + version.orElse(""),
                "kept " + isKept);
        AtomicFile.write(
                directory.resolve(String.format("%0" + DIGITS + "d", number)), head + "\n\n" + (isKept ? text : ""));
        removeOldest();
    }

    private void removeOldest() throws IOException {
        long octets = 0;
        int count = 0;
        for (Path file : files()) {
            octets += Files.size(file);
            count++;
            if (count > MOST || octets > MOST_OCTETS && count > 1) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The newest first. */
    private List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            for (Path file : all) {
                if (file.getFileName().toString().matches(NUMBER)) {
                    files.add(file);
                }
            }
        } catch (NoSuchFileException e) {
            return files;
        }
        files.sort(Comparator.comparing(Path::toString).reversed());
        return files;
    }

    private static int number(Path file) {
        return Integer.parseInt(file.getFileName().toString());
    }

    private static Optional<State> read(Path file) throws IOException {
        String all = AtomicFile.read(file).orElse("");
        int end = all.indexOf("\n\n");
        List<String> head = all.substring(0, Math.max(end, 0)).lines().toList();
        if (head.size() != 5) {
            return Optional.empty();
        }
        try {
            String version = value(head.get(3));
            return Optional.of(new State(
                    number(file),
                    Instant.parse(value(head.get(0))),
                    value(head.get(1)),
                    value(head.get(2)),
                    version.isEmpty() ? Optional.empty() : Optional.of(version),
                    value(head.get(4)).equals("true") ? all.substring(end + 2) : null));
        } catch (DateTimeException e) {
            return Optional.empty(); // written by somebody else
        }
    }

    private static String value(String line) {
        return line.substring(line.indexOf(' ') + 1);
    }
}
