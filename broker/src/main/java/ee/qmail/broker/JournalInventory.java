package ee.qmail.broker;

import ee.qmail.home.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Notices files of the journal that are gone or cut. Artemis makes them anew without a word, and the messages in them would be lost
 * so. A file beside the journal tells that there is one, and after a clean stop its files with their lengths; while the broker runs
 * they come and go, so that after a crash only that there are some is known.
 */
final class JournalInventory {
    private static final List<String> PARTS = List.of("bindings", "journal");

    private static final Logger LOG = Logger.getLogger(JournalInventory.class.getName());

    private static final List<String> ENDINGS = List.of(".amq", ".bindings");

    /** Nothing is known of the files while Artemis reads them, makes the first ones, and takes away those that it does not need. */
    private static final String STARTING = "starting\n";

    private static final String RUNNING = "running\n";

    private static final Pattern LINE = Pattern.compile("(\\S.*) (\\d{1,18})");

    private final Path directory;
    private final Path file;

    /** @param directory of the broker */
    JournalInventory(Path directory) {
        this.directory = directory;
        this.file = directory.resolve("journal.files");
    }

    /**
     * Looks before Artemis does.
     *
     * @throws IOException if a file is gone or cut, naming it, and what to do
     */
    void check() throws IOException {
        Optional<String> known = AtomicFile.read(file);
        if (known.isEmpty()) {
            return; // a new home, or one that an earlier version has left
        }
        List<String> wrong = switch (known.get()) {
            case STARTING -> List.of();
            case RUNNING -> wrongAfterCrash();
            default -> wrongAfterStop(known.get().lines().toList());
        };
        if (!wrong.isEmpty()) {
            throw new IOException(wrong.get(0) + (wrong.size() > 1 ? ", and " + (wrong.size() - 1) + " more" : "")
                    + ": messages would be lost; put back a backup of the whole home, or delete " + file
                    + " to go on with what is left");
        }
    }

    private List<String> wrongAfterStop(List<String> known) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : known) {
            Matcher parts = LINE.matcher(line);
            if (!parts.matches()) {
                throw new IOException(file + ": '" + line + "' must be the name of a file, a blank and its length;"
                        + " delete " + file + " to go on without this list");
            }
            Path of = directory.resolve(parts.group(1));
            if (!Files.exists(of)) {
                wrong.add("gone: " + of);
            } else if (!parts.group(2).equals(String.valueOf(Files.size(of)))) {
                wrong.add("cut: " + of + " has " + Files.size(of) + " octets instead of " + parts.group(2));
            }
        }
        return wrong;
    }

    /**
     * The process may have died while it made the newest one, or in a compaction, and a full disk leaves short ones too: they are no reason not to
     * start.
     */
    private List<String> wrongAfterCrash() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String part : PARTS) {
            List<Path> files = files(part);
            if (files.isEmpty() && !isInCompaction(part)) {
                wrong.add("gone: all files of " + directory.resolve(part));
            }
            for (Path older : files.subList(0, Math.max(0, files.size() - 1))) {
                if (Files.size(older) < BrokerConfiguration.JOURNAL_FILE_SIZE.get(part)) {
                    LOG.severe("cut: " + older + " has " + Files.size(older)
                            + " octets, as a full disk leaves it: if it was longer, the messages in it are lost");
                }
            }
        }
        return wrong;
    }

    /** Artemis takes away the old files before it gives the new ones their names. */
    private boolean isInCompaction(String part) {
        return Files.exists(directory.resolve(part).resolve("journal-rename-control.ctr"));
    }

    /** The newest last: the numbers in their names grow. Files with other endings are in the making, as a crash in a compaction leaves them. */
    private List<Path> files(String part) throws IOException {
        if (!Files.isDirectory(directory.resolve(part))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.resolve(part))) {
            return files.filter(Files::isRegularFile)
                    .filter(of -> ENDINGS.stream().anyMatch(of.toString()::endsWith))
                    .sorted(Comparator.comparingLong(JournalInventory::number))
                    .toList();
        }
    }

    private static long number(Path of) {
        String digits = of.getFileName().toString().replaceAll("\\D", "");
        return digits.isEmpty() || digits.length() > 18 ? 0 : Long.parseLong(digits);
    }

    /** Artemis is about to read its files, and may take some of them away. */
    void starting() {
        mark(STARTING);
    }

    /** The broker runs: its files come and go from now on. */
    void running() {
        mark(RUNNING);
    }

    /** On a full disk the broker runs without: the next start has nothing to compare with. */
    private void mark(String text) {
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    e,
                    () -> file + " cannot be written, and is deleted: the next start does not notice lost files");
            file.toFile().delete();
        }
    }

    /** The broker has stopped, and its files stay as they are. */
    void stopped() throws IOException {
        Map<String, Long> lengths = new TreeMap<>();
        for (String part : PARTS) {
            for (Path of : files(part)) {
                lengths.put(part + "/" + of.getFileName(), Files.size(of));
            }
        }
        StringBuilder text = new StringBuilder();
        lengths.forEach(
                (name, length) -> text.append(name).append(' ').append(length).append('\n'));
        AtomicFile.write(file, text.toString());
    }
}
