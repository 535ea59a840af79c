package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Artemis;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.ServerWithBroker;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two brokers on one directory, as docs/broker-pair.xml has them: one is frozen, thawed, killed, and comes back. */
class BrokerPairIT {
    private static final Duration FROZEN = Duration.ofSeconds(25);
    private static final int MESSAGES = 40;

    private Artemis primary;
    private Artemis backup;
    private QmailServer server;
    private final Set<Integer> accepted = new HashSet<>();
    private int number;

    @BeforeEach
    void start() throws IOException {
        server = QmailServer.inNewHome("broker-pair");
        Files.createDirectories(server.home());
        List<Artemis> pair = Artemis.pair(server.home().resolve("broker"));
        primary = pair.get(0);
        backup = pair.get(1);
        primary.start();
        backup.launch();
        server.with("QMAIL_JMS_URL", "(" + primary.url() + "," + backup.url() + ")?ha=true")
                .with("QMAIL_JMS_PASSWORD", Artemis.PASSWORD)
                .start()
                .prepare();
        server.admin().createMailbox("ana", null);
    }

    @AfterEach
    void end() {
        server.end();
        backup.kill();
        primary.kill();
    }

    private boolean send() {
        boolean taken = ServerWithBroker.send(server, ServerWithBroker.ANA, "number " + ++number)
                .startsWith("250 ");
        if (taken) {
            accepted.add(number);
        }
        return taken;
    }

    private void sendSome() {
        for (int i = 0; i < MESSAGES; i++) {
            send();
        }
    }

    private void isServedAgain(String after) {
        Await.until("mail is taken after " + after, Duration.ofMinutes(2), this::send, () -> "");
        sendSome();
        Await.until(
                "all are there after " + after,
                Duration.ofMinutes(2),
                () -> arrived().containsAll(accepted),
                () -> accepted.size() + " of which there are " + arrived().size());
    }

    private List<Integer> arrived() {
        return ServerWithBroker.arrived(server);
    }

    @Test
    void onlyOneOfThemIsTheBrokerAndNothingIsLostOrDoubled() {
        sendSome();
        primary.freeze();
        Await.elapsed(FROZEN);
        assertThat(backup.isActive())
                .as("a second broker while the first one is frozen")
                .isFalse();
        primary.thaw();
        isServedAgain("the freeze");

        primary.kill();
        backup.awaitActive();
        isServedAgain("the death of the primary");

        primary.start();
        isServedAgain("its return");
        assertThat(arrived()).doesNotHaveDuplicates();
    }
}
