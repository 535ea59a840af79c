package ee.qmail.control;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.DirectoryLock;
import ee.qmail.home.PlainText;
import ee.qmail.revision.Author;
import ee.qmail.revision.Precondition;
import ee.qmail.revision.TextHistory;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The control directory. Changes by hand are noticed within a second of use; changes made here are effective at once.
 * Safe for use by several threads, and by several servers that share the directory: {@link DirectoryLock}.
 *
 * <p>A file that cannot be read, or whose content makes no sense, leaves its old value in force; the warning names
 * file, line, input and what would be right, once per change. Where qmail itself reads on over a mistake (CTL-1,
 * CTL-6), so does this, with a warning. When there is no old value yet, because the server starts, wrong lines are left
 * out, a wrong number means the default, and a wrong {@code tcp.smtp} lets nobody in.
 */
public final class ControlFiles {
    static final Sentence ME_STAYS = Sentence.of("control.meStays");
    private static final long CHECK_NANOS = 1_000_000_000L;

    private final Path directory;
    private final Consumer<String> warnings;
    private final LongSupplier ticker;
    private final ControlHistory history;
    private final Map<Setting, ControlFile> files = new EnumMap<>(Setting.class);
    private final AtomicLong nextCheck;
    /** Changed, perhaps by hand, since the history was asked to keep that. */
    private final Set<Setting> unkept = ConcurrentHashMap.newKeySet();

    private boolean directoryWarned;
    private volatile Controls current;

    /**
     * Reads all files.
     *
     * @param warnings takes one line per problem
     * @throws UnreadableControlsException if a file exists but cannot be read (CTL-5)
     * @throws UncheckedIOException if there is no such directory
     */
    public ControlFiles(Path directory, Consumer<String> warnings) {
        this(directory, warnings, System::nanoTime);
    }

    /** @param ticker nanoseconds since any fixed moment, for tests */
    public ControlFiles(Path directory, Consumer<String> warnings, LongSupplier ticker) {
        this.directory = directory;
        this.warnings = warnings;
        this.ticker = ticker;
        this.history = new ControlHistory(directory, warnings);
        this.nextCheck = new AtomicLong(ticker.getAsLong() + CHECK_NANOS);
        if (!Files.isDirectory(directory)) {
            throw new UncheckedIOException(new IOException(directory + ": must be a directory with control files"));
        }
        for (Setting setting : Setting.values()) {
            files.put(setting, ControlFile.first(setting, directory, warnings));
        }
        current = snapshot();
    }

    /** The directory of the files, for those that are no settings, such as keys. */
    public Path directory() {
        return directory;
    }

    /** The newest snapshot. Cheap enough to be asked for each message. */
    public Controls current() {
        long due = nextCheck.get();
        long now = ticker.getAsLong();
        if (now - due >= 0 && nextCheck.compareAndSet(due, now + CHECK_NANOS)) {
            refresh();
        }
        return current;
    }

    /** Under a lock of its own: whoever asks must not wait for the fsync of whoever writes. */
    private void refresh() {
        synchronized (files) {
            if (Files.isDirectory(directory)) {
                directoryWarned = false;
                readChanged();
            } else if (!directoryWarned) {
                directoryWarned = true;
                warnings.accept(directory + ": is not there any more; the old control files stay in force");
            }
        }
    }

    private void readChanged() {
        boolean changed = false;
        for (Map.Entry<Setting, ControlFile> file : files.entrySet()) {
            if (file.getValue().refresh(warnings)) {
                unkept.add(file.getKey());
                changed = true;
            }
        }
        if (changed) {
            current = snapshot();
        }
    }

    private Controls snapshot() {
        Map<Setting, String> contents = new EnumMap<>(Setting.class);
        files.forEach((setting, file) -> file.content().ifPresent(content -> contents.put(setting, content)));
        Controls controls = Controls.of(contents);
        return files.get(Setting.TCP_SMTP).isUnusable() ? controls.closed() : controls;
    }

    /** As {@link #write(Setting, String, Precondition, Author)}, whatever stands there now. */
    public List<Sentence> write(Setting setting, String content) throws IOException {
        return write(setting, content, Precondition.NONE, Author.SERVER);
    }

    /**
     * Replaces a file: temporary file, fsync, rename, fsync of the directory.
     *
     * @param content a final newline is added if it is missing; a password that {@link Setting#shown} has masked is the one that stands there now
     * @param precondition of the version that {@link #shown} tells
     * @return what {@link Setting#check} has against it; if anything, the old file stays
     * @throws IOException if it cannot be written; the old file stays
     * @throws ee.qmail.revision.ChangedMeanwhileException if the precondition is not met; the old file stays
     */
    public synchronized List<Sentence> write(Setting setting, String content, Precondition precondition, Author author)
            throws IOException {
        return DirectoryLock.during(directory, () -> {
            require(precondition, setting);
            String whole =
                    setting.isSecret() ? Secrets.restored(content, raw(setting).orElse("")) : content;
            List<Sentence> problems = setting.check(whole);
            if (problems.isEmpty()) {
                put(setting, whole, author);
            }
            return problems;
        });
    }

