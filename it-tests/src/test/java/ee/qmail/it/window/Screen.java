package ee.qmail.it.window;

import ee.qmail.it.harness.Program;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A screen in memory (Xvfb), and pictures of it. For one thread at a time. */
public final class Screen implements AutoCloseable {
    static final int WIDTH = 1100;
    static final int HEIGHT = 760;
    private static final String COLOURS = "96";

    private final Process xvfb;
    private final Program picture;
    private final String name;

    /** @param directory for its log */
    public Screen(Path directory) {
        picture = new Program("import", directory);
        ProcessBuilder builder = new ProcessBuilder(
                new Program("Xvfb", directory).path(),
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                "-screen",
                "0",
                WIDTH + "x" + HEIGHT + "x24");
        builder.redirectError(directory.resolve("xvfb.log").toFile());
        try {
            xvfb = builder.start();
            name = ":" + firstLine(xvfb);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It says its number as soon as programs can connect. */
    private static String firstLine(Process process) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        String line = said.readLine();
        if (line == null) {
            throw new IOException("Xvfb has ended without a screen");
        }
        return line;
    }

    /** For the variable DISPLAY. */
    public String name() {
        return name;
    }

    /** Everything that is seen now, as a small PNG. */
    public void picture(Path file) {
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        picture.succeeds(
                "",
                "-display",
                name,
                "-window",
                "root",
                "-strip",
                "+dither",
                "-colors",
                COLOURS,
                "PNG8:" + file.toAbsolutePath());
    }

    @Override
    public void close() {
        xvfb.destroy();
    }
}
