package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A broker of its own that ends and comes back while nobody has anything to do with it, and while a reader is about. */
class BrokerRestartIT {
    private static final Duration RETURN = Duration.ofSeconds(15);
    private static final int MESSAGES = 240;
    private static final int RESTARTS = 3;
    private static final String ANA = "ana@" + QmailServer.DOMAIN;
    private static final Pattern NUMBER = Pattern.compile("^number (\\d+)$", Pattern.MULTILINE);

    private Artemis broker;
    private QmailServer server;
    private FarServer far;

    @BeforeEach
    void start() throws IOException {
        server = QmailServer.inNewHome("broker-restart");
        Files.createDirectories(server.home());
        broker = new Artemis(server.home().resolve("broker"));
        broker.start();
        server.with("QMAIL_JMS_URL", broker.url())
                .with("QMAIL_JMS_PASSWORD", Artemis.PASSWORD)
                .start()
                .prepare();
        server.admin().createMailbox("ana", null);
        far = FarServer.accepting();
        server.admin().control("smtproutes", far.route("far.example") + "\n");
    }

    @AfterEach
    void end() {
        server.end();
        broker.kill();
        far.close();
    }

    private String send(String recipient, String body) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: x\r\n\r\n" + body + "\r\n").getBytes(StandardCharsets.US_ASCII);
            return smtp.message("bob@client.example", List.of(recipient), text);
        }
    }

    private boolean isReady() {
        return server.admin().open("/health/ready").statusCode() == 200;
    }

    private void inject(String body) throws Exception {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory(broker.url(), "qmail", Artemis.PASSWORD);
                JMSContext jms = factory.createContext()) {
            TextMessage message = jms.createTextMessage(body + "\n");
            message.setStringProperty("qmail_recipients", ANA);
            jms.createProducer().send(jms.createQueue("qmail.inject"), message);
        }
    }

    private boolean farGot(String body) {
        return far.received.stream().anyMatch(mail -> mail.text().contains(body));
    }

    @Test
    void idleConsumersReturnAndUntilThenTheServerIsNotReady() throws Exception {
        for (int restart = 1; restart <= 2; restart++) {
            String body = "restart " + restart;
            broker.kill();
            Await.until("the server says that it is not ready", () -> !isReady());
            assertThat(server.admin().open("/health/ready").body()).contains("queue");
            broker.start();

            Await.until(
                    "it is ready again",
                    RETURN,
                    this::isReady,
                    () -> server.admin().open("/health/ready").body());
            assertThat(send("joe@far.example", body + " remote")).startsWith("250 ");
            assertThat(send(ANA, body + " local")).startsWith("250 ");
            inject(body + " by JMS");

            Await.until("the remote one", RETURN, () -> farGot(body + " remote"), () -> far.received);
            server.mailbox("ana").awaitMessage(body + " local");
            server.mailbox("ana").awaitMessage(body + " by JMS");
        }
    }

    /** A broker that was killed does not say again what it had given to whom; the reader has moved it meanwhile. */
    @Test
    void withAReaderAboutNothingIsLostOrDoubledWhenTheBrokerIsKilled() throws Exception {
        Thread reader = new Thread(this::read, "reader");
        reader.start();
        Set<Integer> accepted = new HashSet<>();
        try {
            for (int number = 0; number < MESSAGES; number++) {
                if (number % (MESSAGES / RESTARTS) == MESSAGES / RESTARTS - 1) {
                    broker.kill();
                    broker.start();
                    Await.until(
                            "mail is accepted again",
                            () -> send(ANA, "hello again").startsWith("250 "));
                }
                if (send(ANA, "number " + number).startsWith("250 ")) {
                    accepted.add(number);
                }
            }
            Await.until("nothing is left", Duration.ofMinutes(2), () -> hasArrived(accepted), () -> accepted);
        } finally {
            reader.interrupt();
            reader.join();
        }

        assertThat(arrived()).containsAll(accepted);
        assertThat(accepted).hasSizeGreaterThan(MESSAGES - 2 * RESTARTS);
        assertThat(arrived()).doesNotHaveDuplicates();
    }

    /** What a mail program does with what it has seen. */
    private void read() {
        Path maildir = server.mailbox("ana").maildir();
        while (!Thread.currentThread().isInterrupted()) {
            for (Path file : server.mailbox("ana").files()) {
                try {
                    if (file.startsWith(maildir.resolve("new"))) {
                        Files.move(file, maildir.resolve("cur").resolve(file.getFileName() + ":2,S"));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    /** Looks while the reader moves files away. */
    private boolean hasArrived(Set<Integer> accepted) {
        try {
            return arrived().containsAll(accepted);
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private List<Integer> arrived() {
        return server.mailbox("ana").messages().stream()
                .map(NUMBER::matcher)
                .filter(Matcher::find)
                .map(matcher -> Integer.valueOf(matcher.group(1)))
                .toList();
    }
}
