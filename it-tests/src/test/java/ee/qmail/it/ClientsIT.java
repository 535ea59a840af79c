package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Program;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The mail programs people use. */
class ClientsIT extends MailPrograms {
    private static final String SENDER = "ben@client.example";

    ClientsIT(QmailServer server) {
        super(server);
    }

    private String smtpPort() {
        return String.valueOf(server.smtpPort());
    }

    private String pop3Port() {
        return String.valueOf(server.pop3Port());
    }

    private static String message(String by) {
        return "From: " + SENDER + "\nTo: someone\nSubject: by " + by + "\n\n.\nhello from " + by + "\n";
    }

    private void assertArrived(String by) {
        assertThat(server.mailbox(user).awaitMessage("Subject: by " + by))
                .startsWith("Return-Path: <" + SENDER + ">\nDelivered-To: " + address + "\n")
                .contains("\nhello from " + by + "\n");
    }

    /** One message waits in the mailbox. */
    private void deliver(String subject) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            String text = message(subject).replace("\n", "\r\n");
            smtp.message(SENDER, List.of(address), text.getBytes(StandardCharsets.ISO_8859_1));
        }
        server.mailbox(user).awaitMessage("Subject: by " + subject);
    }

    @Test
    void swaksSends() {
        program("swaks")
                .succeeds(
                        message("swaks"),
                        "--server",
                        LOOPBACK,
                        "--port",
                        smtpPort(),
                        "--from",
                        SENDER,
                        "--to",
                        address,
                        "--data",
                        "-");
        assertArrived("swaks");
    }

    @Test
    void swaksIsToldThatThereIsNoSuchMailbox() {
        Program.Result result = program("swaks")
                .run("", "--server", LOOPBACK, "--port", smtpPort(), "--from", SENDER, "--to", "nobody@it.example");
        assertThat(result.exit()).isEqualTo(24);
        assertThat(result.output()).contains("<** 550 5.1.1 ");
    }

    @Test
    void msmtpSends() {
        program("msmtp")
                .succeeds(
                        message("msmtp"),
                        "--host=" + LOOPBACK,
                        "--port=" + smtpPort(),
                        "--from=" + SENDER,
                        "--auth=off",
                        "--tls=off",
                        address);
        assertArrived("msmtp");
    }

    @Test
    void sNailSends() {
        program("s-nail")
                .succeeds(
                        "hello from s-nail\n",
                        "-:/",
                        "-S",
                        "v15-compat",
                        "-S",
                        "mta=smtp://" + LOOPBACK + ":" + smtpPort(),
                        "-S",
                        "smtp-auth=none",
                        "-S",
                        "sendwait",
                        "-r",
                        SENDER,
                        "-s",
                        "by s-nail",
                        address);
        assertArrived("s-nail");
    }

    @Test
    void curlSends() throws IOException {
        Path file =
                Files.writeString(directory.resolve("message"), message("curl").replace("\n", "\r\n"));
        program("curl")
                .succeeds(
                        "",
                        "-sS",
                        "smtp://" + LOOPBACK + ":" + smtpPort() + "/client.example",
                        "--mail-from",
                        SENDER,
                        "--mail-rcpt",
                        address,
                        "-T",
                        file.toString());
        assertArrived("curl");
    }

    @Test
    void curlFetches() {
        deliver("curl");
        String url = "pop3://" + LOOPBACK + ":" + pop3Port() + "/";
        assertThat(program("curl").succeeds("", "-sS", "-u", address + ":" + PASSWORD, url + "1"))
                .endsWith(message("curl").replace("\n", "\r\n"));
    }

    @Test
    void smtplibSends() {
        program("python3").succeeds("""
                        import smtplib
                        with smtplib.SMTP("127.0.0.1", %s) as smtp:
                            refused = smtp.sendmail("%s", ["%s", "nobody@it.example"], \"""%s\""")
                            assert list(refused) == ["nobody@it.example"], refused
                            assert refused["nobody@it.example"][0] == 550, refused
                        """.formatted(smtpPort(), SENDER, address, message("smtplib")));
        assertArrived("smtplib");
    }

    @Test
    void poplibFetchesAndDeletes() {
        deliver("poplib");
        String lines = program("python3").succeeds("""
                import poplib
                pop = poplib.POP3("127.0.0.1", %s)
                assert "UIDL" in pop.capa(), pop.capa()
                pop.user("%s")
                pop.pass_("%s")
                assert pop.stat()[0] == 1, pop.stat()
                lines = pop.retr(1)[1]
                assert sum(len(line) + 2 for line in lines) == pop.stat()[1], pop.stat()
                assert len(pop.uidl()[1]) == 1
                pop.dele(1)
                pop.quit()
                print(b"\\n".join(lines).decode())
                """.formatted(pop3Port(), address, PASSWORD));
        assertThat(lines).endsWith(message("poplib"));
        assertThat(server.mailbox(user).files()).isEmpty();
    }

    @Test
    void mpopFetchesAndDeletes() throws IOException {
        deliver("mpop");
        Path mbox = directory.resolve("mbox");
        Path configuration =
                privateFile("mpoprc", """
                account default
                host 127.0.0.1
                port %s
                user %s
                password %s
                auth user
                tls off
                keep off
                delivery mbox %s
                uidls_file %s
                """.formatted(pop3Port(), address, PASSWORD, mbox, directory.resolve("uidls")));
        program("mpop").succeeds("", "--file=" + configuration);
        assertThat(mbox).content(StandardCharsets.ISO_8859_1).contains(message("mpop"));
        assertThat(server.mailbox(user).files()).isEmpty();
    }

    @Test
    void fetchmailFetchesAndDeletes() throws IOException {
        deliver("fetchmail");
        Path fetched = directory.resolve("fetched");
        Path configuration = privateFile("fetchmailrc", """
                poll 127.0.0.1 protocol POP3 service %s
                  user "%s" password "%s" sslproto "" nokeep fetchall mda "/bin/sh -c 'cat >> %s'"
                """.formatted(pop3Port(), address, PASSWORD, fetched));
        program("fetchmail").succeeds("", "--fetchmailrc", configuration.toString(), "--nosyslog");
        assertThat(fetched)
                .content(StandardCharsets.ISO_8859_1)
                .contains("Subject: by fetchmail\n", "hello from fetchmail\n");
        Await.until("the mailbox is empty", () -> server.mailbox(user).files().isEmpty());
    }
}
