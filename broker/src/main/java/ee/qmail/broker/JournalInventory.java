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
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Notices files of the journal that are gone or cut. Artemis makes them anew without a word, and the messages in them would be lost
 * so. A file beside the journal tells that there is one, and after a clean stop its files with their lengths; while the broker runs
 * they come and go, so that after a crash only their number and the lengths of all but the newest are known.
 */
final class JournalInventory {
    /** Files that Artemis keeps at least, of each part. */
    private static final Map<String, Integer> LEAST =
            Map.of("bindings", BrokerConfiguration.BINDINGS_FILES, "journal", BrokerConfiguration.JOURNAL_FILES);

    private static final Logger LOG = Logger.getLogger(JournalInventory.class.getName());

    private static final List<String> ENDINGS = List.of(".amq", ".bindings");

    private static final String RUNNING = "running\n";

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
        List<String> wrong = known.get().equals(RUNNING)
                ? wrongAfterCrash()
                : wrongAfterStop(known.get().lines().toList());
        if (!wrong.isEmpty()) {
            throw new IOException(wrong.get(0) + (wrong.size() > 1 ? ", and " + (wrong.size() - 1) + " more" : "")
                    + ": messages would be lost; put back a backup of the whole home, or delete " + file
                    + " to go on with what is left");
        }
    }

    private List<String> wrongAfterStop(List<String> known) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String line : known) {
            int blank = line.lastIndexOf(' ');
            Path of = directory.resolve(line.substring(0, Math.max(0, blank)));
            long length = Long.parseLong(line.substring(blank + 1));
            if (!Files.exists(of)) {
                wrong.add("gone: " + of);
            } else if (Files.size(of) != length) {
                wrong.add("cut: " + of + " has " + Files.size(of) + " octets instead of " + length);
            }
        }
        return wrong;
    }

    /** The process may have died while it made the newest one, and a full disk leaves short ones too: they are no reason not to start. */
    private List<String> wrongAfterCrash() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String part : LEAST.keySet().stream().sorted().toList()) {
            List<Path> files = files(part);
            if (files.size() < LEAST.get(part)) {
                wrong.add("gone: " + (LEAST.get(part) - files.size()) + " or more files of " + directory.resolve(part));
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

    /** The broker runs: its files come and go from now on. */
    void running() throws IOException {
        AtomicFile.write(file, RUNNING);
    }

    /** The broker has stopped, and its files stay as they are. */
    void stopped() throws IOException {
        Map<String, Long> lengths = new TreeMap<>();
        for (String part : LEAST.keySet()) {
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
