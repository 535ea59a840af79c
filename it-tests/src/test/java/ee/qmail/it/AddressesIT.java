package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Addresses ruled by {@code users/assign} and {@code .qmail} files, from RCPT to the delivery. */
@ExtendWith(SharedServer.class)
class AddressesIT {
    private static final String HOST = "assigned.example";

    private final QmailServer server;
    private Path joe;

    AddressesIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void prepare() throws IOException {
        joe = server.home().resolve("joe");
        if (!Files.exists(joe)) {
            Files.createDirectory(joe);
            for (String sub : List.of("tmp", "new", "cur")) {
                Files.createDirectories(joe.resolve("Maildir").resolve(sub));
            }
            server.admin().control("locals", HOST + "\n");
            Files.writeString(server.home().resolve("control/allowedprograms"), "/bin/cat\n");
            Await.until(
                    "control/allowedprograms is read",
                    () -> server.admin()
                            .send("GET", "/api/control/allowedprograms", null)
                            .body()
                            .contains("/bin/cat"));
            Files.writeString(
                    server.home().resolve("users/assign"),
                    "=joe:joe:501:501:" + joe + ":::\n+joe-:joe:501:501:" + joe + ":-::\n.\n");
            Await.until("users/assign is read", () -> recipient("joe@" + HOST).startsWith("250"));
        }
    }

    private String recipient(String address) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<ben@client.example>");
            return smtp.send("RCPT TO:<" + address + ">");
        }
    }

    private void send(String recipient, String subject) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: " + subject + "\r\n\r\nhello\r\n").getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of(recipient), text))
                    .startsWith("250");
        }
    }

    private void dotQmail(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void aUserOfAssignHasTheDefaultDelivery() {
        send("Joe@" + HOST, "to joe");
        assertThat(new Mailbox(joe.resolve("Maildir")).awaitMessage("Subject: to joe"))
                .startsWith("Return-Path: <ben@client.example>\nDelivered-To: joe@" + HOST + "\n");
    }

    @Test
    void anExtensionIsThereWhenItsFileIs() throws IOException {
        assertThat(recipient("joe-list@" + HOST)).startsWith("550 5.1.1");
        server.admin().createMailbox("lister", null);
        dotQmail(joe.resolve(".qmail-list"), "./box\n|cat > /dev/null\n");
        send("joe-list@" + HOST, "with a shell");
        awaitLog("deferral: Unable_to_run_a_program");
        dotQmail(joe.resolve(".qmail-list"), "./box\n|/bin/cat\n&lister@" + QmailServer.DOMAIN + "\n");
        dotQmail(joe.resolve(".qmail-list-owner"), "# nobody\n");
        send("joe-list@" + HOST, "to the list");

        assertThat(server.mailbox("lister").awaitMessage("Subject: to the list"))
                .startsWith("Return-Path: <joe-list-owner@" + HOST + ">\nDelivered-To: lister@" + QmailServer.DOMAIN
                        + "\nDelivered-To: joe-list@" + HOST + "\n");
        assertThat(Files.readString(joe.resolve("box"))).contains("From ben@client.example ", "Subject: to the list\n");
        awaitLog("success: Received:_from_unknown");
    }

    private void awaitLog(String text) {
        Path log = server.home().resolve("log/send/current");
        Await.until("'" + text + "' in " + log, () -> read(log).contains(text));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsNobodysIsTheUserAliass() throws IOException {
        assertThat(recipient("carol@" + HOST)).startsWith("550 5.1.1");
        server.admin().createMailbox("catcher", null);
        dotQmail(server.home().resolve("alias/.qmail-carol"), "&catcher@" + QmailServer.DOMAIN + "\n");
        send("carol@" + HOST, "to carol");
        server.mailbox("catcher").awaitMessage("Subject: to carol");
    }

    @Test
    void aServedDomainMayHaveACatchAll() throws IOException {
        assertThat(recipient("anything@" + QmailServer.DOMAIN)).startsWith("550 5.1.1");
        server.admin().createMailbox("all", null);
        Path file = server.home().resolve("mail/" + QmailServer.DOMAIN + "/.qmail-extra-default");
        dotQmail(file, "&all@" + QmailServer.DOMAIN + "\n");
        send("extra-whatever@" + QmailServer.DOMAIN, "to whatever");
        server.mailbox("all").awaitMessage("Subject: to whatever");
    }
}
