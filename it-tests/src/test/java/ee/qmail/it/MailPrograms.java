package ee.qmail.it;

import ee.qmail.it.harness.Program;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the machine that speak with the shared server, each test with a mailbox of its own. */
@ExtendWith(SharedServer.class)
abstract class MailPrograms {
    static final String PASSWORD = "opensesame";
    static final String LOOPBACK = "127.0.0.1";
    private static final AtomicInteger COUNT = new AtomicInteger();

    final QmailServer server;
    String user;
    String address;

    @TempDir
    Path directory;

    MailPrograms(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void newMailbox() {
        user = "client" + COUNT.incrementAndGet();
        address = user + "@" + QmailServer.DOMAIN;
        server.admin().createMailbox(user, PASSWORD);
    }

    final Program program(String name) {
        return new Program(name, directory);
    }

    /** A configuration with a password in it, which programs want for themselves alone. */
    final Path privateFile(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
