package ee.qmail.home;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The content of a file that may be missing, read again within a second of a change. While the file cannot be read,
 * what was read before stays in force. Safe for use by several threads.
 *
 * @param <T> immutable
 */
public final class WatchedFile<T> {
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path path;
    private final String name;
    private final Function<String, T> parser;
    private final T missing;
    private final Function<String, T> unknown;
    private final Consumer<String> warnings;
    private final LongSupplier ticker;
    private final AtomicLong nextCheck;
    /** Of what is in force; null while nothing was ever read. */
    private String fingerprint;

    private String trouble;
    private volatile T current;

    /**
     * Reads the file.
     *
     * @param name for warnings
     * @param parser is given a {@link PlainText}
     * @param missing what holds while there is no file
     * @param unknown what holds while the file could never be read; is given the warning
     * @param warnings takes one line when the file cannot be read, or has what does not count, once per change
     * @param ticker nanoseconds since any fixed moment
     */
    public WatchedFile(
            Path path,
            String name,
            Function<String, T> parser,
            T missing,
            Function<String, T> unknown,
            Consumer<String> warnings,
            LongSupplier ticker) {
        this.path = path;
        this.name = name;
        this.parser = parser;
        this.missing = missing;
        this.unknown = unknown;
        this.warnings = warnings;
        this.ticker = ticker;
        this.nextCheck = new AtomicLong(ticker.getAsLong() + CHECK_NANOS);
        this.current = missing;
        refresh();
    }

    /** The newest there is. Cheap enough to be asked for each recipient. */
    public T current() {
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
                current = seen.equals(Fingerprint.MISSING) ? missing : parser.apply(read());
                fingerprint = seen;
            }
            trouble = null;
        } catch (NoSuchFileException e) {
            nextCheck.set(ticker.getAsLong()); // it went between the two looks: look again
        } catch (IOException e) {
            String text = name + ": cannot be read as UTF-8 text (" + e + ")";
            if (!text.equals(trouble)) {
                warnings.accept(text);
            }
            if (fingerprint == null) {
                current = unknown.apply(text);
            }
            trouble = text;
        }
    }

    private String read() throws IOException {
        PlainText plain =
                PlainText.of(AtomicFile.read(path).orElseThrow(() -> new NoSuchFileException(path.toString())));
        plain.remarks().forEach(remark -> warnings.accept(name + ": " + remark));
        return plain.text();
    }
}
