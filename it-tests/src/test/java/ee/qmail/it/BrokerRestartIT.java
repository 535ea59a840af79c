package ee.qmail.it;

import static ee.qmail.it.harness.ServerWithBroker.ANA;
import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Artemis;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.ServerWithBroker;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import jakarta.jms.JMSContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A broker of its own that ends and comes back while nobody has anything to do with it, and while a reader is about. */
@Tag("alone")
class BrokerRestartIT {
    private static final Duration RETURN = Duration.ofSeconds(15);
    private static final int MESSAGES = 1_200;
    private static final int RESTARTS = 3;
    private static final int SENDERS = 8;

    private ServerWithBroker with;
    private Artemis broker;
    private QmailServer server;
    private FarServer far;

    @BeforeEach
    void start() throws IOException {
        with = ServerWithBroker.start("broker-restart");
        broker = with.broker();
        server = with.server();
        far = FarServer.accepting();
        server.admin().control("smtproutes", far.route("far.example") + "\n");
    }

    @AfterEach
    void end() {
        with.close();
        far.close();
    }

    private boolean isReady() {
        return server.admin().open("/health/ready").statusCode() == 200;
    }

    private void inject(String body) throws Exception {
        try (ActiveMQConnectionFactory factory = with.connections();
                JMSContext jms = factory.createContext()) {
            ServerWithBroker.inject(jms, body);
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
            assertThat(with.send("joe@far.example", body + " remote")).startsWith("250 ");
            assertThat(with.send(ANA, body + " local")).startsWith("250 ");
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
        Set<Integer> accepted = ConcurrentHashMap.newKeySet();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        AtomicInteger numbers = new AtomicInteger();
        try {
            for (int sender = 0; sender < SENDERS; sender++) {
                senders.execute(() -> sendAll(numbers, accepted));
            }
            for (int restart = 1; restart <= RESTARTS; restart++) {
                int enough = restart * MESSAGES / (RESTARTS + 1);
                Await.until("mail is taken", Duration.ofMinutes(2), () -> accepted.size() >= enough, accepted::size);
                broker.kill();
                broker.start();
            }
            senders.shutdown();
            assertThat(senders.awaitTermination(3, TimeUnit.MINUTES)).isTrue();
            Await.until("nothing is left", Duration.ofMinutes(2), () -> hasArrived(accepted), () -> accepted);
        } finally {
            senders.shutdownNow();
            reader.interrupt();
            reader.join();
        }

        assertThat(with.arrived()).containsAll(accepted);
        assertThat(with.arrived()).doesNotHaveDuplicates();
    }

    /** Until enough are taken, however many are not. */
    private void sendAll(AtomicInteger numbers, Set<Integer> accepted) {
        while (accepted.size() < MESSAGES && !Thread.currentThread().isInterrupted()) {
            int number = numbers.incrementAndGet();
            if (with.send(ANA, "number " + number).startsWith("250 ")) {
                accepted.add(number);
            } else {
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        }
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
            return with.arrived().containsAll(accepted);
        } catch (UncheckedIOException e) {
            return false;
        }
    }
}
