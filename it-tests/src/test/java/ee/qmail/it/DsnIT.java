package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import ee.qmail.test.server.Wire;
import ee.qmail.tls.AnyCertificate;
import java.io.IOException;
import java.io.Writer;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Senders are told what they want to be told (RFC 3461), mail comes in chunks (RFC 3030), and with a demand for TLS (RFC 8689). */
@ExtendWith(SharedServer.class)
class DsnIT {
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final QmailServer server;
    private String sender;

    DsnIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void newMailbox() {
        sender = "dsn" + COUNT.incrementAndGet();
        server.admin().createMailbox(sender, null);
    }

    @AfterEach
    void asItWas() {
        server.admin().controlDefault("smtproutes");
        server.admin().controlDefault("delaynotice");
        server.admin().controlDefault("dsn");
        server.admin().control("tcp.smtp", QmailServer.TCP_SMTP);
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    /** In one chunk. */
    private void send(String mailParameters, String recipient, String recipientParameters) {
        String text = "Subject: told\r\n\r\nthe text\r\n.\r\n";
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.send("MAIL FROM:<" + at(sender) + "> " + mailParameters))
                    .startsWith("250 ");
            assertThat(smtp.send("RCPT TO:<" + recipient + "> " + recipientParameters))
                    .startsWith("250 ");
            // the line end of the last line is written with the command
            assertThat(smtp.send("BDAT " + text.length() + " LAST\r\n" + text.substring(0, text.length() - 2)))
                    .startsWith("250 2.0.0 ok ");
        }
    }

    private String notice(String action) {
        return server.mailbox(sender).awaitMessage("\nAction: " + action + "\n");
    }

    @Test
    void aDeliveryHereIsToldWithTheHeaderAlone() {
        send("RET=FULL ENVID=QQ+2B1", at(sender), "NOTIFY=SUCCESS ORCPT=rfc822;" + at(sender));
        assertThat(notice("delivered"))
                .contains("Return-Path: <>\n", "report-type=delivery-status")
                .contains("\nOriginal-Envelope-Id: QQ+1\n", "\nOriginal-Recipient: rfc822; " + at(sender) + "\n")
                .contains("\nSubject: told\n")
                .doesNotContain("the text");
        assertThat(server.mailbox(sender).awaitMessage("\n\nthe text\n.\n")).contains("Subject: told");
    }

    @Test
    void whatGoesToAServerWithoutDsnIsToldAsRelayed() {
        try (FarServer far = FarServer.accepting()) {
            server.admin().control("smtproutes", far.route("far.example"));
            send("", "ann@far.example", "NOTIFY=SUCCESS,FAILURE");
            assertThat(notice("relayed")).contains("\nFinal-Recipient: rfc822; ann@far.example\n");
            assertThat(far.received)
                    .singleElement()
                    .satisfies(mail -> assertThat(mail.text()).contains("the text"));
        }
    }

    @Test
    void aFailureIsToldWithTheHeaderAloneIfThatIsWanted() {
        try (FarServer far = new FarServer(recipient -> "550 5.1.1 nobody here")) {
            server.admin().control("smtproutes", far.route("far.example"));
            send("RET=HDRS ENVID=x1", "ann@far.example", "NOTIFY=FAILURE");
            assertThat(notice("failed"))
                    .contains("\nOriginal-Envelope-Id: x1\n", "nobody here", "\nSubject: told\n")
                    .doesNotContain("the text");
        }
    }

    @Test
    void whoWantsToKnowNothingIsToldNothing() {
        try (FarServer far = new FarServer(recipient -> "550 5.1.1 nobody here")) {
            server.admin().control("smtproutes", far.route("far.example"));
            send("", "ann@far.example", "NOTIFY=NEVER");
            send("", "bob@far.example", "");
            server.mailbox(sender).awaitMessage("<bob@far.example>");
            server.admin().awaitIdle();
            assertThat(server.mailbox(sender).count("ann@far.example")).isZero();
        }
    }

    /** RFC 8689: by STARTTLS at the door of other servers. */
    private void sendRequiringTls(String recipient) throws IOException, GeneralSecurityException {
        try (Socket socket = new Socket("127.0.0.1", server.smtpPort())) {
            Wire clear = new Wire(socket);
            reply(clear);
            clear.writeLine("EHLO client.example");
            assertThat(reply(clear)).contains("STARTTLS").doesNotContain("REQUIRETLS");
            clear.writeLine("STARTTLS");
            assertThat(reply(clear)).startsWith("220 ");
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            try (Wire wire = new Wire(context.getSocketFactory().createSocket(socket, "it.example", 0, true))) {
                wire.writeLine("EHLO client.example");
                assertThat(reply(wire)).contains("REQUIRETLS\n");
                for (String command : List.of(
                        "MAIL FROM:<" + at(sender) + "> RET=FULL REQUIRETLS", "RCPT TO:<" + recipient + ">", "DATA")) {
                    wire.writeLine(command);
                    assertThat(reply(wire)).matches("(250|354) .*\n");
                }
                wire.writeText("Subject: told\r\n\r\nthe text\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(reply(wire)).startsWith("250 2.0.0 ok ");
            }
        }
    }

    /** Its lines. */
    private static String reply(Wire wire) throws IOException {
        StringBuilder reply = new StringBuilder();
        String line = wire.readLine();
        while (line != null && line.charAt(3) == '-') {
            reply.append(line).append('\n');
            line = wire.readLine();
        }
        return reply.append(line).append('\n').toString();
    }

    @Test
    void rtls14AMessageThatRequiresTlsComesBackWithItsHeaderFromAServerWithoutTls() throws Exception {
        try (FarServer far = FarServer.accepting()) {
            server.admin().control("smtproutes", far.route("far.example"));
            sendRequiringTls("ann@far.example");
            assertThat(notice("failed"))
                    .contains("\nStatus: 5.7.10\n", "\nSubject: told\n", "<ann@far.example>:\n")
                    .doesNotContain("the text");
            assertThat(far.received).isEmpty();
        }
    }

    @Test
    void rtls14AMessageThatRequiresTlsIsDeliveredHere() throws Exception {
        sendRequiringTls(at(sender));
        assertThat(server.mailbox(sender).awaitMessage("\n\nthe text\n")).contains("Subject: told");
    }

    @Test
    void aDelayIsToldOnce() {
        try (FarServer far = new FarServer(recipient -> "450 4.2.0 later")) {
            server.admin().control("smtproutes", far.route("far.example"));
            server.admin().control("delaynotice", "1");
            send("ENVID=slow", "ann@far.example", "NOTIFY=DELAY,FAILURE");
            Await.until(
                    "the delay is told",
                    Await.PATIENCE,
                    () -> {
                        server.admin().retry();
                        return server.mailbox(sender).count("\nAction: delayed\n") > 0;
                    },
                    () -> "");
            assertThat(notice("delayed")).contains("\nOriginal-Envelope-Id: slow\n", "\nWill-Retry-Until: ");

            far.answer(FarServer.ACCEPT);
            Await.until(
                    "it is delivered",
                    Await.PATIENCE,
                    () -> {
                        server.admin().retry();
                        return far.received.size() == 1;
                    },
                    () -> "");
            server.admin().awaitIdle();
            assertThat(server.mailbox(sender).messages()).hasSize(1);
        }
    }

    @Test
    void strangersMayNotAskUnlessTheyAreLet() {
        server.admin().control("tcp.smtp", ":allow\n");
        try (SmtpClient smtp = server.smtp()) {
            assertThat(smtp.send("EHLO client.example")).contains("CHUNKING").doesNotContain("DSN");
            assertThat(smtp.send("MAIL FROM:<" + at(sender) + "> RET=HDRS")).startsWith("555 5.5.4 ");
            assertThat(smtp.send("MAIL FROM:<" + at(sender) + ">")).startsWith("250 ");
            assertThat(smtp.send("RCPT TO:<" + at(sender) + "> NOTIFY=SUCCESS")).startsWith("555 5.5.4 ");
        }
        server.admin().control("dsn", "yes\n");
        try (SmtpClient smtp = server.smtp()) {
            assertThat(smtp.send("EHLO client.example")).contains("DSN");
        }
    }

    @Test
    void sendmailSaysOfWhatTheSenderIsToBeTold() throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of("..", "bin", "sendmail").toString(),
                "-N",
                "success",
                "-V",
                "order 17",
                "-f",
                at(sender),
                at(sender));
        builder.environment().put("QMAIL_HOME", server.home().toString());
        Process process =
                builder.inheritIO().redirectInput(ProcessBuilder.Redirect.PIPE).start();
        try (Writer message = process.outputWriter()) {
            message.write("Subject: told\n\nhello\n");
        }
        assertThat(process.waitFor()).isZero();
        assertThat(notice("delivered")).contains("\nOriginal-Envelope-Id: order 17\n");
    }

    @Test
    void aMessageByRestSaysOfWhatTheSenderIsToBeTold() {
        String query = "?sender=" + at(sender) + "&recipient=" + at(sender) + "&notify=success&envid=order%2017";
        String message = "Subject: told\n\nhello\n";
        assertThat(server.admin().inject(query, message, sender).statusCode()).isEqualTo(202);
        assertThat(notice("delivered")).contains("\nOriginal-Envelope-Id: order 17\n");
        HttpResponse<String> wrong = server.admin()
                .send(
                        "POST",
                        "/api/messages",
                        "{\"recipients\":[\"" + at(sender)
                                + "\"],\"subject\":\"x\",\"text\":\"x\",\"notify\":\"always\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("notify 'always': must be NEVER", "\"pointer\":\"#/notify\"");
    }
}
