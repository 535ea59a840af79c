package ee.qmail.bench.cases;

import ee.qmail.bench.Await;
import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts by strace what processes, and those they start, do to make data durable. */
public final class SyncCounter {
    private static final String CALLS = "fsync,fdatasync,sync_file_range,msync,sync,syncfs";
    private static final Duration ATTACH = Duration.ofSeconds(20);

    private final Process strace;
    private final Path summary;

    /** @param directory where strace writes what it counted */
    public SyncCounter(List<Long> pids, Path directory) {
        summary = directory.resolve("strace.txt");
        Path said = directory.resolve("strace.said");
        List<String> command = new ArrayList<>(List.of("strace", "-f", "-c", "-e", "trace=" + CALLS, "-o"));
        command.add(summary.toString());
        pids.forEach(pid -> command.addAll(List.of("-p", String.valueOf(pid))));
        try {
            strace = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
        } catch (IOException e) {
            throw new BenchException("strace cannot be run (Debian package strace): " + e.getMessage(), e);
        }
        Await.until(ATTACH, Duration.ofMillis(20), () -> attached(said) >= pids.size() || !strace.isAlive());
        if (!strace.isAlive()) {
            throw new BenchException("strace has ended: " + read(said));
        }
    }

    private static long attached(Path said) {
        return read(said).lines().filter(line -> line.contains(" attached")).count();
    }

    /** Ends the count. */
    public long stop() {
        strace.destroy();
        try {
            if (!strace.waitFor(60, TimeUnit.SECONDS)) {
                strace.destroyForcibly();
                throw new BenchException("strace does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
        return total(read(summary));
    }

    /** @param summary rows of {@code % time, seconds, usecs/call, calls, errors, syscall} */
    static long total(String summary) {
        return summary.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 5 && List.of(CALLS.split(",")).contains(words[words.length - 1]))
                .mapToLong(words -> Long.parseLong(words[3]))
                .sum();
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
