package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Debian package that is unpacked beside the system instead of installed: the mail servers exclude one another, and
 * nothing of them may start by itself. What the system has already is not fetched.
 */
final class DebianPackage {
    private final String name;
    private final Path root;

    /** @param cache directory for unpacked packages */
    DebianPackage(String name, Path cache) {
        this.name = name;
        this.root = cache.resolve(name);
    }

    /** The directory of the unpacked package, with all dependencies that the system has not. */
    Path root() {
        if (!Files.exists(root.resolve(".complete"))) {
            unpack();
        }
        return root;
    }

    private void unpack() {
        try {
            Maildirs.deleteTree(root);
            Files.createDirectories(root.resolve("usr/lib"));
            Files.createDirectories(root.resolve("usr/sbin"));
            Files.createDirectories(root.resolve("usr/bin"));
            for (String link : List.of("lib", "sbin", "bin")) {
                Files.createSymbolicLink(root.resolve(link), Path.of("usr", link));
            }
            for (String needed : needed()) {
                run("apt-get", "download", needed);
            }
            run("sh", "-c", "for p in *.deb; do [ ! -e \"$p\" ] || dpkg -x \"$p\" .; done");
            Files.createFile(root.resolve(".complete"));
        } catch (IOException e) {
            throw absent(e.getMessage());
        }
    }

    private List<String> needed() throws IOException {
        return run("apt-get", "-s", "install", "--no-install-recommends", name)
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ")[1])
                .toList();
    }

    private String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(root.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw absent(String.join(" ", command) + " says: " + output.strip());
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private BenchException absent(String why) {
        return new BenchException(
                "the Debian package " + name + " cannot be had (" + why + "); try `apt-get update`, or "
                        + "install it, or unpack it with what it needs into " + root + " and create .complete there");
    }
}
