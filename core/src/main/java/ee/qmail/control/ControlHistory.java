package ee.qmail.control;

import ee.qmail.home.DirectoryLock;
import ee.qmail.revision.Author;
import ee.qmail.revision.TextHistory;
import ee.qmail.revision.TextHistory.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The states of the control files, in {@code control/.history}: beside the files, so that all servers that share them and the programs that need no database have one
 * history, written under the lock under which a file is. Texts are kept as people may see them, without passwords. A state that no change here has made was
 * made on the machine; it is found when a changed file is read, when another change is to be made, and when somebody looks.
 */
final class ControlHistory {
    private final Path directory;
    private final Consumer<String> warnings;

    ControlHistory(Path directory, Consumer<String> warnings) {
        this.directory = directory;
        this.warnings = warnings;
    }

    private TextHistory of(Setting setting) {
        return new TextHistory(directory.resolve(".history").resolve(setting.fileName()));
    }

    private Optional<ShownText> now(Setting setting) throws IOException {
        return ShownText.of(setting, directory.resolve(setting.fileName()));
    }

    /** The newest first. */
    List<State> states(Setting setting) throws IOException {
        catchUp(setting);
        return of(setting).states();
    }

    /** Keeps the state that is there if it is not the last one that was kept. */
    void catchUp(Setting setting) {
        guarded(setting, () -> {
            Optional<ShownText> now = now(setting);
            Optional<State> last = of(setting).last();
            Optional<String> kept = last.flatMap(State::version);
            if (!now.map(ShownText::version).equals(kept)) {
                Path file = directory.resolve(setting.fileName());
                Instant at = now.isPresent() ? Files.getLastModifiedTime(file).toInstant() : Instant.now();
                add(setting, at, last.isPresent() ? Author.ON_THE_MACHINE : Author.BEFORE, now);
            }
        });
    }

    /** Keeps the state before a change, even if that is that there is no file: what the change made can be taken back. */
    void begin(Setting setting) {
        catchUp(setting);
        guarded(setting, () -> {
            if (of(setting).last().isEmpty()) {
                add(setting, Instant.now(), Author.BEFORE, Optional.empty());
            }
        });
    }

    /** Keeps the state that a change has just made. */
    void record(Setting setting, Author author) {
        guarded(setting, () -> add(setting, Instant.now(), author, now(setting)));
    }

    private void add(Setting setting, Instant at, Author author, Optional<ShownText> state) throws IOException {
        of(setting)
                .add(
                        at,
                        author,
                        state.map(ShownText::version),
                        state.map(ShownText::text).orElse(""));
    }

    private interface Work {
        void run() throws IOException;
    }

    /** A change is worth more than its history. */
    private void guarded(Setting setting, Work work) {
        try {
            DirectoryLock.during(directory, () -> {
                work.run();
                return null;
            });
        } catch (IOException e) {
            warnings.accept("control/.history/" + setting.fileName() + ": cannot be written (" + e + ")");
        }
    }
}
