package ee.qmail.guard;

import ee.qmail.home.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what a {@link LoginGuard} has counted in a file, so that a restart is worth nothing to those who guess. For one thread at a time. */
public final class GuardFile {
    private static final String FIRST = "qmail login guard 1 ";
    /** Characters; what does not fit is forgotten. */
    private static final int LARGEST = 4 << 20;

    private final LoginGuard guard;
    private final Path file;
    private final Clock clock;
    private List<Kept> written = List.of();

    /** @param guard is told, and tells */
    public GuardFile(LoginGuard guard, Path file, Clock clock) {
        this.guard = guard;
        this.file = file;
        this.clock = clock;
    }

    /**
     * Tells the guard what stands there; what it has counted itself meanwhile stays.
     *
     * @throws IOException if the file cannot be read or makes no sense: nothing of it counts then
     */
    public void read() throws IOException {
        Optional<String> text = AtomicFile.read(file);
        if (text.isPresent()) {
            guard.restore(entries(text.get().lines().toList()));
        }
    }

    private List<Kept> entries(List<String> lines) throws IOException {
        try {
            if (lines.isEmpty() || !lines.get(0).startsWith(FIRST)) {
                throw new IOException("must begin with '" + FIRST.strip() + "'");
            }
            Instant then = Instant.parse(lines.get(0).substring(FIRST.length()));
            // a clock that was set back makes nothing younger than it was
            long since = Math.max(0, Duration.between(then, clock.instant()).toMillis());
            List<Kept> kept = new ArrayList<>();
            for (String line : lines.subList(1, lines.size())) {
                Kept each = Kept.parse(line);
                kept.add(new Kept(
                        each.kind(),
                        each.network(),
                        each.name(),
                        each.count(),
                        Math.addExact(each.ageMillis(), since)));
            }
            return kept;
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new IOException("is damaged (" + e.getMessage() + ")", e);
        }
    }

    /** Writes what the guard has counted, unless nothing of it is new. */
    public void write() throws IOException {
        List<Kept> kept = guard.kept();
        if (isSame(kept)) {
            return;
        }
        StringBuilder text = new StringBuilder(FIRST).append(clock.instant()).append('\n');
        for (Kept each : kept) {
            if (text.length() > LARGEST) {
                break;
            }
            text.append(each.line()).append('\n');
        }
        AtomicFile.write(file, text.toString());
        written = kept;
    }

    /** But for the age, which changes by itself. */
    private boolean isSame(List<Kept> kept) {
        if (kept.size() != written.size()) {
            return false;
        }
        for (int i = 0; i < kept.size(); i++) {
            Kept one = kept.get(i);
            Kept other = written.get(i);
            boolean isOther = one.count() != other.count()
                    || one.ageMillis() < other.ageMillis()
                    || !new Kept(one.kind(), one.network(), one.name(), 0, 0)
                            .equals(new Kept(other.kind(), other.network(), other.name(), 0, 0));
            if (isOther) {
                return false;
            }
        }
        return true;
    }
}
