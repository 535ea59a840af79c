package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Http;
import ee.qmail.it.harness.Program;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings of docs/clients.md: programs find them, and verify the certificate that the server has made. */
@ExtendWith(SharedServer.class)
class ClientSettingsIT {
    private static final String PASSWORD = "opensesame";
    private static final String LOOPBACK = "127.0.0.1";
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----\n", Pattern.DOTALL);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final QmailServer server;
    private String user;
    private String address;
    private Path certificate;
    private String host;

    @TempDir
    private Path directory;

    ClientSettingsIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void newMailbox() throws IOException {
        user = "encrypted" + COUNT.incrementAndGet();
        address = user + "@" + QmailServer.DOMAIN;
        server.admin().createMailbox(user, PASSWORD);
        host = Files.readString(server.home().resolve("control/me")).strip();
        Matcher pem = CERTIFICATE.matcher(Files.readString(server.home().resolve("control/servercert.pem")));
        assertThat(pem.find()).isTrue();
        certificate = Files.writeString(directory.resolve("cert.pem"), pem.group());
    }

    private Program program(String name) {
        return new Program(name, directory);
    }

    private String submission() {
        return String.valueOf(server.submissionPort());
    }

    private String submissions() {
        return String.valueOf(server.submissionsPort());
    }

    private String message(String by) {
        return "From: " + address + "\nTo: " + address + "\nSubject: by " + by + "\n\nhello from " + by + "\n";
    }

    private void assertArrived(String by) {
        assertThat(server.mailbox(user).awaitMessage("Subject: by " + by))
                .startsWith("Return-Path: <" + address + ">\nDelivered-To: " + address + "\n")
                .contains(" with ESMTPSA (TLSv1.")
                .contains("hello from " + by + "\n");
    }

