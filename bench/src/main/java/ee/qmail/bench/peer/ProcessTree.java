package ee.qmail.bench.peer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** A process and all that descend from it, as {@code /proc} shows them. */
public final class ProcessTree {
    /** The value of {@code getconf CLK_TCK} on every current Linux. */
    private static final long MILLIS_PER_TICK = 10;

    private final ProcessHandle root;
    private final CpuGroup group;

    /** @param group counts CPU time exactly; null: the tree itself is asked */
    ProcessTree(ProcessHandle root, CpuGroup group) {
        this.root = root;
        this.group = group;
    }

    public List<Long> pids() {
        return Stream.concat(Stream.of(root), root.descendants())
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    /** CPU time so far, in milliseconds, user and system, of all that ever belonged to it. */
    public long cpuMillis() {
        return group == null ? cpuMillisOfTree() : group.cpuMillis();
    }

    /** Of the living and of those they have waited for: without those whose parent did not care. */
    long cpuMillisOfTree() {
        return sum("stat", ProcessTree::cpuMillis);
    }

    /** Memory in octets, shared pages divided among the processes that share them. */
    public long memory() {
        return sum("smaps_rollup", ProcessTree::pss);
    }

    private long sum(String file, ToLongFunction<String> value) {
        return pids().stream()
                .mapToLong(pid -> value.applyAsLong(read(pid, file)))
                .sum();
    }

    /** Empty when the process has just ended. */
    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(pid), file), StandardCharsets.ISO_8859_1);
        } catch (IOException ended) {
            return "";
        }
    }

    /** @param stat text of {@code /proc/PID/stat}; fields 14 to 17 are utime, stime, cutime, cstime */
    static long cpuMillis(String stat) {
        int command = stat.lastIndexOf(')');
        if (command < 0) {
            return 0;
        }
        String[] fields = stat.substring(command + 2).split(" ");
        long ticks = 0;
        for (int i = 11; i <= 14; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks * MILLIS_PER_TICK;
    }

    /** @param rollup text of {@code /proc/PID/smaps_rollup} */
    static long pss(String rollup) {
        return rollup.lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .sum();
    }
}
