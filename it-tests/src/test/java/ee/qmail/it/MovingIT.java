package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Command;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Mailbox;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code bin/qmail import} into a server that runs. */
@ExtendWith(SharedServer.class)
class MovingIT {
    private static final String DOMAIN = "moved.example";

    /** Of "open sesame". */
    private static final String HASH =
            "$6$saltsalt$e/5XKibXPLqVcfjpD.ouauaJrAOL5V0uo80Lt7n7EbRdRiCx3HbQ90yjOHr.G0T.mx79PEMRy8nmtr0qSYhQp1";

    private final QmailServer server;

    MovingIT(QmailServer server) {
        this.server = server;
    }

    private static void file(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void usersMailAddressesAndQueueComeAlong() throws IOException {
        Path old = Files.createDirectories(server.home().resolve("run/old"));
        Path qmail = old.resolve("qmail");
        Path vpopmail = old.resolve("vpopmail");
        Path domain = vpopmail.resolve("domains").resolve(DOMAIN);
        file(qmail.resolve("control/rcpthosts"), DOMAIN + "\n");
        file(qmail.resolve("control/virtualdomains"), DOMAIN + ":" + DOMAIN + "\n");
        file(domain.resolve("vpasswd"), "ana:" + HASH + ":1:0:Ana:" + domain + "/ana:NOQUOTA\n");
        file(domain.resolve("ana/Maildir/cur/1249625105.2.mail:2,S"), "Subject: of old\n\nhello\n");
        file(domain.resolve(".qmail-info"), "&ana@" + DOMAIN + "\n");
        file(domain.resolve(".qmail-default"), "| /home/vpopmail/bin/vdelivermail '' bounce-no-mailbox\n");
        file(qmail.resolve("queue/mess/7/1234"), "Subject: still in the queue\n\nhello\n");
        file(qmail.resolve("queue/info/7/1234"), "Fbo@far.example\0");
        file(qmail.resolve("queue/local/7/1234"), "T" + DOMAIN + "-ana@" + DOMAIN + "\0");
        Path password = Files.writeString(server.home().resolve("run/import-password"), QmailServer.ADMIN_PASSWORD);

        String report = Command.must(
                Path.of("..", "bin", "qmail").toString(),
                "import",
                qmail.toString(),
                vpopmail.toString(),
                "--home=" + server.home(),
                "--api=http://127.0.0.1:" + server.httpPort() + "/api",
                "--password-file=" + password);
        assertThat(report).contains("taken: mailbox ana@" + DOMAIN + ": 1 messages", "taken: queue message 1234");

        Mailbox mailbox = new Mailbox(server.home().resolve("mail/" + DOMAIN + "/ana/Maildir"));
        mailbox.awaitMessage("Subject: still in the queue");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: new\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of("info@" + DOMAIN), text))
                    .startsWith("250");
            smtp.send("MAIL FROM:<ben@client.example>");
            assertThat(smtp.send("RCPT TO:<nobody@" + DOMAIN + ">")).startsWith("550 5.1.1");
        }
        mailbox.awaitMessage("Subject: new");
        for (int login = 0; login < 2; login++) {
            try (Pop3Client pop3 = server.pop3().login("ana@" + DOMAIN, "open sesame")) {
                assertThat(pop3.count()).isEqualTo(3);
                pop3.quit();
            }
        }
    }

    private String qmail(String... arguments) throws IOException {
        Path password = Files.writeString(server.home().resolve("run/import-password"), QmailServer.ADMIN_PASSWORD);
        List<String> command =
                new ArrayList<>(List.of(Path.of("..", "bin", "qmail").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of(
                "--home=" + server.home(),
                "--api=http://127.0.0.1:" + server.httpPort() + "/api",
                "--password-file=" + password));
        return Command.must(command.toArray(String[]::new));
    }

    @Test
    void whatGoesOutAsATreeComesInAgain() throws IOException {
        String domain = "returning.example";
        Path place = Files.createDirectories(server.home().resolve("run/out"));
        Path table = place.resolve("users.csv");
        Files.writeString(table, "name;hash;quota;targets\nana;" + HASH + ";50M;\ninfo;;;ana@" + domain + "\n");
        qmail("vadddomain", domain);
        assertThat(qmail("import", domain, table.toString())).contains("done, created: 2,");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: to be kept\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of("info@" + domain), text))
                    .startsWith("250");
        }
        Path maildir = server.home().resolve("mail/" + domain + "/ana/Maildir");
        new Mailbox(maildir).awaitMessage("Subject: to be kept");

        Path tar = place.resolve("tree.tar");
        qmail("export", "--tree", domain, tar.toString());
        Command.must("tar", "xf", tar.toString(), "-C", place.toString());
        qmail("vdeldomain", domain);
        String report = qmail(
                "import",
                place.resolve("qmail").toString(),
                place.resolve("vpopmail").toString());
        assertThat(report)
                .contains("taken: mailbox ana@" + domain + ": 1 messages")
                .doesNotContain("not understood:");
        new Mailbox(maildir).awaitMessage("Subject: to be kept");
        assertThat(qmail("vuserinfo", "ana@" + domain)).contains("log-in:    allowed", "quota:     52428800 octets");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: once more\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of("info@" + domain), text))
                    .startsWith("250");
        }
        new Mailbox(maildir).awaitMessage("Subject: once more");
        try (Pop3Client pop3 = server.pop3().login("ana@" + domain, "open sesame")) {
            assertThat(pop3.count()).isEqualTo(2);
            pop3.quit();
        }
        qmail("vdeldomain", domain);
    }
}
