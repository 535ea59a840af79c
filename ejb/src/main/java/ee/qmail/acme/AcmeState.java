package ee.qmail.acme;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.OwnerOnly;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What has become of the last order, in {@code control/acme.d/state}, so that a restart does not forget that the authority has to be left alone.
 *
 * @param settings of that order, {@link AcmeSettings#fingerprint}; empty if there was none
 * @param failures one after the other, since the last success
 * @param last when the last order ended; null if there was none
 * @param notBefore when the next one may begin; null if at any time
 * @param error of the last one; empty if it was a success
 */
record AcmeState(String settings, int failures, Instant last, Instant notBefore, String error) {
    static final AcmeState NONE = new AcmeState("", 0, null, null, "");

    private static final Duration FIRST_PAUSE = Duration.ofHours(1);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final int MOST_DOUBLED = 5;
    private static final int MOST_FAILURES = 1_000_000;

    static AcmeState read(Path directory) throws IOException {
        Optional<String> text = AtomicFile.read(directory.resolve("state"));
        return text.isPresent() ? parse(text.get()) : NONE;
    }

    /** What makes no sense is as if it was not there. */
    private static AcmeState parse(String text) {
        Map<String, String> values = new HashMap<>();
        text.lines().forEach(line -> {
            int colon = line.indexOf(':');
            values.put(line.substring(0, Math.max(colon, 0)), line.substring(colon + 1));
        });
        try {
            return new AcmeState(
                    values.getOrDefault("settings", ""),
                    Math.min(Integer.parseInt(values.getOrDefault("failures", "0")), MOST_FAILURES),
                    instant(values.get("last")),
                    instant(values.get("notbefore")),
                    values.getOrDefault("error", ""));
        } catch (NumberFormatException | DateTimeException e) {
            return NONE;
        }
    }

    private static Instant instant(String text) {
        return text == null || text.isEmpty() ? null : Instant.parse(text);
    }

    void write(Path directory) throws IOException {
        OwnerOnly.createDirectories(directory);
        String text = "settings:" + settings + "\nfailures:" + failures + "\nlast:" + text(last) + "\nnotbefore:"
                + text(notBefore) + "\nerror:" + error + "\n";
        AtomicFile.write(directory.resolve("state"), text);
    }

    private static String text(Instant instant) {
        return instant == null ? "" : instant.toString();
    }

    static AcmeState succeeded(String settings, Instant now) {
        return new AcmeState(settings, 0, now, null, "");
    }

    /**
     * The next order is an hour later, then two, and so on up to a day, or when the authority wants it.
     *
     * @param asked by the authority; zero if it did not say
     */
    AcmeState failed(String now, Instant at, Duration asked, String why) {
        int count = now.equals(settings) ? failures + 1 : 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(count - 1, MOST_DOUBLED));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        Duration next = asked.compareTo(bounded) > 0 ? asked : bounded;
        return new AcmeState(now, count, at, at.plus(next), AcmeReply.forPeople(why));
    }

    /** Tells whether the last order failed, under the settings that hold now. */
    boolean hasFailed(String now) {
        return failures > 0 && now.equals(settings);
    }

    boolean isAsNewAs(AcmeState other) {
        return last != null && !last.isBefore(other.last());
    }
}
