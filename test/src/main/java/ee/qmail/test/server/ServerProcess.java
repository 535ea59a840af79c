package ee.qmail.test.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own, one after the other in one home. For one thread at a time. */
public final class ServerProcess {
    /** Options of a JVM that is to start quickly and does not have to be fast later: it trusts what compilers have written. */
    public static final List<String> QUICK_START = List.of(
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote");

    /** Of a start, and of an end; twenty seconds on an idle machine. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final int TAIL = 40;

    private final Path home;
    private final List<String> output = new CopyOnWriteArrayList<>();
    private Process process;
    private Thread reader;

    /** @param home of the server, whose log is shown when something goes wrong */
    public ServerProcess(Path home) {
        this.home = home;
    }

    /** The command that runs a jar with the Java of this process. */
    public static List<String> command(Path jar, List<String> jvm) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvm);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** The options for a quick start, and more of them, of which the last holds. */
    public static List<String> quickStart(String... more) {
        return Stream.concat(QUICK_START.stream(), Stream.of(more)).toList();
    }

    /** Starts a process and does not wait. */
    public void launch(ProcessBuilder builder) {
        output.clear();
        builder.redirectErrorStream(true);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("the server's process cannot be started", e);
        }
        Process started = process;
        reader = new Thread(() -> read(started), "qmail output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Process from) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
            }
        } catch (IOException e) {
            output.add("(output ended: " + e.getMessage() + ")");
        }
    }

    /** Waits until it says that it is ready: its applications are deployed, and its health page answers 200. */
    public void awaitReady() {
        Await.until("the server is ready", PATIENCE, () -> saysReady() || !isAlive(), this::lastWords);
        if (!isAlive()) {
            awaitExit(); // and for its last words
        }
        if (!saysReady()) {
            throw new AssertionError("the server did not start" + lastWords());
        }
    }

    private boolean saysReady() {
        return output.stream().anyMatch(line -> line.endsWith("  ready"));
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Waits for the end of the process, which may not be able to start at all.
     *
     * @return its status
     */
    public int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the server does not end" + lastWords());
            }
            reader.join(Await.PATIENCE.toMillis()); // its last words may be on their way
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /**
     * Ends it as TERM does.
     *
     * @return its status
     */
    public int stop() {
        process.destroy();
        return awaitExit();
    }

    /** Whatever state it is in, it is gone afterwards. */
    public void end() {
        if (isAlive()) {
            kill();
        }
    }

    /** All that it has printed since it was launched. */
    public List<String> output() {
        return List.copyOf(output);
    }

    /** The end of its output and of its log, for messages. */
    public String lastWords() {
        List<String> words = new ArrayList<>();
        words.add("\n-- output:");
        words.addAll(tail(output));
        Path log = home.resolve("log/server.0.log");
        if (Files.exists(log)) {
            words.add("-- " + log + ":");
            words.addAll(tail(lines(log)));
        }
        return String.join("\n", words);
    }

    private static List<String> tail(List<String> lines) {
        return lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }
}
