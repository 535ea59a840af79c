package ee.qmail.application;

import ee.qmail.address.AddressPattern;
import ee.qmail.contract.MailConsumer;
import ee.qmail.home.AtomicFile;
import ee.qmail.home.DirectoryLock;
import ee.qmail.home.OwnerOnly;
import ee.qmail.home.PlainText;
import ee.qmail.home.WatchedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * {@code users/beans}: the addresses of all beans there ever were, one to a line, with {@code :commit} behind those that SMTP's answer
 * waits for. Mail for them waits while their application is not running. The adapter adds lines; an administrator takes out
 * those of applications that are gone for good, which counts within a second. Safe for use by several threads.
 */
public final class BeansFile {
    private static final String COMMIT = ":commit";

    /** @param atCommit see {@link MailConsumer#isAnsweredAtCommit} */
    public record Known(AddressPattern pattern, boolean atCommit) {
        static Known parse(String line) {
            boolean commit = line.endsWith(COMMIT);
            String pattern = commit ? line.substring(0, line.length() - COMMIT.length()) : line;
            return new Known(AddressPattern.parse(pattern), commit);
        }

        String line() {
            return pattern + (atCommit ? COMMIT : "");
        }
    }

    private final Path path;
    private final Consumer<String> warnings;
    /** Empty while the file could never be read. */
    private final WatchedFile<Optional<List<Known>>> file;

    /** @param warnings takes one line per problem, once per change */
    public BeansFile(Path path, Consumer<String> warnings) {
        this(path, warnings, System::nanoTime);
    }

    BeansFile(Path path, Consumer<String> warnings, LongSupplier ticker) {
        this.path = path;
        this.warnings = warnings;
        this.file = new WatchedFile<>(
                path,
                "users/beans",
                text -> Optional.of(parse(text)),
                Optional.of(List.of()),
                trouble -> Optional.empty(),
                warnings,
                ticker);
    }

    /**
     * Of the lines that fit, the one that says most.
     *
     * @throws UncheckedIOException if the file could never be read, so that it cannot be said that there is none
     */
    public Optional<Known> find(String address) {
        return known().stream()
                .filter(known -> known.pattern().matches(address))
                .min((a, b) -> AddressPattern.MAX_EXACT.compare(a.pattern(), b.pattern()));
    }

    /**
     * All lines that count, in their order, as they are now in the file.
     *
     * @throws UncheckedIOException if it cannot be read
     */
    public List<Known> all() {
        try {
            return PlainText.of(AtomicFile.read(path).orElse(""))
                    .text()
                    .lines()
                    .flatMap(line -> line(line).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        }
    }

    private List<Known> known() {
        return file.current()
                .orElseThrow(() -> new UncheckedIOException(
                        new IOException(path + " cannot be read: nobody knows which addresses are beans'")));
    }

    /**
     * Takes out lines, whatever else the file holds; survives a crash when this returns.
     *
     * @param gone those to be taken out, wherever they stand
     * @return how many lines are taken out
     */
    public synchronized int forget(Collection<Known> gone) throws IOException {
        OwnerOnly.createDirectories(path.getParent());
        return DirectoryLock.during(path.getParent(), () -> {
            String before = PlainText.of(AtomicFile.read(path).orElse("")).text();
            String after = without(gone, before);
            if (!after.equals(before)) {
                AtomicFile.write(path, after);
            }
            return (int) (before.lines().count() - after.lines().count());
        });
    }

    /** The same text if there is none of them. */
    private static String without(Collection<Known> gone, String text) {
        List<String> kept = text.lines()
                .filter(line -> line(line).filter(gone::contains).isEmpty())
                .toList();
        return kept.size() == text.lines().count()
                ? text
                : kept.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** Empty for a comment, and for a line that is warned of when the file is read for mail. */
    private static Optional<Known> line(String line) {
        try {
            return Optional.of(Known.parse(line.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private List<Known> parse(String text) {
        List<Known> all = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                try {
                    all.add(Known.parse(line.strip()));
                } catch (IllegalArgumentException e) {
                    warnings.accept("users/beans line " + number + ": " + e.getMessage());
                }
            }
        }
        return List.copyOf(all);
    }

    /**
     * Adds what is not there yet, in the place of the same patterns with the other answer: the bean has changed it. Survives a crash when this returns. The home may be new: an
     * application can be there first.
     */
    public synchronized void remember(Collection<AddressPattern> patterns, boolean atCommit) throws IOException {
        OwnerOnly.createDirectories(path.getParent());
        DirectoryLock.during(path.getParent(), () -> {
            add(patterns, atCommit);
            return null;
        });
    }

    private void add(Collection<AddressPattern> patterns, boolean atCommit) throws IOException {
        String before = PlainText.of(AtomicFile.read(path).orElse("")).text();
        List<Known> changed =
                patterns.stream().map(pattern -> new Known(pattern, !atCommit)).toList();
        StringBuilder after = new StringBuilder(without(changed, before));
        List<Known> there = parse(before);
        for (AddressPattern pattern : patterns) {
            Known known = new Known(pattern, atCommit);
            if (!there.contains(known)) {
                after.append(after.isEmpty() || after.charAt(after.length() - 1) == '\n' ? "" : "\n")
                        .append(known.line())
                        .append('\n');
            }
        }
        if (!after.toString().equals(before)) {
            AtomicFile.write(path, after.toString());
        }
    }
}
