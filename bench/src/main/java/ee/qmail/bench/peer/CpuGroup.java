package ee.qmail.bench.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A control group of the kernel that counts the CPU time of a server and of all it starts, also of processes that have
 * ended and that nobody waited for.
 */
final class CpuGroup implements AutoCloseable {
    private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/cpuacct");
    private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MICROS_PER_MILLI = 1_000;

    private final Path directory;

    private CpuGroup(Path directory) {
        this.directory = directory;
    }

    /** Empty where the system does not let us; then {@link ProcessTree} has to do. */
    static Optional<CpuGroup> create(String name) {
        Path root = Files.isDirectory(VERSION_1) ? VERSION_1 : VERSION_2;
        Path directory =
                root.resolve("qmail-bench-" + ProcessHandle.current().pid() + "-" + name + "-" + System.nanoTime());
        try {
            Files.createDirectory(directory);
            return Optional.of(new CpuGroup(directory));
        } catch (IOException notPermitted) {
            return Optional.empty();
        }
    }

    /** A command line that enters the group and then becomes the given command. */
    List<String> command(List<String> inside) {
        List<String> command = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo $$ > \"$0\" && exec \"$@\"",
                directory.resolve("cgroup.procs").toString()));
        command.addAll(inside);
        return command;
    }

    /** User and system time so far. */
    long cpuMillis() {
        try {
            Path nanos = directory.resolve("cpuacct.usage");
            return Files.exists(nanos)
                    ? Long.parseLong(Files.readString(nanos).strip()) / NANOS_PER_MILLI
                    : micros(Files.readString(directory.resolve("cpu.stat"))) / MICROS_PER_MILLI;
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " does not tell its CPU time", e);
        }
    }

    /** @param stat text of {@code cpu.stat} */
    static long micros(String stat) {
        return stat.lines()
                .filter(line -> line.startsWith("usage_usec "))
                .mapToLong(line -> Long.parseLong(line.substring("usage_usec ".length())))
                .sum();
    }

    /** All its processes must have ended; a group that cannot be removed does no harm and goes with the next boot. */
    @Override
    public void close() {
        directory.toFile().delete();
    }
}
