package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.Mailbox;
import ee.qmail.test.server.SmtpClient;
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
        server.admin().retry();
        server.admin().awaitNothingWaits();
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
    void unclaimedAddressesBelongToUserAlias() throws IOException {
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

    private String utf8Recipient(String address) {
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER).ehlo()) {
            smtp.send("MAIL FROM:<ben@client.example> SMTPUTF8");
            // the client writes octets
            return smtp.send("RCPT TO:<"
                    + new String(address.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1) + ">");
        }
    }

    @Test
    void aCatchAllTakesEveryLocalPartThatSmtpTakes() throws IOException {
        String domain = "catch-all.example";
        server.admin().createDomain(domain);
        server.admin().createMailbox("caught", null);
        List<String> addresses = List.of(
                "list-return-17-somebody.with.a.long.name=a-rather-long-domain-name.far.example",
                "a/b",
                "50%",
                "foo..bar",
                "foo.",
                "\"a b\"",
                "j\u00fcrgen");
        assertThat(addresses)
                .allSatisfy(
                        name -> assertThat(utf8Recipient(name + "@" + domain)).startsWith("550 5.1.1"));
        dotQmail(server.home().resolve("mail/" + domain + "/.qmail-default"), "&caught@" + QmailServer.DOMAIN + "\n");
        Await.until(
                "the answers of before are forgotten",
                () -> addresses.stream()
                        .allMatch(name -> utf8Recipient(name + "@" + domain).startsWith("250")));
        send("\"a b\"@" + domain, "to a quoted name");
        assertThat(server.mailbox("caught").awaitMessage("Subject: to a quoted name"))
                .contains("Delivered-To: a b@" + domain + "\n");
    }

    /** A page as it is read: an address in it is in parts, between which a line may break. */
    private String text(String page) {
        return server.admin().page(page).replaceAll("<[^>]*>", "").replace("&uuml;", "\u00fc");
    }

    @Test
    void bothSpellingsOfADomainAreOneFromTheConsoleToTheMailbox() throws IOException {
        String unicode = "b\u00fccher.example";
        String ascii = "xn--bcher-kva.example";
        server.admin().createDomain(unicode);
        String path = "/api/domains/b%C3%BCcher.example";
        assertThat(server.admin().send("GET", path, null).body())
                .contains("\"name\":\"" + ascii + "\"", "\"unicodeName\":\"" + unicode + "\"");
        assertThat(server.admin()
                        .send("POST", path + "/mailboxes", "{\"name\":\"ana\",\"password\":\"correct horse\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(server.admin()
                        .send("GET", "/api/addresses/ana@b%C3%BCcher.example", null)
                        .body())
                .contains("\"fromAnybody\":true", "\"by\":\"mailbox\"");
        assertThat(text("domains.xhtml")).contains(ascii, unicode);
        assertThat(text("address.xhtml?address=ana@b%C3%BCcher.example")).contains(ascii + "-ana@" + ascii);
        assertThat(text("domain.xhtml?domain=b%C3%BCcher.example")).contains("ana@" + ascii);
        for (String spelled : List.of(unicode, "B\u00dcCHER.example", ascii, "XN--BCHER-KVA.Example")) {
            assertThat(utf8Recipient("ana@" + spelled)).as(spelled).startsWith("250");
            assertThat(utf8Recipient("bob@" + spelled)).as(spelled).startsWith("550 5.1.1");
        }
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER).ehlo()) {
            smtp.send("MAIL FROM:<ben@client.example> SMTPUTF8");
            smtp.send("RCPT TO:<ana@b\u00c3\u00bccher.example>");
            smtp.send("DATA");
            assertThat(smtp.send("Subject: to a name in another script\r\n\r\nhello\r\n."))
                    .startsWith("250");
        }
        Mailbox mailbox = new Mailbox(server.home().resolve("mail/" + ascii + "/ana/Maildir"));
        mailbox.awaitMessage("Subject: to a name in another script");
        for (String user : List.of("ana@" + ascii, "ana@b\u00c3\u00bccher.example")) {
            try (Pop3Client pop3 = new Pop3Client(server.pop3Port())) {
                assertThat(pop3.login(user, "correct horse").count()).as(user).isEqualTo(1);
            }
        }
    }

    @Test
    void theHostOfAnAddressSelectsItsDomain() {
        server.admin().createDomain("alike.example");
        server.admin().createDomain("alike.example-evil");
        String mailboxes = "/api/domains/alike.example/mailboxes";
        server.admin().send("POST", mailboxes, "{\"name\":\"evil-ana\"}");
        server.admin().send("POST", mailboxes.replace("example/", "example-evil/"), "{\"name\":\"ana\"}");
        send("evil-ana@alike.example", "to one of two that look alike");
        Path mail = server.home().resolve("mail");
        new Mailbox(mail.resolve("alike.example/evil-ana/Maildir"))
                .awaitMessage("Subject: to one of two that look alike");
        assertThat(new Mailbox(mail.resolve("alike.example-evil/ana/Maildir")).files())
                .isEmpty();
    }

    @Test
    void controlFilesMayHaveByteOrderMarkAndCrLf() throws IOException {
        Path file = server.home().resolve("control/badmailfrom");
        Files.writeString(file, "\uFEFF@editor.example\r\n*.spam.example\r\n");
        Await.until("badmailfrom is read", () -> {
            try (SmtpClient smtp = server.smtp().ehlo()) {
                smtp.send("MAIL FROM:<ben@editor.example>");
                return smtp.send("RCPT TO:<joe@" + HOST + ">").startsWith("553");
            }
        });
        assertThat(server.admin().send("GET", "/api/control/badmailfrom", null).body())
                .contains("byte order mark", "has CR LF", "'*.spam.example'");
        for (String page : List.of("setting.xhtml?file=badmailfrom", "control.xhtml")) {
            assertThat(server.admin().page(page)).as(page).contains("byte order mark", "*.spam.example");
        }
        server.admin().controlDefault("badmailfrom");
        dotQmail(joe.resolve(".qmail-editor"), "\uFEFF./Maildir/\r\n");
        send("joe-editor@" + HOST, "to a file of another editor");
        new Mailbox(joe.resolve("Maildir")).awaitMessage("Subject: to a file of another editor");
    }

    @Test
    void thePostmasterOfThisHostExistsUnderEachNameOfTheHost() throws IOException {
        Path me = server.home().resolve("control/me");
        String before = Files.readString(me);
        try {
            Files.writeString(me, "renamed.example\n");
            Await.until("control/me is read", () -> {
                try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER)) {
                    return smtp.greeting().contains("renamed.example");
                }
            });
            Await.until("its domain is made", () -> {
                String reply = utf8Recipient("postmaster");
                assertThat(reply).as("never refused for good").doesNotStartWith("5");
                return reply.startsWith("250")
                        && utf8Recipient("Postmaster@RENAMED.example").startsWith("250");
            });
            send("postmaster", "to the postmaster of a new name");
            new Mailbox(server.home().resolve("mail/renamed.example/postmaster/Maildir"))
                    .awaitMessage("Subject: to the postmaster of a new name");
            assertThat(server.admin()
                            .send("DELETE", "/api/domains/renamed.example", null)
                            .statusCode())
                    .isEqualTo(400);
        } finally {
            Files.writeString(me, before);
        }
    }

    @Test
    void aliasesInACircleAreRefused() {
        String aliases = "/api/domains/" + QmailServer.DOMAIN + "/aliases";
        server.admin().createAlias("round", "about@" + QmailServer.DOMAIN);
        var answer = server.admin()
                .send("POST", aliases, "{\"name\":\"about\",\"targets\":[\"&Round@" + QmailServer.DOMAIN + "\"]}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("about@it.example -> Round@it.example".toLowerCase(java.util.Locale.ROOT));
        assertThat(server.admin()
                        .send("POST", aliases, "{\"name\":\"*\",\"targets\":[\"a@far.example\"]}")
                        .body())
                .contains("catch-all");
    }

    @Test
    void aUserReachesNothingOutsideOfTheHome() throws IOException {
        Path allowed = server.home().resolve("control/allowedprograms");
        String before = read(allowed);
        Files.createSymbolicLink(joe.resolve("door"), allowed);
        Files.createLink(joe.resolve("name"), allowed);
        dotQmail(joe.resolve(".qmail-out"), allowed + "\n");
        dotQmail(joe.resolve(".qmail-up"), "./../control/allowedprograms\n");
        dotQmail(joe.resolve(".qmail-link"), "./door\n");
        dotQmail(joe.resolve(".qmail-name"), "./name\n");
        Files.createSymbolicLink(joe.resolve(".qmail-read"), allowed);
        for (String way : List.of("out", "up", "link", "name", "read")) {
            assertThat(recipient("joe-" + way + "@" + HOST)).startsWith("250");
            send("joe-" + way + "@" + HOST, "/bin/sh");
        }
        awaitLog("leads_out_of_the_home_directory");
        awaitLog(".qmail_file_is_not_trusted");
        Await.until("all five wait", () -> server.admin().queue("deferred") >= 5);
        assertThat(read(allowed)).isEqualTo(before);

        for (String way : List.of("out", "up", "link", "name", "read")) {
            Files.delete(joe.resolve(".qmail-" + way));
            dotQmail(joe.resolve(".qmail-" + way), "# thrown away\n");
        }
        Files.delete(joe.resolve("name"));
        server.admin().retry();
        server.admin().awaitNothingWaits();
    }

    @Test
    void foreignFilesInAMaildirStopNoDeliveryOrSession() throws Exception {
        server.admin().createMailbox("owner", "correct horse");
        String address = "owner@" + QmailServer.DOMAIN;
        server.admin()
                .send("PUT", "/api/domains/" + QmailServer.DOMAIN + "/mailboxes/owner/quota", "{\"quota\":100000}");
        Path maildir = server.home().resolve("mail/" + QmailServer.DOMAIN + "/owner/Maildir");
        send(address, "before");
        server.mailbox("owner").awaitMessage("Subject: before");

        for (Path part : List.of(maildir.resolve("new"), maildir.resolve("cur"))) {
            Files.createDirectories(part.resolve("backup"));
            assertThat(new ProcessBuilder("mkfifo", part.resolve("pipe").toString())
                            .start()
                            .waitFor())
                    .isZero();
            Files.createSymbolicLink(part.resolve("shadow"), Path.of("/etc/passwd"));
        }
        send(address, "after");
        Await.until("both are there", () -> {
            try (Pop3Client pop3 = server.pop3().login(address, "correct horse")) {
                return pop3.count() == 2 && pop3.retrieveText(2).contains("Subject: after");
            }
        });
        assertThat(server.admin()
                        .send("GET", "/api/domains/" + QmailServer.DOMAIN + "/mailboxes/owner", null)
                        .statusCode())
                .isEqualTo(200);
    }
}
