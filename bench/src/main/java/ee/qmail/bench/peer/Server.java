package ee.qmail.bench.peer;

import ee.qmail.bench.Await;
import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The process of a peer, and what it printed. */
final class Server implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int TAIL = 15;

    private final String name;
    private final Path log;
    private final Process process;
    private final Optional<CpuGroup> group;

    private Server(String name, Path log, Process process, Optional<CpuGroup> group) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.group = group;
    }

    /** @param log where its output goes */
    static Server start(String name, List<String> command, Map<String, String> environment, Path log) {
        Optional<CpuGroup> group = CpuGroup.create(name);
        ProcessBuilder builder = new ProcessBuilder(
                        group.map(it -> it.command(command)).orElse(command))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            return new Server(name, log, builder.start(), group);
        } catch (IOException e) {
            throw new BenchException(name + " cannot be started: " + e.getMessage(), e);
        }
    }

    void await(String what, BooleanSupplier condition) {
        Await.until(START, PAUSE, () -> condition.getAsBoolean() || !process.isAlive());
        if (!condition.getAsBoolean()) {
            throw new BenchException(name + (process.isAlive() ? " is not ready: " : " has ended: ") + what
                    + "; the end of " + log + ":\n" + tail());
        }
    }

    /** Waits until a server at that address sends a greeting. */
    void awaitGreeting(InetSocketAddress address) {
        await("no greeting at " + address, () -> greets(address));
    }

    private static boolean greets(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, 1000);
            socket.setSoTimeout(2000);
            int first = socket.getInputStream().read();
            return first == '2' || first == '+';
        } catch (IOException notYet) {
            return false;
        }
    }

    private String tail() {
        List<String> lines = output().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }

    String output() {
        try {
            return Files.readString(log, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks the JVM that was started, which collects its garbage before it counts. */
    long liveHeap() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        try {
            Process counting = new ProcessBuilder(jcmd, String.valueOf(process.pid()), "GC.class_histogram")
                    .redirectErrorStream(true)
                    .start();
            String histogram = new String(counting.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Histogram.octets(histogram);
        } catch (IOException e) {
            throw new BenchException(name + ": jcmd of a JDK cannot be run: " + e.getMessage(), e);
        }
    }

    ProcessTree tree() {
        return new ProcessTree(process.toHandle(), group.orElse(null));
    }

    /** Its files are deleted anyway, so it is not asked politely. */
    @Override
    public void close() {
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly();
        all.forEach(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new BenchException(name + " does not end, process " + process.pid());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Await.until(Duration.ofSeconds(10), PAUSE, () -> all.stream().noneMatch(ProcessHandle::isAlive));
        group.ifPresent(CpuGroup::close);
    }
}
