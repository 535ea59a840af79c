package ee.qmail.cli.moving;

import ee.qmail.cli.QmailRun;
import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** What came of one call of the import command. */
record ImportRun(int exit, String output) {
    /** Of a password, as crypt makes it. */
    static final String HASH = "$1$saltsalt$Yo6tRKYGO/jWyb1etwHDS/";

    /**
     * While a server has the home.
     *
     * @param directory where a file with the administrator's password may be written
     */
    static ImportRun of(Path directory, Path qmail, Path vpopmail, Path home, FakeServer server, String... more)
            throws IOException {
        Path file = new QmailHome(home).nodeLock();
        Files.createDirectories(file.getParent());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock ignored = channel.lock()) {
            return withoutServer(directory, qmail, vpopmail, home, server, more);
        } finally {
            Files.delete(file);
            Files.delete(file.getParent());
        }
    }

    /** While no server has the home. */
    static ImportRun withoutServer(
            Path directory, Path qmail, Path vpopmail, Path home, FakeServer server, String... more)
            throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "secret\n");
        List<String> arguments = new ArrayList<>(List.of(
                "import",
                qmail.toString(),
                vpopmail.toString(),
                "--home=" + home,
                "--api=" + server.api(),
                "--password-file=" + password));
        arguments.addAll(List.of(more));
        QmailRun command = new QmailRun();
        int exit = command.run(arguments.toArray(String[]::new));
        return new ImportRun(exit, command.out() + command.err());
    }

    /** Writes a file, with its directories; each character is an octet. */
    static void file(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardCharsets.ISO_8859_1);
    }
}
