package ee.qmail.it.harness;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A PostgreSQL of the test's own, where the programs of one are installed. */
public final class OwnPostgres implements AutoCloseable {
    private static final String USER = "qmail";
    private static final String ROOT = "root";

    private final Path programs;
    private final Path directory;
    private final int port = QmailServer.freePorts(1).get(0);

    /** The test is skipped where PostgreSQL is not installed. */
    public OwnPostgres() {
        Optional<Path> found = programs();
        assumeTrue(found.isPresent(), "PostgreSQL is not installed");
        programs = found.get();
        try {
            // of its own and short: the server's user must get in, and the name of its socket must be short
            directory = Files.createTempDirectory("qmail-postgres");
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("initdb", "-D", data(), "-A", "trust", "-U", USER, "--no-sync");
        run(
                "pg_ctl",
                "-D",
                data(),
                "-o",
                "-p " + port + " -h 127.0.0.1 -F -k " + directory,
                "-l",
                directory.resolve("log").toString(),
                "-w",
                "start");
        run("createdb", "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", USER, USER);
    }

    private static Optional<Path> programs() {
        List<Path> places = new ArrayList<>();
        try {
            Path installed = Path.of("/usr/lib/postgresql");
            if (Files.isDirectory(installed)) {
                try (Stream<Path> versions = Files.list(installed)) {
                    versions.map(version -> version.resolve("bin"))
                            .sorted(Comparator.reverseOrder())
                            .forEach(places::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Stream.of(System.getenv("PATH").split(":")).map(Path::of).forEach(places::add);
        return places.stream()
                .filter(place -> Stream.of("initdb", "pg_ctl", "createdb")
                        .allMatch(name -> Files.isExecutable(place.resolve(name))))
                .findFirst();
    }

    /** PostgreSQL does not run as root. */
    private void run(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals(ROOT)) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        try {
            Path said = directory.resolve(program + ".out");
            int exit = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new AssertionError(command + " ended with " + exit + ": " + Files.readString(said));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** A server on this database. */
    public QmailServer with(QmailServer server) {
        return server.with("QMAIL_DB_URL", url()).with("QMAIL_DB_USER", USER).with("QMAIL_DB_PASSWORD", "none");
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + USER;
    }

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, "none");
    }

    @Override
    public void close() {
        run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
