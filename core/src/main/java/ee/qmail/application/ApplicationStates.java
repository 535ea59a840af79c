package ee.qmail.application;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The states of all applications, in {@code run/applications}, one file each: written by the running server, read by {@code
 * bin/qmail}. They are only worth something while the server runs. Safe for use by several threads.
 */
public record ApplicationStates(QmailHome home) {
    private static final String SUFFIX = ".state";

    /** Makes the directory, and removes the states of an earlier run. */
    public void clear() throws IOException {
        OwnerOnly.createDirectories(directory());
        try (Stream<Path> files = Files.list(directory())) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file); // or just renamed
            }
        }
    }

    public void publish(ApplicationState state) throws IOException {
        AtomicFile.write(file(state.name()), state.toText());
    }

    public void remove(String name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    /** @param name permitted, see {@link ApplicationFile#isPermitted} */
    public Optional<ApplicationState> find(String name) throws IOException {
        Optional<String> text = AtomicFile.read(file(name));
        return text.isEmpty() ? Optional.empty() : Optional.of(ApplicationState.parse(name, text.get()));
    }

    /** Names of all applications that have a state, sorted. */
    public List<String> names() throws IOException {
        if (!Files.isDirectory(directory())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(SUFFIX) && !name.startsWith("."))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                    .sorted()
                    .toList();
        }
    }

    private Path file(String name) {
        return directory().resolve(name + SUFFIX);
    }

    private Path directory() {
        return home.run().resolve("applications");
    }
}
