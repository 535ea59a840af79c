package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.Mailbox;
import ee.qmail.test.server.SmtpClient;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may send to whom, and what goes out by SMTP or comes back. */
@ExtendWith(SharedServer.class)
class RelayIT {
    private static final String SENDER = "ben@client.example";
    private static final byte[] SHORT = "Subject: over there\r\n\r\nhello\r\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final QmailServer server;
    private String user;

    RelayIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void newMailbox() {
        user = "relay" + COUNT.incrementAndGet();
        server.admin().createMailbox(user, null);
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    private void submitted(String sender, List<String> recipients, byte[] text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.message(sender, recipients, text)).startsWith("250 2.0.0 ok ");
        }
    }

    @Test
    void refusesAMailboxThatDoesNotExist() {
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER).ehlo()) {
            assertThat(smtp.send("MAIL FROM:<" + SENDER + ">")).startsWith("250 2.1.0 ");
            assertThat(smtp.send("RCPT TO:<nobody@" + QmailServer.DOMAIN + ">")).startsWith("550 5.1.1 ");
            assertThat(smtp.send("RCPT TO:<" + at(user) + ">")).startsWith("250 2.1.5 ");
        }
    }

    @Test
    void refusesToRelayForClientsWithoutPermission() {
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER).ehlo()) {
            smtp.send("MAIL FROM:<" + at(user) + ">");
            assertThat(smtp.send("RCPT TO:<ann@elsewhere.example>")).startsWith("553 5.7.1 ");
            assertThat(smtp.send("RCPT TO:<ann%elsewhere.example@" + QmailServer.DOMAIN + ">"))
                    .startsWith("550 5.1.1 ");
            assertThat(smtp.send("DATA")).startsWith("503 5.5.1 ");
        }
    }

    @Test
    void takesNothingFromTheNetworkWithoutRcpthosts() throws IOException {
        String rcpthosts = Files.readString(server.home().resolve("control/rcpthosts"));
        server.admin().controlDefault("rcpthosts");
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER)) {
            assertThat(smtp.greeting()).startsWith("421 4.3.5 ");
        } finally {
            server.admin().control("rcpthosts", rcpthosts);
        }
        try (SmtpClient smtp = server.smtpFrom(QmailServer.STRANGER)) {
            assertThat(smtp.greeting()).startsWith("220 ");
        }
    }

    @Test
    void deliversHereAndThereFromOneMessage() throws MessagingException, IOException {
        GreenMail far = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        far.start();
        try {
            server.admin()
                    .control(
                            "smtproutes",
                            "far.example:127.0.0.1:" + far.getSmtp().getPort());
            submitted(SENDER, List.of("ann@far.example", at(user), "bob@far.example"), SHORT);
            assertThat(server.mailbox(user).awaitMessage("Subject: over there")).endsWith("\n\nhello\n");
            Await.until("both have it", () -> far.getReceivedMessages().length == 2);
            server.admin().awaitIdle();
            assertThat(far.getReceivedMessages()).hasSize(2);
            for (MimeMessage message : far.getReceivedMessages()) {
                assertThat(message.getSubject()).isEqualTo("over there");
                assertThat(message.getContent()).asString().isEqualToIgnoringNewLines("hello\r\n");
            }
        } finally {
            far.stop();
        }
    }

    @Test
    void relaysAMessageUnchanged() {
        byte[] text = ("Subject: octets\r\n\r\n.\r\n..b\r\n\u00e4\u0080\r\n" + ("z".repeat(998) + "\r\n").repeat(3000))
                .getBytes(StandardCharsets.ISO_8859_1);
        List<String> recipients =
                IntStream.range(0, 100).mapToObj(i -> "r" + i + "@far.example").toList();
        try (FarServer far = FarServer.accepting()) {
            server.admin().control("smtproutes", far.route("far.example"));
            submitted(SENDER, recipients, text);
            Await.until(
                    "all recipients are served",
                    () -> far.received.stream()
                                    .mapToInt(m -> m.recipients().size())
                                    .sum()
                            >= recipients.size());
            server.admin().awaitIdle();
            assertThat(far.received.stream().flatMap(m -> m.recipients().stream()))
                    .containsExactlyInAnyOrderElementsOf(recipients);
            for (FarServer.Received message : far.received) {
                byte[] octets = message.octets();
                assertThat(message.sender()).isEqualTo(SENDER);
                assertThat(Arrays.equals(octets, octets.length - text.length, octets.length, text, 0, text.length))
                        .as("the text is the one that was sent")
                        .isTrue();
            }
        }
    }

    @Test
    void tellsTheSenderThatARecipientIsUnknownThere() {
        try (FarServer far = new FarServer(RelayIT::knowsNobodyButAnn)) {
            server.admin().control("smtproutes", far.route("far.example"));
            submitted(at(user), List.of("nobody@far.example", "ann@far.example"), SHORT);
            assertThat(server.mailbox(user).awaitMessage("Subject: over there"))
                    .startsWith("Return-Path: <>\nDelivered-To: " + at(user) + "\n")
                    .contains("<nobody@far.example>:\n", "550 5.1.1 no such user", "Status: 5.1.1", "\n\nhello\n")
                    .doesNotContain("<ann@far.example>:");
            server.admin().awaitIdle();
            assertThat(far.received).hasSize(1);
            assertThat(server.mailbox(user).files()).hasSize(1);
        }
    }

    @Test
    void oneBounceTellsTheFailuresInSeveralPlaces() {
        try (FarServer far = new FarServer(RelayIT::knowsNobodyButAnn)) {
            server.admin().control("smtproutes", far.route("one.example") + "\n" + far.route("two.example"));
            long before = server.admin().queue("deferred");
            submitted(at(user), List.of("nobody@one.example", "ann@one.example", "gone@two.example"), SHORT);
            assertThat(server.mailbox(user).awaitMessage("Subject: over there"))
                    .contains("<nobody@one.example>:\n", "<gone@two.example>:\n")
                    .doesNotContain("<ann@one.example>:");
            server.admin().awaitIdle();
            assertThat(server.mailbox(user).files()).hasSize(1);
            assertThat(server.admin().queue("deferred")).isEqualTo(before);
        }
    }

    private static String knowsNobodyButAnn(String recipient) {
        return recipient.startsWith("ann@") ? "250 ok" : "550 5.1.1 no such user";
    }

    @Test
    void aBounceThatCannotBeDeliveredGoesToThePostmaster() {
        try (FarServer far = new FarServer(recipient -> "550 5.1.1 no such user")) {
            server.admin().control("smtproutes", far.route("far.example"));
            submitted("gone@far.example", List.of("nobody@far.example"), SHORT);
            Mailbox postmaster = server.mailbox("postmaster");
            assertThat(postmaster.awaitMessage("Subject: over there"))
                    .startsWith("Return-Path: <#@[]>\nDelivered-To: " + at("postmaster") + "\n")
                    .contains("<gone@far.example>:\n", "<nobody@far.example>:\n");
            server.admin().awaitIdle();
            assertThat(postmaster.count("<gone@far.example>:")).isEqualTo(1);
        }
    }

    @Test
    void aRemoteDeliveryThatFailsForNowWaitsInTheDatabase() {
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("far.example"));
            long before = server.admin().queue("deferred");
            submitted(SENDER, List.of("ann@far.example"), SHORT);
            Await.until("the job waits", () -> server.admin().queue("deferred") == before + 1);
            server.admin().awaitIdle();
            assertThat(far.received).isEmpty();
        }
    }
}
