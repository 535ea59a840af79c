package ee.qmail.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;

/** The machine of the measurement. */
final class Machine {
    private Machine() {}

    static String describe() {
        return LocalDate.now() + ", " + Runtime.getRuntime().availableProcessors() + " cores ("
                + value("cpuinfo", "model name")
                + "), " + value("meminfo", "MemTotal") + " of memory, " + System.getProperty("os.name") + " "
                + System.getProperty("os.version") + ", Java " + System.getProperty("java.version")
                + ". Servers and load generator share the machine.";
    }

    private static String value(String file, String key) {
        try {
            return Files.readAllLines(Path.of("/proc", file)).stream()
                    .filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }
}
