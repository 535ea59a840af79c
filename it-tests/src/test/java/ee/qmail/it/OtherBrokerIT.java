package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mail queue is in a broker of its own, another process than the server. */
class OtherBrokerIT {
    private static final int MESSAGES = 60;
    private static final String ANA = "ana@" + QmailServer.DOMAIN;
    private static final Pattern NUMBER = Pattern.compile("^number (-?\\d+)$", Pattern.MULTILINE);

    private Artemis broker;
    private QmailServer server;

    @BeforeEach
    void start() throws IOException {
        server = QmailServer.inNewHome("other-broker");
        Files.createDirectories(server.home());
        broker = new Artemis(server.home().resolve("broker"));
        broker.start();
        server.with("QMAIL_JMS_URL", broker.url())
                .with("QMAIL_JMS_PASSWORD", Artemis.PASSWORD)
                .start()
                .prepare();
        server.admin().createMailbox("ana", null);
    }

    @AfterEach
    void end() {
        server.end();
        broker.kill();
    }

    private static byte[] text(String body) {
        return ("Subject: x\r\n\r\n" + body + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private String send(String recipient, String body) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message("bob@client.example", List.of(recipient), text(body));
        }
    }

    @Test
    void mailFlowsAndApplicationsMeetTheServerThere() throws Exception {
        assertThat(Files.exists(server.home().resolve("queue/journal")))
                .as("a broker in the server")
                .isFalse();
        assertThat(send(ANA, "by SMTP")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("by SMTP");
        server.admin().createAlias("orders", "jms:queue:orders");
        assertThat(send("orders@" + QmailServer.DOMAIN, "for an application")).startsWith("250 ");
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(broker.url(), "qmail", Artemis.PASSWORD);
                JMSContext jms = factory.createContext()) {
            Message order = jms.createConsumer(jms.createQueue("orders")).receive(60_000);
            assertThat(order).isInstanceOf(BytesMessage.class);
            assertThat(order.getStringProperty("qmail_sender")).isEqualTo("bob@client.example");
            TextMessage answer = jms.createTextMessage("by JMS\n");
            answer.setStringProperty("qmail_recipients", ANA);
            jms.createProducer().send(jms.createQueue("qmail.inject"), answer);
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
                assertThat(send(ANA, "number -1")).as("without a broker").startsWith("451 ");
                broker.start();
                Await.until(
                        "mail is accepted again",
                        Duration.ofMinutes(2),
                        () -> send(ANA, "hello again").startsWith("250 "),
                        () -> "");
            }
            if (send(ANA, "number " + number).startsWith("250 ")) {
                accepted.add(number);
            }
        }

        assertThat(accepted).hasSizeGreaterThan(MESSAGES - 3);
        Await.until("all are there", Duration.ofMinutes(4), () -> arrived().containsAll(accepted), this::arrived);
        assertThat(arrived()).doesNotHaveDuplicates().doesNotContain(-1);
    }

    private List<Integer> arrived() {
        return server.mailbox("ana").messages().stream()
                .map(NUMBER::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .toList();
    }
}