    private void require(Precondition precondition, Setting setting) throws IOException {
        if (precondition != Precondition.NONE) {
            precondition.require(shown(setting).map(ShownText::version), "control/" + setting.fileName());
        }
    }

    /** Under the lock of the directory. */
    private void put(Setting setting, String content, Author author) throws IOException {
        String text = PlainText.of(content).text();
        boolean whole = text.isEmpty() || text.endsWith("\n");
        history.begin(setting);
        AtomicFile.write(file(setting), whole ? text : text + "\n");
        history.record(setting, author);
        refresh();
    }

    /** Changes a line of a file in which another line may be wrong, if that one is read over. */
    private void change(Setting setting, String content) throws IOException {
        List<String> problems = setting.problems(content).stream()
                .filter(problem -> !problem.ignorable())
                .map(Problem::text)
                .toList();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        put(setting, content, Author.SERVER);
    }

    /** As {@link #delete(Setting, Precondition, Author)}, whatever stands there now. */
    public Optional<Sentence> delete(Setting setting) throws IOException {
        return delete(setting, Precondition.NONE, Author.SERVER);
    }

    /**
     * Deletes a file, so that its default holds. Does nothing if it is missing.
     *
     * @param precondition as in {@link #write(Setting, String, Precondition, Author)}
     * @return why it must stay, as control/me must; empty if it is deleted
     * @throws ee.qmail.revision.ChangedMeanwhileException if the precondition is not met; the file stays
     */
    public synchronized Optional<Sentence> delete(Setting setting, Precondition precondition, Author author)
            throws IOException {
        if (setting == Setting.ME) {
            return Optional.of(ME_STAYS);
        }
        return DirectoryLock.during(directory, () -> {
            require(precondition, setting);
            history.catchUp(setting);
            if (Files.deleteIfExists(file(setting))) {
                AtomicFile.sync(directory);
                history.record(setting, author);
            }
            refresh();
            return Optional.empty();
        });
    }

    /**
     * Adds an entry at the end of a list, unless it is in it. Comments and order are kept; a missing file begins with
     * its default.
     *
     * @return whether it was added
     */
    public synchronized boolean addToList(Setting setting, String line) throws IOException {
        return DirectoryLock.during(directory, () -> add(setting, line));
    }

    private boolean add(Setting setting, String line) throws IOException {
        String old = listContent(setting);
        if (new ControlText(old).list().stream().anyMatch(entry -> ControlText.isSame(entry, line))) {
            return false;
        }
        change(setting, old + (old.isEmpty() || old.endsWith("\n") ? "" : "\n") + line + "\n");
        return true;
    }

    /**
     * Removes every line equal to this entry. Comments and order are kept; the file stays, if need be empty.
     *
     * @return whether there was one
     */
    public synchronized boolean removeFromList(Setting setting, String line) throws IOException {
        return DirectoryLock.during(directory, () -> remove(setting, line));
    }

    private boolean remove(Setting setting, String line) throws IOException {
        List<String> kept = new ArrayList<>();
        String old = listContent(setting);
        for (String entry : old.lines().toList()) {
            if (!ControlText.isSame(ControlText.trimmed(entry), line)) {
                kept.add(entry);
            }
        }
        if (kept.size() == old.lines().count()) {
            return false;
        }
        change(setting, kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
        return true;
    }

    private String listContent(Setting setting) throws IOException {
        if (setting.shape() != Shape.LIST && setting.shape() != Shape.MAP) {
            throw new IllegalArgumentException("control/" + setting.fileName() + ": is not a list");
        }
        return raw(setting).orElseGet(() -> String.join("\n", current.list(setting)));
    }

    /** Returns the text of the file, right or wrong, as {@link PlainText}; empty if it is missing. */
    public Optional<String> raw(Setting setting) throws IOException {
        return AtomicFile.read(file(setting)).map(raw -> PlainText.of(raw).text());
    }

    /** Puts what has been changed by hand into the history. Not for those who must not wait: it takes the lock of the directory. */
    public void keepChangesByHand() {
        for (Setting setting : List.copyOf(unkept)) {
            unkept.remove(setting);
            history.catchUp(setting);
        }
    }

    /** The states that the file has had and has, without its passwords, the newest first. */
    public List<TextHistory.State> history(Setting setting) throws IOException {
        return history.states(setting);
    }

    /** Returns the text as people may see it, and its version; empty if the file is missing. */
    public Optional<ShownText> shown(Setting setting) throws IOException {
        return ShownText.of(setting, file(setting));
    }

    /**
     * Returns the problems of the file, and the lines that may mean something else than their writer thinks; the log
     * has the same. One sentence each.
     */
    public List<Sentence> remarks(Setting setting) {
        current();
        synchronized (files) {
            return files.get(setting).warnings();
        }
    }

    private Path file(Setting setting) {
        return directory.resolve(setting.fileName());
    }
}
