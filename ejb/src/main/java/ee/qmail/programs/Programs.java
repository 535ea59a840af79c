package ee.qmail.programs;

import ee.qmail.control.ControlFiles;
import ee.qmail.control.Controls;
import ee.qmail.dotqmail.CommandWords;
import ee.qmail.dotqmail.LocalEnvironment;
import ee.qmail.home.QmailHome;
import ee.qmail.message.Body;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The program lines of {@code .qmail} files (DQ-7): only programs that {@code control/allowedprograms} names, started without a
 * shell, in the home directory, with nothing of this server's environment, the message as a file on their standard input, and
 * for a limited time, and ended with all it has started.
 */
@ApplicationScoped
public class Programs {
    private static final Logger LOG = Logger.getLogger(Programs.class.getName());
    static final int OK = 0;
    static final int OK_AND_STOP = 99;
    static final int FAILED = 100;
    static final int TRY_AGAIN = 111;
    private static final Set<Integer> PERMANENT = Set.of(100, 64, 65, 70, 76, 77, 78, 112);

    /** Characters of a line that makes no sense. */
    private static final int MAX_LOGGED = 200;

    private static final String PATH = "/usr/local/bin:/usr/bin:/bin";

    /** The program follows it; the files that the program makes are its owner's alone, as with qmail-local. */
    private static final List<String> WITH_UMASK = List.of("/bin/sh", "-c", "umask 077; exec \"$@\"", "qmail-local");

    private final ControlFiles controlFiles;
    private final QmailHome home;

    /** For the container's proxies. */
    protected Programs() {
        this(null, null);
    }

    @Inject
    public Programs(ControlFiles controlFiles, QmailHome home) {
        this.controlFiles = controlFiles;
        this.home = home;
    }

    public enum Verdict {
        SUCCESS,
        /** Success, and the rest of the file is not read. */
        STOP,
        FAILURE,
        DEFERRAL
    }

    /**
     * @param exit code, as a program would have ended that has done the same
     * @param reason {@link Reason#PROGRAM}, or why it has not run, or not to its end
     * @param output what the program has written, without the last line's end; the detail of another reason
     * @param forwards to whom it wants the mail sent on
     */
    public record Result(int exit, Reason reason, String output, List<String> forwards) {
        static Result of(int exit, String output) {
            return of(exit, output, List.of());
        }

        static Result of(int exit, String output, List<String> forwards) {
            return new Result(exit, Reason.PROGRAM, output, forwards);
        }

        /** To be tried again. */
        static Result of(Reason reason, String detail) {
            return new Result(TRY_AGAIN, reason, detail, List.of());
        }

        public Verdict verdict() {
            if (exit == OK) {
                return Verdict.SUCCESS;
            }
            if (exit == OK_AND_STOP) {
                return Verdict.STOP;
            }
            return PERMANENT.contains(exit) ? Verdict.FAILURE : Verdict.DEFERRAL;
        }

        /** Why the mail is not delivered, if the verdict says so. */
        public NotDeliveredException trouble() {
            return reason == Reason.PROGRAM
                    ? NotDeliveredException.program(
                            verdict() == Verdict.FAILURE ? Outcome.FAILURE : Outcome.DEFERRAL, output)
                    : new NotDeliveredException(reason, output);
        }
    }

    /** Blocks until the program is over, for {@code control/timeoutprogram} at most. */
    public Result run(String command, LocalEnvironment environment, Body body) throws IOException {
        try {
            List<String> words = CommandWords.of(command, environment.variables());
            return new Helpers(environment, this::runAllowed).run(words, body);
        } catch (IllegalArgumentException e) {
            String begin = command.substring(0, Math.min(command.length(), MAX_LOGGED));
            LOG.log(Level.WARNING, "{0}: |{1}: {2}", new Object[] {environment.home(), begin, e.getMessage()});
            return Result.of(Reason.PROGRAM_NO_SENSE, "");
        }
    }

    private Result runAllowed(List<String> words, LocalEnvironment environment, Body body) throws IOException {
        Controls controls = controlFiles.current();
        Optional<String> program = allowed(words, controls.allowedprograms());
        if (program.isEmpty()) {
            LOG.log(Level.WARNING, "{0}: {1} is not run: control/allowedprograms does not name it", new Object[] {
                environment.home(), words.get(0)
            });
            return Result.of(Reason.PROGRAM_NOT_ALLOWED, "");
        }
        List<String> line = new ArrayList<>(WITH_UMASK);
        line.add(program.get());
        line.addAll(words.subList(1, words.size()));
        return run(line, environment.home(), environment.variables(), body::open, controls.timeoutprogram());
    }

    /** By its path, or by its name alone. */
    private static Optional<String> allowed(List<String> words, List<String> programs) {
        String wanted = words.get(0);
        return programs.stream()
                .filter(program -> program.equals(wanted) || wanted.indexOf('/') < 0 && program.endsWith("/" + wanted))
                .findFirst();
    }

    /**
     * Runs a program that a control file names itself, in the home, with nothing on its standard input, for {@code control/timeoutprogram} at most.
     *
     * @param program absolute path
     */
    public Result run(String program, String... arguments) throws IOException {
        List<String> line = new ArrayList<>(WITH_UMASK);
        line.add(program);
        line.addAll(List.of(arguments));
        Map<String, String> variables = Map.of("HOME", home.root().toString());
        Duration limit = controlFiles.current().timeoutprogram();
        return run(line, home.root(), variables, InputStream::nullInputStream, limit);
    }

    private Result run(List<String> line, Path directory, Map<String, String> variables, InputOf body, Duration limit)
            throws IOException {
        Files.createDirectories(home.spool());
        Path input = Files.createTempFile(home.spool(), "program", ".body");
        try {
            try (InputStream in = body.open()) {
                Files.copy(in, input, StandardCopyOption.REPLACE_EXISTING);
            }
            ProcessBuilder builder = new ProcessBuilder(ProcessSession.line(line))
                    .directory(directory.toFile())
                    .redirectInput(input.toFile())
                    .redirectErrorStream(true);
            builder.environment().clear();
            builder.environment().put("PATH", PATH);
            builder.environment().putAll(variables);
            ProcessSession session = new ProcessSession();
            return new RunningProgram(session.start(builder), session).result(limit);
        } finally {
            Files.deleteIfExists(input);
        }
    }

    /** What a program reads. */
    @FunctionalInterface
    private interface InputOf {
        InputStream open() throws IOException;
    }
}