    /** One message waits in the mailbox. */
    private void deliver(String subject) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = message(subject).replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            smtp.message("ben@client.example", List.of(address), text);
        }
        server.mailbox(user).awaitMessage("Subject: by " + subject);
    }

    private Path privateFile(String name, String content) throws IOException {
        Path file = Files.writeString(directory.resolve(name), content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void auth13MsmtpVerifiesTheCertificateAndLogsInByEachMechanism() {
        for (String mechanism : List.of("on", "scram-sha-256")) {
            program("msmtp")
                    .succeeds(
                            message("msmtp " + mechanism),
                            "--host=" + LOOPBACK,
                            "--port=" + submission(),
                            "--from=" + address,
                            "--tls=on",
                            "--tls-trust-file=" + certificate,
                            "--tls-host-override=" + host,
                            "--auth=" + mechanism,
                            "--user=" + address,
                            "--passwordeval=echo " + PASSWORD,
                            address);
            assertArrived("msmtp " + mechanism);
        }
    }

    @Test
    void auth13MsmtpWithoutThatCertificateSendsNothing() {
        Program.Result refused = program("msmtp")
                .run(
                        message("msmtp"),
                        "--host=" + LOOPBACK,
                        "--port=" + submissions(),
                        "--from=" + address,
                        "--tls=on",
                        "--tls-starttls=off",
                        "--auth=on",
                        "--user=" + address,
                        "--passwordeval=echo " + PASSWORD,
                        address);
        assertThat(refused.output()).contains("certificate verification failed");
    }

    @Test
    void auth13CurlSendsByBothDoorsAndFetchesByBoth() throws IOException {
        Path file =
                Files.writeString(directory.resolve("message"), message("curl").replace("\n", "\r\n"));
        curl(
                "smtps://" + host + "/client.example",
                submissions(),
                "--mail-from",
                address,
                "--mail-rcpt",
                address,
                "-T",
                file.toString());
        assertArrived("curl");
        curl(
                "smtp://" + host + "/client.example",
                submission(),
                "--mail-from",
                address,
                "--mail-rcpt",
                address,
                "-T",
                file.toString());
        String fetched = message("curl").replace("\n", "\r\n");
        assertThat(curl("pop3s://" + host + "/1", String.valueOf(server.pop3sPort())))
                .endsWith(fetched);
        assertThat(curl("pop3://" + host + "/1", String.valueOf(server.pop3Port())))
                .endsWith(fetched);
    }

    private String curl(String url, String port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "-sS",
                "--ssl-reqd",
                "--cacert",
                certificate.toString(),
                "--connect-to",
                "::" + LOOPBACK + ":" + port,
                "-u",
                address + ":" + PASSWORD,
                url));
        arguments.addAll(List.of(more));
        return program("curl").succeeds("", arguments.toArray(String[]::new));
    }

    @Test
    void popT3MpopFetchesByEachMechanism() throws IOException {
        deliver("mpop");
        for (String mechanism : List.of("user", "plain", "login", "scram-sha-256")) {
            Path mbox = directory.resolve("mbox-" + mechanism);
            Path configuration = privateFile("mpoprc", """
                    account default
                    host 127.0.0.1
                    port %s
                    user %s
                    password %s
                    auth %s
                    tls on
                    tls_trust_file %s
                    tls_host_override %s
                    tls_starttls on
                    keep on
                    delivery mbox %s
                    uidls_file %s
                    """.formatted(
                            server.pop3Port(),
                            address,
                            PASSWORD,
                            mechanism,
                            certificate,
                            host,
                            mbox,
                            directory.resolve("uidls-" + mechanism)));
            program("mpop").succeeds("", "--file=" + configuration);
            assertThat(mbox).content(StandardCharsets.ISO_8859_1).contains("hello from mpop");
        }
    }

    /** With its defaults it says STLS before it logs in. */
    @Test
    void popT1FetchmailBeginsTlsByItselfAndVerifiesTheCertificate() throws IOException {
        deliver("fetchmail");
        Path fetched = directory.resolve("fetched");
        Path configuration = privateFile("fetchmailrc", """
                poll 127.0.0.1 protocol POP3 service %s
                  user "%s" password "%s" sslcertfile "%s" sslcommonname "%s" keep fetchall mda "/bin/sh -c 'cat >> %s'"
                poll 127.0.0.2 via 127.0.0.1 protocol POP3 service %s
                  user "%s" password "%s" ssl sslcertfile "%s" sslcommonname "%s" keep fetchall mda "/bin/sh -c 'cat >> %s'"
                """.formatted(
                        server.pop3Port(),
                        address,
                        PASSWORD,
                        certificate,
                        host,
                        fetched,
                        server.pop3sPort(),
                        address,
                        PASSWORD,
                        certificate,
                        host,
                        fetched));
        program("fetchmail").succeeds("", "--fetchmailrc", configuration.toString(), "--nosyslog");
        assertThat(Files.readString(fetched, StandardCharsets.ISO_8859_1).split("hello from fetchmail", -1))
                .hasSize(3);
    }

    /** It reads mail on a terminal only, which script makes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void auth13MuttSendsAndFetches(boolean implicit) throws IOException {
        Path mbox = Files.createFile(directory.resolve("mbox"));
        Path configuration = privateFile("muttrc", """
                set from = "%1$s"
                set smtp_url = "%2$s://%3$s@127.0.0.1:%4$s/"
                set smtp_pass = "%5$s"
                set pop_host = "%6$s://%3$s@127.0.0.1:%7$s/"
                set pop_pass = "%5$s"
                set ssl_starttls = yes
                set ssl_force_tls = yes
                set certificate_file = "%8$s"
                set ssl_verify_host = no    # the name here is an address
                set mbox_type = mbox
                set spoolfile = "%9$s"
                set folder = "%10$s"
                set record = ""
                set quit = yes
                set pop_delete = yes
                """.formatted(
                        address,
                        implicit ? "smtps" : "smtp",
                        address.replace("@", "%40"),
                        implicit ? submissions() : submission(),
                        PASSWORD,
                        implicit ? "pops" : "pop",
                        implicit ? server.pop3sPort() : server.pop3Port(),
                        certificate,
                        mbox,
                        directory));
        program("mutt").succeeds("hello from mutt\n", "-n", "-F", configuration.toString(), "-s", "by mutt", address);
        assertArrived("mutt");
        String fetch = "TERM=xterm exec mutt -n -F '" + configuration + "' -e 'push <fetch-mail><quit>'";
        program("script").succeeds("", "-qec", fetch, "/dev/null");
        assertThat(mbox).content(StandardCharsets.ISO_8859_1).contains("Subject: by mutt", "hello from mutt\n");
        assertThat(server.mailbox(user).files()).isEmpty();
    }

    @Test
    void tls11AndTls13ThereIsNoFiniteFieldGroupNoEarlyDataAndNoCompression() {
        Program openssl = program("openssl");
        String connect = LOOPBACK + ":" + server.submissionsPort();
        assertThat(openssl.run("", "s_client", "-connect", connect, "-groups", "ffdhe2048")
                        .exit())
                .isNotZero();
        String session = openssl.run("Q\n", "s_client", "-connect", connect).output();
        assertThat(session).contains("Compression: NONE").doesNotContainPattern("[Mm]ax [Ee]arly [Dd]ata: [1-9]");
    }

    @Test
    void sub9MailProgramsFindTheirSettingsWithoutALogIn() throws IOException {
        Http http = new Http(LOOPBACK, server.httpPort());
        String autoconfig = http.get("/mail/config-v1.1.xml?emailaddress=" + address);
        assertThat(autoconfig)
                .startsWith("HTTP/1.1 200")
                .contains("Content-Type: text/xml")
                .contains("<emailProvider id=\"" + QmailServer.DOMAIN + "\">")
                .contains("<hostname>" + host + "</hostname><port>" + server.submissionsPort()
                        + "</port><socketType>SSL<")
                .contains("<port>" + server.pop3sPort() + "</port>")
                .doesNotContain("<port>" + server.smtpPort() + "</port>")
                .doesNotContain(address);
        assertThat(http.get("/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=" + address))
                .startsWith("HTTP/1.1 200");
        assertThat(http.raw("GET /.well-known/autoconfig/mail/config-v1.1.xml HTTP/1.1\r\nHost: autoconfig."
                        + QmailServer.DOMAIN + "\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 200");
        assertThat(http.get("/mail/config-v1.1.xml?emailaddress=a@evil.example"))
                .startsWith("HTTP/1.1 404")
                .doesNotContain("evil");
        assertThat(http.get("/.well-known/autoconfig/mail/config-v1.1.xml")).startsWith("HTTP/1.1 404");
    }

    private String autodiscover(String path, String body) throws IOException {
        return new Http(LOOPBACK, server.httpPort())
                .raw("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: text/xml\r\nContent-Length: "
                        + body.length() + "\r\nConnection: close\r\n\r\n" + body);
    }

    private static String asked(String address) {
        return "<?xml version=\"1.0\"?><Autodiscover xmlns=\"http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006\">"
                + "<Request><EMailAddress>" + address + "</EMailAddress></Request></Autodiscover>";
    }

    @Test
    void sub9OutlookFindsItsSettingsWithoutALogIn() throws IOException {
        for (String path : List.of("/autodiscover/autodiscover.xml", "/Autodiscover/Autodiscover.xml")) {
            assertThat(autodiscover(path, asked(address)))
                    .startsWith("HTTP/1.1 200")
                    .contains("<Port>" + server.submissionsPort() + "</Port><LoginName>" + address + "</LoginName>")
                    .contains("<Encryption>SSL</Encryption>");
            assertThat(autodiscover(path, asked("a@evil.example")))
                    .startsWith("HTTP/1.1 404")
                    .doesNotContain("evil");
            assertThat(autodiscover(
                            path, "<!DOCTYPE a [<!ENTITY e \"" + address + "\">]><EMailAddress>&e;</EMailAddress>"))
                    .startsWith("HTTP/1.1 400");
            assertThat(autodiscover(path, " ".repeat(9_000))).startsWith("HTTP/1.1 413");
        }
    }
}
