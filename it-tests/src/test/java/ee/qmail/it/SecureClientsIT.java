package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Program;
import ee.qmail.it.harness.QmailServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mail programs people use, with TLS and a log-in; what they send comes back to their own mailbox. */
class SecureClientsIT extends MailPrograms {
    SecureClientsIT(QmailServer server) {
        super(server);
    }

    /** Without Date, Message-ID and From, which the server adds. */
    private String message(String by) {
        return "To: " + address + "\nSubject: by " + by + "\n\n.\nhello from " + by + "\n";
    }

    private void assertArrived(String by) {
        assertThat(server.mailbox(user).awaitMessage("Subject: by " + by))
                .startsWith("Return-Path: <" + address + ">\nDelivered-To: " + address + "\n")
                .containsPattern("with ESMTPSA \\(TLSv1\\.[23] [A-Z0-9_]+\\) id")
                .contains("\nDate: ", "\nMessage-ID: ", "\nFrom: ", "\nhello from " + by + "\n");
    }

    private List<String> swaks(String... more) {
        return Stream.concat(
                        Stream.of(
                                "--server",
                                LOOPBACK,
                                "--from",
                                address,
                                "--to",
                                address,
                                "--data",
                                "-",
                                "--auth-user",
                                address,
                                "--auth-password",
                                PASSWORD),
                        Stream.of(more))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void auth7SwaksSubmitsWithStarttls(String mechanism) {
        String port = String.valueOf(server.submissionPort());
        program("swaks")
                .succeeds(
                        message("swaks"),
                        swaks("--port", port, "--tls", "--auth", mechanism).toArray(String[]::new));
        assertArrived("swaks");
    }

    @Test
    void tls7SwaksSubmitsWithTlsFromTheFirstOctet() {
        String port = String.valueOf(server.submissionsPort());
        program("swaks")
                .succeeds(
                        message("swaks"),
                        swaks("--port", port, "--tlsc", "--auth").toArray(String[]::new));
        assertArrived("swaks");
    }

    @Test
    void auth2SwaksIsNotLetInInClear() {
        String port = String.valueOf(server.submissionPort());
        Program.Result result = program("swaks")
                .run(message("swaks"), swaks("--port", port, "--auth", "PLAIN").toArray(String[]::new));
        assertThat(result.exit()).isEqualTo(28);
        assertThat(result.output()).doesNotContain("AUTH PLAIN");
    }

    @Test
    void sub2NobodySendsAsSomebodyElse() {
        Program.Result result = program("swaks")
                .run(
                        "",
                        "--server",
                        LOOPBACK,
                        "--port",
                        String.valueOf(server.submissionsPort()),
                        "--tlsc",
                        "--auth",
                        "PLAIN",
                        "--auth-user",
                        address,
                        "--auth-password",
                        PASSWORD,
                        "--from",
                        "postmaster@" + QmailServer.DOMAIN,
                        "--to",
                        address);
        assertThat(result.exit()).isEqualTo(24);
        assertThat(result.output()).contains("<~* 550 5.7.1 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "login", "scram-sha-256"})
    void auth11MsmtpSubmits(String mechanism) throws IOException {
        Path configuration =
                privateFile("msmtprc", """
                account default
                host 127.0.0.1
                port %d
                from %s
                user %s
                password %s
                auth %s
                tls on
                tls_certcheck off
                """.formatted(server.submissionPort(), address, address, PASSWORD, mechanism));
        program("msmtp").succeeds(message("msmtp"), "--file=" + configuration, address);
        assertArrived("msmtp");
    }

    @Test
    void auth11GsaslLogsInByScram() {
        String said = program("gsasl")
                .run(
                        "",
                        "--smtp",
                        "--mechanism=SCRAM-SHA-256",
                        "--authentication-id=" + address,
                        "--password=" + PASSWORD,
                        "--no-cb",
                        "--starttls",
                        "--x509-ca-file=",
                        LOOPBACK,
                        String.valueOf(server.submissionPort()))
                .output();
        assertThat(said).contains("235 2.7.0", "server trusted");
    }

    @Test
    void sNailSubmits() {
        program("s-nail")
                .succeeds(
                        "hello from s-nail\n",
                        "-:/",
                        "-S",
                        "v15-compat",
                        "-S",
                        "mta=smtp://" + address.replace("@", "%40") + ":" + PASSWORD + "@" + LOOPBACK + ":"
                                + server.submissionPort(),
                        "-S",
                        "smtp-use-starttls",
                        "-S",
                        "tls-verify=ignore",
                        "-S",
                        "sendwait",
                        "-r",
                        address,
                        "-s",
                        "by s-nail",
                        address);
        assertArrived("s-nail");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void curlSubmitsAndFetches(boolean implicit) throws IOException {
        Path file =
                Files.writeString(directory.resolve("message"), message("curl").replace("\n", "\r\n"));
        String url = implicit
                ? "smtps://" + LOOPBACK + ":" + server.submissionsPort()
                : "smtp://" + LOOPBACK + ":" + server.submissionPort();
        program("curl")
                .succeeds(
                        "",
                        "-sSk",
                        "--ssl-reqd",
                        url,
                        "-u",
                        address + ":" + PASSWORD,
                        "--mail-from",
                        address,
                        "--mail-rcpt",
                        address,
                        "-T",
                        file.toString());
        assertArrived("curl");
        String box = implicit
                ? "pop3s://" + LOOPBACK + ":" + server.pop3sPort()
                : "pop3://" + LOOPBACK + ":" + server.pop3Port();
        assertThat(program("curl").succeeds("", "-sSk", "--ssl-reqd", "-u", address + ":" + PASSWORD, box + "/1"))
                .contains("hello from curl");
    }

    @Test
    void popT1And4PythonSubmitsAndFetchesOverTls() {
        program("python3").succeeds("""
                import poplib, smtplib, ssl
                context = ssl._create_unverified_context()
                with smtplib.SMTP("127.0.0.1", %d) as smtp:
                    smtp.starttls(context=context)
                    smtp.login("%s", "%s")
                    smtp.sendmail("%s", ["%s"], \"""%s\""")
                """.formatted(
                        server.submissionPort(), address, PASSWORD, address, address, message("smtplib")));
        assertArrived("smtplib");
        program("python3").succeeds("""
                import poplib, ssl
                context = ssl._create_unverified_context()
                def read(pop):
                    pop.user("%1$s")
                    pop.pass_("%2$s")
                    assert pop.stat()[0] == 1, pop.stat()
                    pop.quit()
                pop = poplib.POP3("127.0.0.1", %3$d)
                assert "STLS" in pop.capa(), pop.capa()
                pop.stls(context=context)
                assert "STLS" not in pop.capa(), pop.capa()
                read(pop)
                read(poplib.POP3_SSL("127.0.0.1", %4$d, context=context))
                """.formatted(address, PASSWORD, server.pop3Port(), server.pop3sPort()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"user", "plain", "scram-sha-256"})
    void popT3MpopFetchesOverTls(String mechanism) throws IOException {
        sendSomething();
        Path mbox = directory.resolve("mbox");
        Path configuration = privateFile("mpoprc", """
                account default
                host 127.0.0.1
                port %d
                user %s
                password %s
                auth %s
                tls on
                tls_starttls off
                tls_certcheck off
                keep off
                delivery mbox %s
                uidls_file %s
                """.formatted(
                        server.pop3sPort(), address, PASSWORD, mechanism, mbox, directory.resolve("uidls")));
        program("mpop").succeeds("", "--file=" + configuration);
        assertThat(mbox).content(StandardCharsets.ISO_8859_1).contains("hello from python");
        assertThat(server.mailbox(user).files()).isEmpty();
    }

    /** With its defaults it begins TLS as soon as it is offered. */
    @Test
    void popT1FetchmailFetchesWithItsDefaults() throws IOException {
        sendSomething();
        Path fetched = directory.resolve("fetched");
        Path configuration = privateFile("fetchmailrc", """
                poll 127.0.0.1 protocol POP3 service %d
                  user "%s" password "%s" no sslcertck nokeep fetchall mda "/bin/sh -c 'cat >> %s'"
                """.formatted(server.pop3Port(), address, PASSWORD, fetched));
        String said = program("fetchmail").succeeds("", "-v", "--fetchmailrc", configuration.toString(), "--nosyslog");
        assertThat(said).contains("POP3> STLS", "POP3< +OK begin TLS");
        assertThat(fetched).content(StandardCharsets.ISO_8859_1).contains("hello from python");
    }

    private void sendSomething() {
        program("python3").succeeds("""
                import smtplib, ssl
                with smtplib.SMTP_SSL("127.0.0.1", %d, context=ssl._create_unverified_context()) as smtp:
                    smtp.login("%s", "%s")
                    smtp.sendmail("%s", ["%s"], \"""%s\""")
                """.formatted(
                        server.submissionsPort(), address, PASSWORD, address, address, message("python")));
        assertArrived("python");
    }
}
