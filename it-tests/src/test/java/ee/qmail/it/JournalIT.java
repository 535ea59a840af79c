package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.FailingDisk;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk of the broker's journal fails under a running server, and comes back: as docs/faults.md says. */
class JournalIT {
    private static final String ANA = "ana@" + QmailServer.DOMAIN;

    private FailingDisk disk;
    private QmailServer server;

    @BeforeEach
    void start() {
        server = QmailServer.inNewHome("failing-journal");
        disk = FailingDisk.mount(server.home().resolve("queue"));
        server.start().prepare();
        server.admin().createMailbox("ana", null);
    }

    @AfterEach
    void end() {
        if (server != null) {
            server.end();
        }
        if (disk != null) {
            disk.close();
        }
    }

    private String send() {
        try (SmtpClient client = server.smtp().ehlo()) {
            return client.message(
                    "a@far.example", List.of(ANA), "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private int ready() {
        return server.admin().open("/health/ready").statusCode();
    }

    @Test
    void acceptsNothingWithoutTheJournalAndLosesNothing() {
        server.admin().control("concurrencylocal", "0");
        assertThat(send()).startsWith("250");

        disk.fail();
        assertThat(send()).isEqualTo("451 4.3.0 message not stored, try again later");
        Await.until("the queue is not ready", () -> ready() == 503);
        assertThat(send()).isEqualTo("451 4.3.0 message not stored, try again later");
        assertThat(server.admin().send("GET", "/api/domains", null).statusCode())
                .isEqualTo(200);

        disk.comeBack();
        Await.until("it is ready again", () -> ready() == 200);
        assertThat(send()).startsWith("250");
        server.admin().control("concurrencylocal", "10");
        Await.until(
                "what was accepted before and after is delivered",
                () -> server.mailbox("ana").messages().size() == 2);
    }
}
