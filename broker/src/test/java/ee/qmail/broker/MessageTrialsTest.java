package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.attempts.AttemptMarks;
import ee.qmail.attempts.WorkNotes;
import ee.qmail.contract.Queues;
import ee.qmail.message.QueueId;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class MessageTrialsTest {
    private static final String QUEUE = "shop.orders";
    private static final String TOPIC = "shop.news";
    private static final long SOON = 30_000;
    /** After which a message that was given back comes again, in milliseconds. */
    private static final long REDELIVERY = 1_000;

    @TempDir
    Path directory;

    private Instant now = Instant.now();
    private EmbeddedBroker broker;
    private ActiveMQConnectionFactory factory;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));
        broker.start();
        factory = new ActiveMQConnectionFactory("vm://0");
    }

    @AfterEach
    void stop() {
        factory.close();
        broker.stop();
    }

    /** The process ends, and its successor finds this. */
    private void startWithSuspect(long message, int deaths, Instant notBefore) throws Exception {
        stop();
        suspect(message, deaths, notBefore);
        start();
    }

    private void suspect(long message, int deaths, Instant notBefore) throws IOException {
        Files.writeString(
                directory.resolve("jms/suspects"), message + " 0 " + deaths + " " + notBefore.getEpochSecond() + "\n");
    }

    private void send(String... texts) {
        try (JMSContext context = factory.createContext()) {
            for (String text : texts) {
                context.createProducer().send(context.createQueue(QUEUE), text);
            }
        }
    }

    private long idOfFirst() throws JMSException {
        return idOfFirst(context -> context.createConsumer(context.createQueue(QUEUE)));
    }

    private long idOfFirst(Function<JMSContext, JMSConsumer> source) throws JMSException {
        try (JMSContext context = factory.createContext(JMSContext.CLIENT_ACKNOWLEDGE);
                JMSConsumer consumer = source.apply(context)) {
            return ((ActiveMQMessage) consumer.receive(SOON)).getCoreMessage().getMessageID();
        }
    }

    /** What has been given back comes again after a second; the broker's watch comes round each 2 seconds. */
    private <T> T untilWatched(Supplier<T> source) {
        Instant end = Instant.now().plus(Duration.ofSeconds(30));
        T found = null;
        while (found == null && Instant.now().isBefore(end)) {
            broker.startAgainIfStopped();
            found = source.get();
        }
        return found;
    }

    @Test
    void aSuspectWaitsAndOthersPassIt() throws Exception {
        send("suspect", "other");
        suspect(idOfFirst(), 2, now.plusSeconds(60));
        MessageTrials trials = trials();
        broker.server.getActiveMQServer().registerBrokerPlugin(trials);
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE));
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("other");
            trials.look();
            assertThat(consumer.receiveBody(String.class, 2 * REDELIVERY)).isNull();
            now = now.plusSeconds(60);
            trials.look();
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("suspect");
        }
    }

    @Test
    void theThirdDeathIsTheLast() throws Exception {
        send("suspect", "other");
        startWithSuspect(idOfFirst(), 3, Instant.now().plusSeconds(1000));
        try (JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue(QUEUE));
            assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("other");
            JMSConsumer deadLetters = context.createConsumer(context.createQueue(Queues.DEAD));
            Message dead = untilWatched(() -> deadLetters.receive(200));
            assertThat(consumer.receiveNoWait()).isNull();
            assertThat(dead.getBody(String.class)).isEqualTo("suspect");
            assertThat(dead.getStringProperty("qmail_reason"))
                    .isEqualTo("the server has ended 3 times while a bean of an application worked on this message");
        }
        assertThat(Files.readString(directory.resolve("jms/suspects"))).isEmpty();
    }

    /** A message of a topic has one id in all of its subscriptions. */
    @Test
    void aSuspectWaitsInEachSubscriptionAndComesInEach() throws Exception {
        List<String> names = List.of("one", "two");
        try (JMSContext context = factory.createContext()) {
            names.forEach(name -> subscription(context, name).close());
            context.createProducer().send(context.createTopic(TOPIC), "suspect");
        }
        suspect(idOfFirst(context -> subscription(context, "one")), 2, now.plusSeconds(60));
        MessageTrials trials = trials();
        broker.server.getActiveMQServer().registerBrokerPlugin(trials);
        try (JMSContext context = factory.createContext()) {
            List<JMSConsumer> both =
                    names.stream().map(name -> subscription(context, name)).toList();
            for (JMSConsumer consumer : both) {
                assertThat(consumer.receiveBody(String.class, 2 * REDELIVERY)).isNull();
            }
            now = now.plusSeconds(60);
            trials.look();
            for (JMSConsumer consumer : both) {
                assertThat(consumer.receiveBody(String.class, SOON)).isEqualTo("suspect");
            }
        }
    }

    private static JMSConsumer subscription(JMSContext context, String name) {
        return context.createSharedDurableConsumer(context.createTopic(TOPIC), name);
    }

    private MessageTrials trials() {
        return new MessageTrials(AttemptMarks.open(directory.resolve("jms")), WorkNotes.none(), () -> now);
    }

    @Test
    void suspectsAreTriedOneAfterTheOtherAndOthersBesideThem() throws Exception {
        String rest = " 0 1 " + Instant.now().getEpochSecond() + "\n";
        Files.writeString(directory.resolve("jms/suspects"), 1 + rest + 2 + rest);
        MessageTrials trials = trials();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        CompletableFuture<Void> one = CompletableFuture.runAsync(() -> trials.run(1, "bean", () -> {
            first.countDown();
            await(released);
        }));
        await(first);
        CompletableFuture<Void> two = CompletableFuture.runAsync(() -> trials.run(2, "bean", () -> {}));
        trials.run(3, "bean", () -> {});
        assertThat(two).isNotDone();
        assertThat(List.of(deathsAfterACrash(1), deathsAfterACrash(2), deathsAfterACrash(3)))
                .as("the second one has not begun")
                .containsExactly(2, 1, 0);
        released.countDown();
        one.join();
        two.join();
    }

    /** As the next process will count; the marks stay as they are. */
    private int deathsAfterACrash(long message) throws IOException {
        Path copy = Files.createTempDirectory(directory, "copy");
        for (String name : List.of("attempts", "suspects")) {
            Files.copy(directory.resolve("jms").resolve(name), copy.resolve(name));
        }
        return AttemptMarks.open(copy).deaths(new QueueId(message), 0);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatABeanThrowsIsTheContainersAndNoDeath() throws Exception {
        MessageTrials trials = trials();
        Runnable wrong = () -> {
            throw new IllegalStateException("planned");
        };
        assertThatThrownBy(() -> trials.run(1, "bean", wrong)).hasMessage("planned");
        assertThat(AttemptMarks.open(directory.resolve("jms")).deaths(new QueueId(1), 0))
                .isZero();
    }
}
