package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Command;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Who may read what the server keeps, and where the passwords it was given are: the home is looked through while the server
 * runs, after it was killed and after it was stopped.
 */
class HomeModesIT {
    /** As cron and systemd start it on Debian: no locale, and nothing of the administrator's directories. */
    private static final Map<String, String> BARE = Map.of("LC_ALL", "C", "PATH", "/usr/bin:/bin");

    private static final String JMS_PASSWORD = "it:jms=password;of\\modes";
    private static final String DB_PASSWORD = "it-db-password-of-modes";
    private static final String ANA = "ana@" + QmailServer.DOMAIN;

    private QmailServer server;

    @AfterEach
    void end() {
        server.end();
    }

    private void newServer(String name) {
        server = QmailServer.inNewHome(name)
                .with("QMAIL_JMS_PORT", String.valueOf(QmailServer.freePorts(1).get(0)))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .with("QMAIL_DB_PASSWORD", DB_PASSWORD);
    }

    /** Mail by SMTP and by a command, a log-in, and mail that waits. */
    private void traffic() throws IOException {
        server.prepare();
        server.admin().createMailbox("ana", "correct horse");
        server.admin()
                .control("smtproutes", ":127.0.0.1:" + QmailServer.freePorts(1).get(0));
        send(ANA, "Subject: by smtp\r\n\r\nx\r\n");
        send("bo@far.example", "Subject: waits\r\n\r\n" + "x".repeat(70_000) + "\r\n");
        byCommand();
        server.mailbox("ana").awaitMessage("Subject: by smtp");
        server.mailbox("ana").awaitMessage("Subject: by a command");
        Await.until("one waits", () -> server.admin().queue("deferred") == 1);
        try (Pop3Client pop3 = server.pop3().login(ANA, "correct horse")) {
            assertThat(pop3.count()).isEqualTo(2);
            pop3.quit();
        }
    }

