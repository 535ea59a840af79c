package ee.qmail.micro.application;

import ee.qmail.application.ApplicationFile;
import ee.qmail.home.Fingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One name: its file as it was seen last, and the version that the server was given. For one thread at a time. */
final class Application {
    /** A file that has not changed for so long is not being copied, or the copy has stopped; the check of the archive tells. */
    static final Duration STILL = Duration.ofSeconds(1);

    private final String name;
    private List<Path> files = List.of();
    private String seen = Fingerprint.MISSING;
    private long seenSince;
    private String tried = Fingerprint.MISSING;
    private boolean busy;
    private boolean late;
    private long begun;

    Application(String name) {
        this.name = name;
    }

    /**
     * Looks at its files.
     *
     * @param there empty if there is none
     * @return whether they are others than at the last look
     */
    boolean see(List<Path> there, long now, Clock clock) {
        files = there;
        String found = version(files);
        boolean changed = !found.equals(seen);
        if (changed) {
            seen = found;
            seenSince = now - age(clock).toNanos();
        }
        return changed;
    }

    private static String version(List<Path> files) {
        StringBuilder versions = new StringBuilder();
        for (Path each : files) {
            versions.append(versions.isEmpty() ? "" : " and ").append(fingerprint(each));
        }
        return versions.isEmpty() ? Fingerprint.MISSING : versions.toString();
    }

    /** One that is listed and cannot be looked at is a version too: others do not wait for its end, and its state tells why. */
    private static String fingerprint(Path file) {
        try {
            String found = Fingerprint.of(file);
            return found.equals(Fingerprint.MISSING) ? "leads nowhere" : found;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A file whose time is long past was put in its place by a rename, or is complete: it need not stand still once more. */
    private Duration age(Clock clock) {
        if (file() == null) {
            return Duration.ZERO;
        }
        try {
            Duration age = Duration.between(Files.getLastModifiedTime(file()).toInstant(), clock.instant());
            return age.isNegative() ? Duration.ZERO : age.compareTo(STILL) > 0 ? STILL : age;
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }

    /** Tells whether the name is the server's own: neither the file nor what is deployed under it is touched. */
    boolean isTaken() {
        return ApplicationFile.isTaken(name);
    }

    /** Why the server must not be told of it. */
    Optional<String> objection() {
        if (isTaken()) {
            return Optional.of("the name " + name + " is that of a part of the server: must be another one");
        }
        if (files.size() > 1) {
            return Optional.of(
                    files.stream().map(each -> each.getFileName().toString()).collect(Collectors.joining(" and "))
                            + " have the same name: must be one file");
        }
        return files.isEmpty() || Files.isRegularFile(file())
                ? Optional.empty()
                : Optional.of(file().getFileName() + ": must be a regular file that the server may read");
    }

    /** Tells whether the server has to be told of the version that is seen. */
    boolean isDue(long now) {
        return !busy && !seen.equals(tried) && now - seenSince >= STILL.toNanos();
    }

    void begin(long now) {
        busy = true;
        begun = now;
    }

    /** @param version the one that the server was told of; it is not tried again */
    void end(String version) {
        busy = false;
        late = false;
        tried = version;
    }

    /** The file changed meanwhile. */
    void endWithoutResult(long now) {
        busy = false;
        late = false;
        seenSince = now;
    }

    /** @return whether it has become late with this call */
    boolean becomesLate(long now, Duration patience) {
        boolean becomes = busy && !late && now - begun >= patience.toNanos();
        late |= becomes;
        return becomes;
    }

    boolean isBusy() {
        return busy;
    }

    /** Tells whether others wait for it. */
    boolean isAwaited() {
        return busy && !late;
    }

    boolean isGone() {
        return !busy && files.isEmpty() && tried.equals(Fingerprint.MISSING);
    }

    String name() {
        return name;
    }

    String seen() {
        return seen;
    }

    /** Null if there is none. */
    Path file() {
        return files.isEmpty() ? null : files.get(0);
    }
}
