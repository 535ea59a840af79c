package ee.qmail.control;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.Fingerprint;
import ee.qmail.home.OwnerOnly;
import ee.qmail.home.PlainText;
import ee.qmail.text.Sentence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** One control file, its content in force and what told us that content. Guarded by {@link ControlFiles}. */
final class ControlFile {
    private final Setting setting;
    private final Path path;
    private String fingerprint;
    private String content;
    private Sentence lastTrouble;
    private boolean unusable;
    private List<Sentence> told = List.of();

    private ControlFile(Setting setting, Path directory) {
        this.setting = setting;
        this.path = directory.resolve(setting.fileName());
    }

    static ControlFile first(Setting setting, Path directory, Consumer<String> warnings) {
        ControlFile file = new ControlFile(setting, directory);
        try {
            file.fingerprint = Fingerprint.of(file.path);
            file.start(AtomicFile.read(file.path).orElse(null), warnings);
        } catch (IOException e) {
            throw new UnreadableControlsException(file.trouble(e).toString(), e);
        }
        return file;
    }

    private void start(String found, Consumer<String> warnings) {
        List<Problem> problems = problems(found);
        problems.forEach(problem -> warnings.accept(problem.text()));
        openToOthers().map(Sentence::toString).ifPresent(warnings);
        if (problems.stream().allMatch(Problem::ignorable)) {
            content = found;
        } else if (setting.shape() == Shape.LIST || setting.shape() == Shape.MAP) {
            content = setting == Setting.ALLOWEDPROGRAMS ? "" : setting.withoutWrongLines(found);
            unusable = setting == Setting.TCP_SMTP;
        }
        if (setting == Setting.ALLOWEDPROGRAMS && content != null && !content.equals(found)) {
            warnings.accept("control/allowedprograms: no program is run until all of it is right");
        }
        if (unusable) {
            warnings.accept("control/tcp.smtp: nobody may connect until it is right");
        }
    }

    /** Looks whether the file has changed. Returns whether its content in force has. */
    boolean refresh(Consumer<String> warnings) {
        try {
            String seen = Fingerprint.of(path);
            if (seen.equals(fingerprint)) {
                return false;
            }
            boolean changed = take(AtomicFile.read(path).orElse(null), warnings);
            fingerprint = seen;
            lastTrouble = null;
            return changed;
        } catch (IOException e) {
            // Tried again each time: a change of its permissions would not show in the fingerprint.
            fingerprint = "";
            Sentence trouble = Sentence.of("control.oldStays", trouble(e));
            if (!trouble.equals(lastTrouble)) {
                warnings.accept(trouble.toString());
            }
            lastTrouble = trouble;
            return false;
        }
    }

    private boolean take(String found, Consumer<String> warnings) {
        List<Problem> problems = problems(found);
        boolean usable = problems.stream().allMatch(Problem::ignorable);
        String consequence = usable ? "" : "; the old value stays in force";
        problems.forEach(problem -> warnings.accept(problem.text() + consequence));
        openToOthers().map(Sentence::toString).ifPresent(warnings);
        if (!usable || Objects.equals(found, content) && !unusable) {
            return false;
        }
        content = found;
        unusable = false;
        return true;
    }

    /** All there is to say about what stands in the file; kept for those who ask later. */
    private List<Problem> problems(String found) {
        List<Problem> problems = new ArrayList<>();
        if (found != null) {
            PlainText.of(found)
                    .remarks()
                    .forEach(remark ->
                            problems.add(new Problem(Sentence.of("control.file", setting.fileName(), remark), true)));
            problems.addAll(setting.problems(found));
        }
        told = problems.stream().map(Problem::sentence).toList();
        return problems;
    }

    /** Returns the remarks of the last reading. */
    List<Sentence> warnings() {
        List<Sentence> warnings = new ArrayList<>(lastTrouble == null ? told : List.of(lastTrouble));
        openToOthers().ifPresent(warnings::add);
        return warnings;
    }

    /** Asked each time: a change of its permissions does not show in the fingerprint. */
    private Optional<Sentence> openToOthers() {
        try {
            return setting.isSecret()
                            && OwnerOnly.isOpenToOthers(path)
                            && Files.readString(path).indexOf('|') >= 0
                    ? Optional.of(Sentence.of("control.openToOthers", setting.fileName()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // its reader says so
        }
    }

    private Sentence trouble(IOException e) {
        return Sentence.of("control.unreadable", setting.fileName(), e.toString());
    }

    /** Empty while the default holds. */
    Optional<String> content() {
        return Optional.ofNullable(content);
    }

    /** Tells whether it was wrong when the server started, so that nothing safe is known. */
    boolean isUnusable() {
        return unusable;
    }
}
