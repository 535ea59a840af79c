package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program of the machine; the test is skipped if it is not installed. */
public final class Program {
    private static final List<String> MORE_DIRECTORIES = List.of("/usr/bin", "/usr/sbin", "/sbin");

    private final String path;
    private final Path directory;

    /** @param directory it runs there, and finds its own files there instead of in the user's home */
    public Program(String name, Path directory) {
        this.path = path(name);
        this.directory = directory;
    }

    /** Where the program is. If it is nowhere the test is skipped, or fails where all programs must be there. */
    static String path(String name) {
        Optional<Path> found = Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")), MORE_DIRECTORIES.stream())
                .map(each -> Path.of(each, name))
                .filter(Files::isExecutable)
                .findFirst();
        String missing = name + " is not installed; .ci/run installs it";
        if (found.isEmpty() && Boolean.getBoolean("programs.required")) {
            throw new AssertionError(missing);
        }
        Assumptions.assumeTrue(found.isPresent(), missing);
        return found.orElseThrow().toString();
    }

    /** For a test that starts it by itself. */
    public String path() {
        return path;
    }

    public record Result(int exit, String output) {}

    /** @param input what it reads from its standard input */
    public Result run(String input, String... arguments) {
        Path stdin = directory.resolve("stdin");
        Path stdout = directory.resolve("stdout");
        try {
            Files.writeString(stdin, input, StandardCharsets.ISO_8859_1);
            ProcessBuilder builder = new ProcessBuilder(
                            Stream.concat(Stream.of(path), Stream.of(arguments)).toList())
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectInput(stdin.toFile())
                    .redirectOutput(stdout.toFile());
            builder.environment().putAll(Map.of("HOME", directory.toString(), "FETCHMAILHOME", directory.toString()));
            Process process = builder.start();
            if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(path + " does not end: " + read(stdout));
            }
            return new Result(process.exitValue(), read(stdout));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.ISO_8859_1);
    }

    /** Runs it and expects that it is content; what it says. */
    public String succeeds(String input, String... arguments) {
        Result result = run(input, arguments);
        if (result.exit() != 0) {
            throw new AssertionError(
                    path + " " + String.join(" ", arguments) + " ends with " + result.exit() + ": " + result.output());
        }
        return result.output();
    }
}
