package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.Writer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Senders are told what they want to be told (RFC 3461), and mail comes in chunks (RFC 3030). */
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
        server.admin().control("tcp.smtp", "127.:allow,RELAYCLIENT=\"\"\n:allow\n");
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
