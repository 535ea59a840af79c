package ee.qmail.lspawn;

import ee.qmail.control.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * {@code users/assign}, read again within a second of a change: there is no qmail-newu to be run. While the file cannot be
 * read, the lines read before stay in force; if there are none, mail waits. Safe for use by several threads.
 */
public final class AssignFile {
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final Consumer<String> warnings;
    private final LongSupplier ticker;
    private final AtomicLong nextCheck;
    /** Of what is in force; null while nothing was ever read. */
    private String fingerprint;

    private String trouble;
    private volatile Assign current = Assign.EMPTY;

    /** @param warnings takes one line per problem, once per change */
    public AssignFile(Path path, Consumer<String> warnings) {
        this(path, warnings, System::nanoTime);
    }

    AssignFile(Path path, Consumer<String> warnings, LongSupplier ticker) {
        this.path = path;
        this.warnings = warnings;
        this.ticker = ticker;
        this.nextCheck = new AtomicLong(ticker.getAsLong() + CHECK_NANOS);
        refresh();
    }

    /** The newest lines. Cheap enough to be asked for each recipient. */
    public Assign current() {
        long due = nextCheck.get();
        long now = ticker.getAsLong();
        if (now - due >= 0 && nextCheck.compareAndSet(due, now + CHECK_NANOS)) {
            refresh();
        }
        return current;
    }

    private synchronized void refresh() {
        try {
            String seen = Fingerprint.of(path);
            if (!seen.equals(fingerprint)) {
                current = seen.equals(Fingerprint.MISSING)
                        ? Assign.EMPTY
                        : Assign.parse(Files.readString(path), warnings);
                fingerprint = seen;
            }
            trouble = null;
        } catch (NoSuchFileException e) {
            nextCheck.set(ticker.getAsLong()); // it went between the two looks: look again
        } catch (IOException e) {
            String text = "users/assign: cannot be read as UTF-8 text (" + e + ")";
            if (!text.equals(trouble)) {
                warnings.accept(text);
            }
            if (fingerprint == null) {
                current = Assign.unknown(text);
            }
            trouble = text;
        }
    }
}
