package ee.qmail.it;

import static ee.qmail.it.harness.ServerWithBroker.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Artemis;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.ServerWithBroker;
import ee.qmail.test.server.Await;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mail queue is in a broker of its own, another process than the server. */
class OtherBrokerIT {
    private static final int MESSAGES = 60;

    private ServerWithBroker with;
    private Artemis broker;
    private QmailServer server;

    @BeforeEach
    void start() throws IOException {
        with = ServerWithBroker.start("other-broker");
        broker = with.broker();
        server = with.server();
    }

    @AfterEach
    void end() {
        with.close();
    }

    @Test
    void mailFlowsAndApplicationsMeetTheServerThere() throws Exception {
        assertThat(Files.exists(server.home().resolve("queue/journal")))
                .as("a broker in the server")
                .isFalse();
        assertThat(with.send(ANA, "by SMTP")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("by SMTP");
        server.admin().createAlias("orders", "jms:queue:orders");
        assertThat(with.send("orders@" + QmailServer.DOMAIN, "for an application"))
                .startsWith("250 ");
        try (ActiveMQConnectionFactory factory = with.connections();
                JMSContext jms = factory.createContext()) {
            Message order = jms.createConsumer(jms.createQueue("orders")).receive(60_000);
            assertThat(order).isInstanceOf(BytesMessage.class);
            assertThat(order.getStringProperty("qmail_sender")).isEqualTo("bob@client.example");
            ServerWithBroker.inject(jms, "by JMS");
        }
        server.mailbox("ana").awaitMessage("by JMS");
    }

    /** What was answered 250 is in the broker, or in the Maildir. */
    @Test
    void nothingIsLostOrDoubledWhenEitherOfThemIsKilled() {
        Set<Integer> accepted = new HashSet<>();
        for (int number = 0; number < MESSAGES; number++) {
            if (number == MESSAGES / 3) {
                server.kill();
                server.start();
            }
            if (number == 2 * MESSAGES / 3) {
                broker.kill();
                assertThat(with.send(ANA, "number -1")).as("without a broker").startsWith("451 ");
                broker.start();
                Await.until(
                        "mail is accepted again",
                        Duration.ofMinutes(2),
                        () -> with.send(ANA, "hello again").startsWith("250 "),
                        () -> "");
            }
            if (with.send(ANA, "number " + number).startsWith("250 ")) {
                accepted.add(number);
            }
        }

        assertThat(accepted).hasSizeGreaterThan(MESSAGES - 3);
        Await.until("all are there", Duration.ofMinutes(4), () -> with.arrived().containsAll(accepted), with::arrived);
        assertThat(with.arrived()).doesNotHaveDuplicates().doesNotContain(-1);
    }
}
