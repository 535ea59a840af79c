package ee.qmail.attempts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Jobs that were in work when a process died, one to a line: queue id, number, deaths, not before (seconds since 1970). */
final class SuspectsFile {
    private static final Pattern LINE = Pattern.compile("(-?\\d{1,19} \\d{1,9}) (\\d{1,9}) (\\d{1,12})");
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final int FACTOR = 4;

    /** @param notBefore when it may be tried again */
    record Suspect(int deaths, Instant notBefore) {
        /** Once may be by chance: it is tried again at once. */
        static Suspect first(Instant now) {
            return new Suspect(1, now);
        }

        Suspect again(Instant now) {
            Duration wait = SHORTEST;
            for (int i = AttemptMarks.SUSPICIOUS; i <= deaths && wait.compareTo(LONGEST) < 0; i++) {
                wait = wait.multipliedBy(FACTOR);
            }
            return new Suspect(deaths + 1, now.plus(wait.compareTo(LONGEST) < 0 ? wait : LONGEST));
        }
    }

    private final Path path;
    private final Duration forgotten;

    /** @param forgotten the time after which a line is left out, from when its job might be tried again */
    SuspectsFile(Path path, Duration forgotten) {
        this.path = path;
        this.forgotten = forgotten;
    }

    /** By queue id and number; a line that makes no sense is left out. */
    Map<String, Suspect> read(Instant now) throws IOException {
        Map<String, Suspect> suspects = new HashMap<>();
        List<String> lines = Files.exists(path) ? Files.readAllLines(path, StandardCharsets.ISO_8859_1) : List.of();
        for (String line : lines) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                Instant notBefore = Instant.ofEpochSecond(Long.parseLong(parts.group(3)));
                if (notBefore.plus(forgotten).isAfter(now)) {
                    suspects.put(parts.group(1), new Suspect(Integer.parseInt(parts.group(2)), notBefore));
                }
            }
        }
        return suspects;
    }

    synchronized void write(Map<String, Suspect> suspects) throws IOException {
        StringBuilder lines = new StringBuilder();
        suspects.forEach((key, suspect) -> lines.append(key)
                .append(' ')
                .append(suspect.deaths())
                .append(' ')
                .append(suspect.notBefore().getEpochSecond())
                .append('\n'));
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.writeString(fresh, lines, StandardCharsets.ISO_8859_1);
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
