package ee.qmail.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a long test has found, line by line in the log and in a file that is up to date at any time. */
public final class Report {
    private static final System.Logger LOG = System.getLogger(Report.class.getName());

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    public Report(Path file) {
        this.file = file;
    }

    public void say(String line) {
        LOG.log(Level.INFO, line);
        lines.add(line);
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
