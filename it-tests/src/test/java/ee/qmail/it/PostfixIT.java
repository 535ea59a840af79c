package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Program;
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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Postfix at the other end, with a configuration of its own, on a port of its own. */
@ExtendWith(SharedServer.class)
class PostfixIT {
    private final QmailServer server;
    private final int port = QmailServer.freePorts(1).get(0);
    private Program postfix;
    private Path root;

    /** Outside the build directory, which Postfix' users may not be allowed to enter. */
    @TempDir
    private Path directory;

    PostfixIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void startPostfix() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "only root can start Postfix");
        root = Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        postfix = new Program("postfix", root);
        Path etc = Files.createDirectory(root.resolve("etc"));
        Files.writeString(etc.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/spool
                data_directory = %1$s/data
                maillog_file = %1$s/maillog
                maillog_file_prefixes = %1$s
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                myhostname = far.example
                mydestination =
                smtpd_relay_restrictions = reject_unauth_destination
                smtpd_tls_security_level = may
                smtpd_tls_chain_files = %1$s/key.pem, %1$s/certificate.pem
                smtpd_tls_received_header = yes
                virtual_mailbox_domains = far.example
                virtual_mailbox_maps = inline:{ann@far.example=ann/}
                virtual_mailbox_base = %1$s/mail
                virtual_uid_maps = static:65534
                virtual_gid_maps = static:65534
                """.formatted(root));
        Files.writeString(etc.resolve("master.cf"), """
                127.0.0.1:%d inet n - n - - smtpd
                pickup unix n - n 60 1 pickup
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                proxymap unix - - n - - proxymap
                error unix - - n - - error
                retry unix - - n - - error
                virtual unix - n n - - virtual
                anvil unix - - n - 1 anvil
                tlsmgr unix - - n 1000? 1 tlsmgr
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port));
        new Program("openssl", root)
                .succeeds(
                        "",
                        ("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout key.pem -out certificate.pem"
                                        + " -days 2 -subj /CN=far.example -addext subjectAltName=IP:127.0.0.1")
                                .split(" "));
        Path mail = Files.createDirectory(root.resolve("mail"));
        Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createDirectory(root.resolve("spool"));
        Path data = Files.createDirectory(root.resolve("data"));
        new Program("chown", root).succeeds("", "postfix", data.toString());
        postfix.succeeds("", "-c", etc.toString(), "start");
    }

    @AfterEach
    void stopPostfix() {
        if (postfix != null) {
            postfix.run("", "-c", root.resolve("etc").toString(), "stop");
        }
    }

    @Test
    void postfixTakesItsRecipientsAndTheSenderGetsABounceForTheRest() throws IOException {
        server.admin().createMailbox("faraway", null);
        server.admin().control("smtproutes", "far.example:127.0.0.1:" + port);
        String body = "\r\n.\r\n..two\r\n\u00e4\r\nhello\r\n";
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.message(
                    "faraway@" + QmailServer.DOMAIN,
                    List.of("ann@far.example", "nobody@far.example"),
                    ("Subject: to Postfix\r\n" + body).getBytes(StandardCharsets.ISO_8859_1));
        }
        assertThat(new Mailbox(root.resolve("mail/ann")).awaitMessage("Subject: to Postfix"))
                .endsWith("\n" + body.replace("\r\n", "\n"));
        assertThat(server.mailbox("faraway").awaitMessage("Subject: to Postfix"))
                .contains("<nobody@far.example>:\n", "Status: 5.1.1")
                .doesNotContain("<ann@far.example>:");
    }

    private void send(String subject) throws IOException {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.message(
                    "tls@" + QmailServer.DOMAIN,
                    List.of("ann@far.example"),
                    ("Subject: " + subject + "\r\n\r\nx\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** The line about a delivery follows it. */
    private void awaitLogged(String text) {
        Await.until("log/send has " + text, () -> log().contains(text));
    }

    private String log() {
        try {
            return Files.readString(server.home().resolve("log/send/current"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String arrived(String subject) {
        return new Mailbox(root.resolve("mail/ann")).awaitMessage("Subject: " + subject);
    }

    @Test
    void rtls2PostfixGetsMailByTlsAndManyMessagesOnAConnection() throws IOException {
        server.admin().createMailbox("tls", null);
        server.admin().control("smtproutes", "far.example:127.0.0.1:" + port);
        for (int i = 0; i < 5; i++) {
            send("by TLS " + i);
            assertThat(arrived("by TLS " + i))
                    .contains("(using TLSv1.3 with cipher ", "(No client certificate requested)");
        }
        awaitLogged("127.0.0.1_accepted_message_(TLSv1.3,_TLS_");
        awaitLogged(",_may).");
        assertThat(Files.readString(root.resolve("maillog")).lines().filter(line -> line.contains(" connect from ")))
                .hasSize(1);
    }

    @Test
    void rtls5PostfixIsVerifiedWhereItsAuthorityIsNamed() throws IOException {
        Path hosts = Files.createDirectories(server.home().resolve("control/tlshosts"));
        Path pem = hosts.resolve("127.0.0.1.pem");
        Files.copy(root.resolve("certificate.pem"), pem);
        try {
            server.admin().control("smtproutes", "far.example:127.0.0.1:" + port);
            Await.elapsed(Duration.ofSeconds(2)); // which files there are is looked at once a second
            send("verified");
            assertThat(arrived("verified")).contains("(using TLSv1.3 with cipher ");
            awaitLogged(",_verify).");
        } finally {
            Files.delete(pem);
            Files.delete(hosts);
        }
    }
}
