package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One destination that never answers, and fifty that do (G4). */
@Tag("alone")
@ExtendWith(SharedServer.class)
class SlowDestinationIT {
    private static final int LIVE = 50;
    private static final int DEAD = 400;

    /** What the first ones for the dead destination may take: they are looked at for two seconds. */
    private static final Duration DELAY = Duration.ofSeconds(6);

    private final QmailServer server;

    SlowDestinationIT(QmailServer server) {
        this.server = server;
    }

    private void send(int count, String recipient) {
        byte[] text = "Subject: one of many\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
        try (SmtpClient smtp = server.smtp().ehlo()) {
            for (int i = 0; i < count; i++) {
                String reply = smtp.message("", List.of(recipient.replace("NUMBER", Integer.toString(i))), text);
                assertThat(reply).startsWith("250");
            }
        }
    }

    /** How long all the live ones take. */
    private Duration deliver(FarServer far) {
        int before = far.received.size();
        long begin = System.nanoTime();
        send(LIVE, "ann@dNUMBER.live.example");
        Await.until("all live destinations have their mail", () -> far.received.size() == before + LIVE);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    @Test
    void theLiveOnesDoNotWaitForTheDeadOne() throws IOException {
        try (FarServer far = FarServer.accepting();
                ServerSocket silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
            server.admin()
                    .control(
                            "smtproutes",
                            far.route(".live.example") + "\ndead.example:127.0.0.1:" + silent.getLocalPort() + "\n");
            deliver(far); // whatever is slow the first time
            Duration alone = deliver(far);

            send(DEAD, "bo@dead.example");
            Duration behindTheDead = deliver(far);

            assertThat(behindTheDead).isLessThan(alone.plus(DELAY));
            silent.close();
            server.admin().control("smtproutes", far.route("dead.example") + "\n");
            Await.until("the dead one has its mail too", () -> {
                server.admin().send("POST", "/api/queue/retry", "{}");
                return far.received.size() == 3 * LIVE + DEAD;
            });
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }
}