    private void send(String recipient, String text) {
        try (SmtpClient client = server.smtp().ehlo()) {
            assertThat(client.message("a@far.example", List.of(recipient), text.getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("250");
        }
    }

    private void byCommand() throws IOException {
        Path message = Files.writeString(
                server.home().resolveSibling("message-of-modes"), "To: " + ANA + "\nSubject: by a command\n\nx\n");
        Command.must(
                "env",
                "-i",
                "LC_ALL=C",
                "PATH=/usr/bin:/bin",
                "JAVA_HOME=" + System.getProperty("java.home"),
                "QMAIL_HOME=" + server.home(),
                "sh",
                "-c",
                "umask 022; exec ../bin/sendmail -t < '" + message + "'");
    }

    private void assertOwnersAlone() {
        assertThat(Command.must("find", server.home().toString(), "!", "-type", "l", "-perm", "/077"))
                .as("open to others")
                .isEmpty();
    }

    private void assertNoPasswordIsKept() {
        for (String password : List.of(JMS_PASSWORD, DB_PASSWORD, QmailServer.ADMIN_PASSWORD, "correct horse")) {
            assertThat(Command.must(
                            "sh",
                            "-c",
                            "grep -rlaF -e \"$1\" \"$2\"; true",
                            "sh",
                            password,
                            server.home().toString()))
                    .as("files with " + password)
                    .isEmpty();
        }
        assertThat(Command.must("sh", "-c", "tr '\\0' ' ' < /proc/" + server.pid() + "/cmdline"))
                .doesNotContain(JMS_PASSWORD, DB_PASSWORD, QmailServer.ADMIN_PASSWORD);
    }

    /** Wrong passwords are remembered over a restart, if there were any. */
    private void assertNoLeftOver(String... more) {
        assertThat(runDirectory().filter(name -> !name.startsWith("app-") && !name.equals("login-guard")))
                .containsOnly(Stream.concat(Stream.of("lock", "node.lock", "applications", "deployed"), Stream.of(more))
                        .toArray(String[]::new));
        assertThat(server.home().resolve("run/applications")).isEmptyDirectory();
    }

    private Stream<String> runDirectory() {
        return Stream.of(server.home().resolve("run").toFile().list());
    }

    @Test
    void startedByRunEverythingIsItsOwnersAlone() throws IOException {
        newServer("modes");
        server.byRun(BARE).start();
        traffic();
        assertOwnersAlone();
        assertNoPasswordIsKept();

        server.kill();
        assertOwnersAlone();
        server.start();
        Await.until(
                "what the killed run has left is gone",
                () -> runDirectory().noneMatch(name -> name.startsWith("old-")));
        assertNoLeftOver("server", "address");
        assertThat(server.stop()).isEqualTo(143);
        assertNoLeftOver();
        assertOwnersAlone();
    }

    /** A umask cannot be changed from within Java: what is inside is behind directories of its owner. */
    @Test
    void startedDirectlyTheHomeIsClosedToOtherUsers() throws IOException {
        newServer("modes-directly");
        for (String open : List.of("run", "mail", "db")) {
            Files.createDirectories(server.home().resolve(open));
        }
        Command.must(
                "sh", "-c", "chmod 755 \"$1\" \"$1\"/*", "sh", server.home().toString());
        server.afterCommand("umask 022").start();
        assertThat(server.output())
                .contains(
                        server.home() + " was open to others",
                        server.home().resolve("run") + " was open",
                        server.home().resolve("mail") + " was open");
        traffic();
        assertNoPasswordIsKept();
        assertThat(mode(server.home())).isEqualTo("rwx------");
        Path database = server.home().resolve("db/qmail.mv.db");
        Await.until("the database is its owner's", () -> mode(database).equals("rw-------"));
        assertThat(Command.must("find", server.home().toString(), "-mindepth", "1", "-maxdepth", "1", "-perm", "/077"))
                .isEmpty();
        server.stop();
        assertNoLeftOver();
    }

    private static String mode(Path file) {
        return Command.must("stat", "-c", "%A", file.toString()).substring(1);
    }

    /** The octets of "h\u00f6me" are made by the shell: this JVM may have a locale that cannot name it. */
    @Test
    void withoutALocaleNamesBeyondAsciiAreFilesAsOthersAre() throws IOException {
        newServer("locale");
        String directory = Command.must(
                "sh",
                "-c",
                "cd \"$1\" && d=$(printf 'h\\303\\266me-of-locale') && rm -rf \"$d\" && mkdir -p -m 700 locale/users \"$d\" && "
                        + "cd \"$d\" && mkdir Maildir Maildir/tmp Maildir/new Maildir/cur && cd .. && pwd",
                "sh",
                server.home().getParent().toString());
        Files.writeString(
                server.home().resolve("users/assign"),
                "=joe:joe:1:1:" + directory + "/h\u00f6me-of-locale:::\n.\n",
                StandardCharsets.UTF_8);
        server.byRun(BARE).start();
        assertThat(server.output()).doesNotContain("LC_ALL");
        server.prepare();
        String me = Files.readString(server.home().resolve("control/me")).strip();
        server.admin().control("locals", me + "\n");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<a@far.example> SMTPUTF8");
            // the octets of UTF-8, each of them a character here
            assertThat(smtp.send("RCPT TO:<j\u00c3\u00bcrgen@" + QmailServer.DOMAIN + ">"))
                    .startsWith("550 5.1.1");
        }
        send("joe@" + me, "Subject: to a home beyond ASCII\r\n\r\nx\r\n");
        Await.until(
                "joe has it",
                () -> Command.must("sh", "-c", "cat " + directory + "/h*me-of-locale/Maildir/new/* 2>/dev/null; true")
                        .contains("Subject: to a home beyond ASCII"));
    }

    @Test
    void startedDirectlyWithoutALocaleItNamesTheMissingSetting() {
        newServer("locale-directly");
        server.afterCommand("LC_ALL=C; export LC_ALL").launch();
        Await.until("it has said so", () -> server.output().contains("start it with LC_ALL=C.UTF-8"));
    }
}
