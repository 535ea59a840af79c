package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.it.harness.Command;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.Mailbox;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code bin/qmail} as an administrator uses it. */
@ExtendWith(SharedServer.class)
class CommandsIT {
    private static final String DOMAIN = "commands.example";

    private final QmailServer server;
    private Path password;

    CommandsIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void prepare() throws IOException {
        password = Files.writeString(server.home().resolve("run/it-password"), QmailServer.ADMIN_PASSWORD + "\n");
    }

    private String qmail(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of("..", "bin", "qmail").toString());
        command.addAll(List.of(arguments));
        command.add("--api=http://127.0.0.1:" + server.httpPort() + "/api");
        command.add("--password-file=" + password);
        return Command.must(command.toArray(String[]::new));
    }

    @Test
    void vp8AccountsAreMadeAndUsed() {
        qmail("vadddomain", DOMAIN);
        qmail("vadduser", "ana@" + DOMAIN, "first secret");
        qmail("vpasswd", "ana@" + DOMAIN, "opensesame");
        qmail("valias", "info@" + DOMAIN, "-i", "ana@" + DOMAIN);
        assertThat(qmail("valias", "@" + DOMAIN)).isEqualTo("info@" + DOMAIN + " -> ana@" + DOMAIN);
        assertThat(qmail("vuserinfo", "ana@" + DOMAIN)).contains("address:   ana@" + DOMAIN, "log-in:    allowed");
        assertThat(qmail("vdominfo", DOMAIN)).isEqualTo("domain: " + DOMAIN + "\nusers: 2\naliases: 1");

        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: by command\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of("info@" + DOMAIN), text))
                    .startsWith("250");
        }
        Path maildir = server.home().resolve("mail/" + DOMAIN + "/ana/Maildir");
        new Mailbox(maildir).awaitMessage("Subject: by command");
        try (Pop3Client pop3 = server.pop3().login("ana@" + DOMAIN, "opensesame")) {
            assertThat(pop3.count()).isEqualTo(1);
            pop3.quit();
        }
        qmail("vmoduser", "ana@" + DOMAIN, "-c", "Ana Nuñez", "-q", "50M", "--suspended", "on");
        assertThat(qmail("vuserinfo", "ana@" + DOMAIN))
                .contains("owner:     Ana Nuñez", "log-in:    suspended", "quota:     52428800 octets");
        qmail("vdeluser", "ana@" + DOMAIN);
        qmail("vdeldomain", DOMAIN);
        assertThat(qmail("vdominfo")).doesNotContain(DOMAIN);
    }

    @Test
    void addressesComeFromATableAndGoOutAsOne() throws IOException {
        String domain = "table.example";
        Path place = Files.createDirectories(server.home().resolve("run/tables"));
        Path table = Files.writeString(
                place.resolve("users.csv"),
                "email;password;owner;targets\nana;correct horse;\"Ana; Núñez\";\nbo;;;\ncrew;;;ana@" + domain + "\n");
        Path made = place.resolve("made.csv");
        qmail("vadddomain", domain);
        try {
            assertThat(qmail("import", domain, table.toString(), "--dry-run")).startsWith("would be, created: 3,");
            assertThat(qmail("import", domain, table.toString(), "--passwords", made.toString()))
                    .startsWith("done, created: 3,");
            Matcher bo = Pattern.compile("\\R3,bo,created,([A-Za-z0-9]{18}),").matcher(Files.readString(made));
            assertThat(bo.find()).isTrue();
            server.pop3().login("bo@" + domain, bo.group(1)).close();
            assertThat(qmail("import", domain, table.toString(), "--existing", "change"))
                    .startsWith("done, created: 0, changed: 0, unchanged: 3,");

            Path out = place.resolve("out.csv");
            qmail("export", domain, out.toString(), "--hashes");
            assertThat(qmail("export", domain, "--format", "vpasswd")).contains("ana:*:1:0:Ana; Núñez:");
            qmail("vdeldomain", domain);
            qmail("vadddomain", domain);
            assertThat(qmail("import", domain, out.toString())).startsWith("done, created: 3,");
            server.pop3().login("ana@" + domain, "correct horse").close();
        } finally {
            qmail("vdeldomain", domain);
        }
    }

    @Test
    void aNewPasswordIsPipedAndIsNotThatOfTheAdministrator() throws Exception {
        for (int status : new int[] {0, 100}) {
            List<String> command =
                    new ArrayList<>(List.of(Path.of("..", "bin", "qmail").toString()));
            command.addAll(List.of("--api", "http://127.0.0.1:" + server.httpPort() + "/api"));
            command.addAll(status == 0 ? List.of("--password-file", password.toString()) : List.of());
            command.addAll(List.of("vadduser", "piped" + status + "@" + QmailServer.DOMAIN, "--password-stdin"));
            ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().keySet().removeIf(name -> name.startsWith("QMAIL"));
            Process process = builder.start();
            try (Writer in = process.outputWriter()) {
                in.write((status == 0 ? "open sesame" : QmailServer.ADMIN_PASSWORD) + "\n");
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(status);
        }
        try (Pop3Client pop3 = server.pop3().login("piped0@" + QmailServer.DOMAIN, "open sesame")) {
            pop3.quit();
        }
    }

    @Test
    void sch7TheQueueIsReadAndRetried() {
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("later.example") + "\n");
            try (SmtpClient smtp = server.smtp().ehlo()) {
                byte[] text = "Subject: later\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
                assertThat(smtp.message("ben@client.example", List.of("bo@later.example"), text))
                        .startsWith("250");
            }
            Await.until("the message waits", () -> qmail("qread").contains("\tremote\tbo@later.example"));
            assertThat(qmail("qread", "--reports"))
                    .contains("<ben@client.example>", "451 4.3.0 not now", "next attempt ");
            assertThat(qmail("qstat"))
                    .matches("messages in queue: [1-9][0-9]*\nmessages in queue but not yet preprocessed: 0");

            far.answer(recipient -> "250 ok");
            assertThat(qmail("retry")).matches("due now: [1-9][0-9]*");
            Await.until("it has gone out", () -> !qmail("qread").contains("bo@later.example"));
            assertThat(far.received).hasSize(1);
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void aLogIsReadByTextAndByMessage() {
        server.admin().createMailbox("logged", null);
        String address = "logged@" + QmailServer.DOMAIN;
        String id;
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: logged\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            String reply = smtp.message("ben@client.example", List.of(address), text);
            id = reply.replaceAll("(?s).* qp ([0-9]+).*", "$1");
        }
        Await.until("it is logged", () -> qmail("log", "send", "--id", id).contains("end msg " + id));
        String lines = qmail("log", "--id", id);
        assertThat(lines.lines().toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("2[0-9T:.-]+Z new msg " + id),
                        line -> assertThat(line).contains(" info msg " + id + ": bytes "),
                        line -> assertThat(line).contains(" starting delivery ", ": msg " + id + " to local "),
                        line -> assertThat(line).matches(".* delivery [0-9]+: success: .*"),
                        line -> assertThat(line).endsWith(" end msg " + id));
        assertThat(qmail("log", "--grep", "from <ben@client.example> qp " + id)).hasLineCount(1);
        Await.until(
                "the connection is logged",
                () -> qmail("log", "smtpd", "--max", "1000").contains("tcpserver: ok "));
        assertThat(qmail("log", "server", "--level", "INFO")).contains(" INFO ").contains("Z ");
        assertThat(qmail("log", "pop3d", "--since", "2999-01-01T00:00:00Z")).isEmpty();
    }

    @Test
    void oneMessageIsRetriedOrGivenUp() {
        server.admin().createMailbox("impatient", null);
        String sender = "impatient@" + QmailServer.DOMAIN;
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("never.example") + "\n");
            try (SmtpClient smtp = server.smtp().ehlo()) {
                byte[] text = "Subject: never\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
                assertThat(smtp.message(sender, List.of("bo@never.example"), text))
                        .startsWith("250");
            }
            Await.until("the message waits", () -> qmail("qread").contains("\tremote\tbo@never.example"));
            Matcher id =
                    Pattern.compile("#(\\d+) .*<" + Pattern.quote(sender) + ">").matcher(qmail("qread"));
            assertThat(id.find()).isTrue();
            Await.until("it is due again", () -> qmail("retry", id.group(1)).equals("due now: 1"));
            Await.until("it waits once more", () -> qmail("qread", "--json").contains("\"attempt\":2"));
            qmail("giveup", id.group(1));
            assertThat(server.mailbox("impatient").awaitMessage("failure notice"))
                    .contains("<bo@never.example>:");
            assertThatThrownBy(() -> qmail("giveup", id.group(1))).hasMessageContaining("does not wait");
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void in13DeliversTheMailThatSendmailLeaves() throws Exception {
        server.admin().createMailbox("cron", null);
        ProcessBuilder builder =
                new ProcessBuilder(Path.of("..", "bin", "sendmail").toString(), "-t", "-i");
        builder.environment().put("QMAIL_HOME", server.home().toString());
        Process process =
                builder.inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
        try (Writer message = process.outputWriter()) {
            message.write("To: cron@" + QmailServer.DOMAIN + "\nSubject: by sendmail\n\nhello\n");
        }
        assertThat(process.waitFor()).isZero();
        assertThat(server.mailbox("cron").awaitMessage("Subject: by sendmail"))
                .containsPattern("Received: \\(qmail [0-9]+ invoked by ");
    }

    @Test
    void servicesAreStoppedPausedAndContinued() {
        server.admin().createMailbox("held", null);
        qmail("svc", "-p", "send");
        qmail("svc", "-d", "pop3d");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: held\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of("held@" + QmailServer.DOMAIN), text))
                    .startsWith("250");
        }
        assertThat(qmail("svstat"))
                .containsPattern("send: down [0-9]+ seconds, stopped by an administrator")
                .containsPattern("pop3d: down [0-9]+ seconds, stopped by an administrator");
        assertThat(server.mailbox("held").files()).isEmpty();
        assertThatThrownBy(() -> server.pop3()).hasMessageContaining("refused");

        qmail("svc", "-u", "send", "pop3d");
        server.mailbox("held").awaitMessage("Subject: held");
        server.pop3().close();
        assertThat(qmail("svstat")).contains("send: up").contains("pop3d: up");
    }

    @Test
    void openConnectionsAreListedAndEnded() {
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER)) {
            assertThat(smtp.greeting()).startsWith("220 ");
            String line = qmail("connection", "list", "--door", "mx", "--address", QmailServer.STRANGER);
            assertThat(line).contains("\tmx\t" + QmailServer.STRANGER + " ", "\tcommand\t");
            qmail("connection", "end", line.substring(0, line.indexOf('\t')));
            assertThat(smtp.send("NOOP")).startsWith("421 4.3.2 ");
        }
    }

    @Test
    void ts3ADoorIsAskedWhatAClientMayDo() {
        assertThat(qmail("tcprulescheck", "127.0.0.1"))
                .startsWith("127.0.0.1 may connect at the door mx.\n"
                        + "This line of control/tcp.smtp decides: 127.0.0.1:allow,RELAYCLIENT=\"\"\n");
        assertThat(qmail("tcprulescheck", "--door", "pop3s", "2001:db8::7")).contains("may log in by ");
    }

    @Test
    void dq14AnAddressIsTraced() {
        server.admin().createMailbox("traced", null);
        server.admin().createAlias("traced-alias", "traced@" + QmailServer.DOMAIN, "jms:queue:traced");
        String address = "traced@" + QmailServer.DOMAIN;
        assertThat(qmail("local", address))
                .isEqualTo("# local as " + QmailServer.DOMAIN + "-" + address + "\n# by mailbox\nmaildir "
                        + server.home().resolve("mail/" + QmailServer.DOMAIN + "/traced/Maildir"));
        assertThat(qmail("local", "traced-alias@" + QmailServer.DOMAIN))
                .endsWith("# by alias\nforward " + address + "\nforward jms:queue:traced");
        assertThat(qmail("local", "bob@elsewhere.example"))
                .contains("taken only from clients that may relay", "mail exchangers of elsewhere.example");
        assertThatThrownBy(() -> qmail("local", "nobody@" + QmailServer.DOMAIN)).hasMessageContaining("#5.1.1");
    }

    @Test
    void vp6AFullMailboxIsRefused() {
        server.admin().createMailbox("full", null);
        String address = "full@" + QmailServer.DOMAIN;
        byte[] text = ("Subject: large\r\n\r\n" + "z".repeat(900) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        qmail("vsetuserquota", address, "4K");
        assertThat(qmail("vuserinfo", address)).contains("quota:     4096 octets", "used:      0 octets");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.message("ben@client.example", List.of(address), text))
                    .startsWith("250");
            server.mailbox("full").awaitMessage("Subject: large");
            smtp.send("MAIL FROM:<ben@client.example> SIZE=3500");
            assertThat(smtp.send("RCPT TO:<" + address + ">")).startsWith("552 5.2.2 ");
            smtp.send("RSET");
            byte[] larger = ("Subject: larger\r\n\r\n" + ("z".repeat(900) + "\r\n").repeat(4))
                    .getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of(address), larger))
                    .startsWith("552 5.2.2 ");
            qmail("vsetuserquota", address, "500");
            smtp.send("MAIL FROM:<ben@client.example>");
            Await.until(
                    "it is full", () -> smtp.send("RCPT TO:<" + address + ">").startsWith("552 5.2.2 "));
            qmail("vsetuserquota", address, "NOQUOTA");
            assertThat(smtp.send("RCPT TO:<" + address + ">")).startsWith("250");
        }
    }

    @Test
    void theStateOfTheServerIsTold() {
        assertThat(server.admin().send("GET", "/api/services", null).body())
                .startsWith("[{\"name\":\"smtpd\",\"up\":true,\"state\":\"up\",\"detail\":\"listening on ");
        assertThat(qmail("svstat"))
                .containsPattern("smtpd: up [0-9]+ seconds, listening on 127.0.0.1:" + server.smtpPort())
                .contains("database: up");
        assertThat(qmail("tcpto")).isEmpty();
        qmail("tcpok");
    }

    @Test
    void ctl8TheValuesInForceAreTold() {
        assertThat(qmail("showctl", "databytes"))
                .isEqualTo("databytes: (Default.) Largest message as stored; 0 means no limit:\n  100000000");
    }
}
