package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.MessageMemory;
import ee.qmail.contract.MessageWithBody;
import ee.qmail.contract.RefusedMessageException;
import ee.qmail.loop.SignOfLife;
import ee.qmail.message.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import javax.transaction.xa.XAResource;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.Consumer;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQMapMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQObjectMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQStreamMessage;
import org.apache.activemq.artemis.jms.client.ActiveMQTextMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueActivationTest {
    private static final String QUEUE = "qmail.local";
    private static final long PATIENCE_SECONDS = 20;
    private static final int WORKERS = 2;

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private QueueActivation activation;
    private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    private final AtomicInteger endpoints = new AtomicInteger();
    private final AtomicInteger released = new AtomicInteger();

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));
        broker.start();
    }

    @AfterEach
    void stop() {
        if (activation != null) {
            broker.deactivate(activation);
        }
        broker.stop();
    }

    private void activate(MessageListener bean) throws Exception {
        activation = new QueueActivation(QUEUE, factory(bean), WORKERS);
        broker.activate(activation);
    }

    /** The container's part: a bean behind an endpoint. */
    private MessageEndpointFactory factory(MessageListener bean) {
        return new MessageEndpointFactory() {
            @Override
            public MessageEndpoint createEndpoint(XAResource resource) {
                endpoints.incrementAndGet();
                return (MessageEndpoint) Proxy.newProxyInstance(
                        getClass().getClassLoader(),
                        new Class<?>[] {MessageEndpoint.class, MessageListener.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("onMessage")) {
                                bean.onMessage((Message) arguments[0]);
                            } else if (method.getName().equals("release")) {
                                released.incrementAndGet();
                            }
                            return null;
                        });
            }

            @Override
            public MessageEndpoint createEndpoint(XAResource resource, long timeout) {
                return createEndpoint(resource);
            }

            @Override
            public boolean isDeliveryTransacted(Method method) {
                return false;
            }

            @Override
            public String getActivationName() {
                return "test";
            }

            @Override
            public Class<?> getEndpointClass() {
                return MessageListener.class;
            }
        };
    }

    private void store(String... texts) throws IOException {
        List<BrokerMessage> unit = new ArrayList<>();
        for (String text : texts) {
            unit.add(new BrokerMessage(QUEUE, null, Map.of("qmail_id", 7L), Body.of(text)));
        }
        broker.store(unit);
    }

    private static String text(Message message) {
        try {
            byte[] octets = new byte[(int) ((BytesMessage) message).getBodyLength()];
            ((BytesMessage) message).readBytes(octets);
            String again = message.getJMSRedelivered() ? " again" : "";
            return new String(octets, StandardCharsets.US_ASCII) + again;
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private String next() throws InterruptedException {
        return received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void awaitDepth(long depth) throws InterruptedException {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (broker.depths().get(QUEUE) != depth && System.nanoTime() < giveUp) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(broker.depths()).containsEntry(QUEUE, depth);
    }

    /** A message has gone back to the queue, and waits there for its next delivery. */
    private void awaitRedelivery() throws InterruptedException {
        org.apache.activemq.artemis.core.server.Queue queue =
                broker.server.getActiveMQServer().locateQueue(SimpleString.of(QUEUE));
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (queue.getScheduledCount() == 0 && System.nanoTime() < giveUp) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        assertThat(queue.getScheduledCount()).isOne();
    }

    private void restart() throws Exception {
        broker.server.getActiveMQServer().stop();
        broker.startAgainIfStopped();
    }

    /** As an administrator may close it with the broker's own tools. */
    @Test
    void aConsumerThatTheBrokerHasSentAwayIsMissedAndComesBack() throws Exception {
        activate(message -> received.add(text(message)));
        assertThat(broker.missing()).isEmpty();
        broker.server
                .getActiveMQServer()
                .locateQueue(SimpleString.of(QUEUE))
                .getConsumers()
                .forEach(Consumer::disconnect);
        assertThat(broker.missing()).containsExactly(QUEUE + ": its consumer is not attached");

        broker.startAgainIfStopped();

        assertThat(broker.missing()).isEmpty();
        store("back");
        assertThat(next()).isEqualTo("back");
    }

    @Test
    void aMessageReachesTheBeanWithItsPropertiesAndIsGoneForGood() throws Exception {
        store("before");
        activate(message -> {
            try {
                received.add(text(message) + message.getLongProperty("qmail_id"));
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(next()).isEqualTo("before7");

        store("after");

        assertThat(next()).isEqualTo("after7");
        awaitDepth(0);
        restart();
        awaitDepth(0);
        assertThat(received).isEmpty();
    }

    @Test
    void aMessageTheBeanFailsOnIsRedelivered() throws Exception {
        Semaphore refusals = new Semaphore(1);
        activate(message -> {
            received.add(text(message));
            if (refusals.tryAcquire()) {
                throw new IllegalStateException("planned");
            }
        });

        store("stubborn");

        assertThat(next()).isEqualTo("stubborn");
        assertThat(next()).isEqualTo("stubborn again");
        awaitDepth(0);
    }

    @Test
    void anErrorLosesNoMessageAndNoWorker() throws Exception {
        AtomicInteger errors = new AtomicInteger(2 * WORKERS);
        activate(message -> {
            if (errors.getAndDecrement() > 0) {
                throw new StackOverflowError("planned");
            }
            received.add(text(message));
        });

        store("a", "b", "c", "d");

        assertThat(List.of(next(), next(), next(), next())).contains("a again", "b again", "c again", "d again");
        awaitDepth(0);
    }

    @Test
    void manyMoreThanItHoldsAreDeliveredByAsManyAsThereAreWorkers() throws Exception {
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        activate(message -> {
            most.accumulateAndGet(busy.incrementAndGet(), Math::max);
            Thread.yield();
            busy.decrementAndGet();
            received.add(text(message));
        });
        int count = 500;
        for (int i = 0; i < count; i++) {
            store("m" + i);
        }

        for (int i = 0; i < count; i++) {
            assertThat(next()).isNotNull();
        }

        awaitDepth(0);
        assertThat(most).hasValueLessThanOrEqualTo(WORKERS);
        assertThat(endpoints).hasValueLessThanOrEqualTo(WORKERS);
    }

    /** The queue reads its pages only as far as what is delivered and not acknowledged leaves room. */
    @Test
    void pagedMessagesAreDelivered() throws Exception {
        int count = 800;
        String[] megabyte = Collections.nCopies(10, "x".repeat(100_000)).toArray(String[]::new);
        for (int stored = 0; stored < count; stored += megabyte.length) {
            store(megabyte);
        }
        assertThat(broker.server.getActiveMQServer().getPagingManager().getPageStore(SimpleString.of(QUEUE)))
                .matches(PagingStore::isPaging);

        activate(message -> received.add(text(message).substring(0, 1)));

        for (int i = 0; i < count; i++) {
            assertThat(next()).as("message %d", i).isNotNull();
        }
        awaitDepth(0);
    }

    @Test
    void deactivationReturnsMessagesThatNoWorkerHasBegun() throws Exception {
        CountDownLatch begun = new CountDownLatch(WORKERS);
        CountDownLatch end = new CountDownLatch(1);
        activate(message -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        store("a", "b", "c", "d", "e", "f", "g");
        assertThat(begun.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        Thread undeployment = new Thread(() -> broker.deactivate(activation));
        undeployment.start();
        while (undeployment.getState() != Thread.State.TIMED_WAITING) { // for the workers
            Thread.onSpinWait();
        }
        assertThat(broker.depths()).containsEntry(QUEUE, 7L);

        end.countDown();
        undeployment.join();

        assertThat(released).hasValue(endpoints.get());
        awaitDepth(5);
        activate(message -> received.add(text(message)));
        assertThat(List.of(next(), next(), next(), next(), next())).containsExactlyInAnyOrder("c", "d", "e", "f", "g");
        awaitDepth(0);
    }

    @Test
    void itGoesOnWithABrokerThatIsStartedAgainAndSaysWhatMayHaveBeenDelivered() throws Exception {
        Semaphore go = new Semaphore(0);
        activate(message -> {
            go.acquireUninterruptibly();
            received.add(text(message));
        });
        store("a", "b", "c");
        restart();

        store("fresh");
        go.release(20);

        List<String> all = new ArrayList<>();
        while (all.stream().filter(text -> text.endsWith(" again")).count() < 3 || !all.contains("fresh")) {
            String text = next();
            assertThat(text).as("after %s", all).isNotNull();
            all.add(text);
        }
        assertThat(all).contains("a again", "b again", "c again", "fresh");
        awaitDepth(0);
    }

    @Test
    void aLargeMessageIsReadFromTheBrokersFileAtOnceOrPieceByPieceOrWhereItIs() throws Exception {
        byte[] large = new byte[700_001];
        new Random(1).nextBytes(large);
        BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
        activate(message -> {
            try {
                assertThat(message.getStringProperty("qmail_sender")).isEqualTo("ana@example.org");
                assertThat(((BytesMessage) message).getBodyLength()).isEqualTo(large.length);
                ByteArrayOutputStream atOnce = new ByteArrayOutputStream();
                message.setObjectProperty("JMS_AMQ_SaveStream", atOnce);
                bodies.add(atOnce.toByteArray());
                byte[] pieces = new byte[large.length];
                assertThat(((BytesMessage) message).readBytes(pieces)).isEqualTo(large.length);
                bodies.add(pieces);
                try (InputStream whereItIs = ((MessageWithBody) message).body().open()) {
                    bodies.add(whereItIs.readAllBytes());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
                assertThat(((MessageWithBody) message).body().size()).isEqualTo(large.length);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0");
                JMSContext context = factory.createContext(Session.AUTO_ACKNOWLEDGE)) {
            BytesMessage message = context.createBytesMessage();
            message.setStringProperty("qmail_sender", "ana@example.org");
            message.setObjectProperty("JMS_AMQ_InputStream", new ByteArrayInputStream(large));
            context.createProducer().send(context.createQueue(QUEUE), message);
        }

        for (int i = 0; i < 3; i++) {
            assertThat(bodies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(large);
        }
        awaitDepth(0);
    }

    private void send(JmsWork work, String url) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(url);
                JMSContext context = factory.createContext(Session.AUTO_ACKNOWLEDGE)) {
            context.createProducer().send(context.createQueue(QUEUE), work.message(context));
        }
    }

    private interface JmsWork {
        Message message(JMSContext context) throws JMSException;
    }

    private <T extends Message> T dead(Class<T> type) throws JMSException {
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0");
                JMSContext context = factory.createContext(Session.AUTO_ACKNOWLEDGE);
                JMSConsumer consumer = context.createConsumer(context.createQueue("qmail.dead"))) {
            T message = type.cast(consumer.receive(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS)));
            if (message instanceof MapMessage map) {
                received.add("" + map.getBytes("data").length); // while there is a session
            }
            return message;
        }
    }

    @Test
    void aMessageRefusedForGoodGoesToTheDeadLetterQueueUnchangedWithTheReason() throws Exception {
        activate(message -> {
            throw new IllegalStateException(new RefusedMessageException("is no mail"));
        });
        send(
                context -> {
                    ObjectMessage message = context.createObjectMessage("an object");
                    message.setStringProperty("whose", "ana's");
                    message.setIntProperty("number", 7);
                    return message;
                },
                "vm://0");

        ObjectMessage dead = dead(ObjectMessage.class);
        assertThat(dead.getStringProperty("qmail_reason")).isEqualTo("is no mail");
        assertThat(dead.getStringProperty("whose")).isEqualTo("ana's");
        assertThat(dead.getIntProperty("number")).isEqualTo(7);
        awaitDepth(0);
    }

    /** Artemis would make an array of that size. */
    @Test
    void aMapWithAnEntryThatIsNotThereIsDeadUnread() throws Exception {
        activate(message -> received.add("the bean"));
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSessionFactory sessions = locator.createSessionFactory();
                ClientSession session = sessions.createSession();
                ClientProducer producer = session.createProducer(QUEUE)) {
            ClientMessage map = session.createMessage(ActiveMQMapMessage.TYPE, true);
            map.getBodyBuffer().writeByte((byte) 1);
            map.getBodyBuffer().writeInt(1);
            map.getBodyBuffer().writeSimpleString(SimpleString.of("data"));
            map.getBodyBuffer().writeByte((byte) 4);
            map.getBodyBuffer().writeInt(2_147_483_600);
            producer.send(map);

            session.start();
            ClientMessage dead =
                    session.createConsumer("qmail.dead").receive(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(dead.getStringProperty("qmail_reason"))
                    .isEqualTo("MapMessage: an entry says that 2147483600 octets follow, but there are 0");
        }
        assertThat(received).isEmpty();
    }

    private interface CoreWork {
        void write(ClientMessage message);
    }

    /** A message as no JMS client makes it; returns it as it is among the dead letters. */
    private ClientMessage deadOf(byte type, CoreWork work) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSessionFactory sessions = locator.createSessionFactory();
                ClientSession session = sessions.createSession();
                ClientProducer producer = session.createProducer(QUEUE)) {
            ClientMessage message = session.createMessage(type, true);
            message.putStringProperty("whose", "ana's");
            work.write(message);
            producer.send(message);

            session.start();
            ClientMessage dead =
                    session.createConsumer("qmail.dead").receive(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            assertThat(dead).isNotNull();
            dead.acknowledge();
            session.commit();
            assertThat(dead.getType()).isEqualTo(type);
            assertThat(dead.getStringProperty("whose")).isEqualTo("ana's");
            return dead;
        }
    }

    /** @param octets of the body of a message of that type */
    private String reasonOf(byte type, byte... octets) throws Exception {
        ClientMessage dead = deadOf(type, message -> message.getBodyBuffer().writeBytes(octets));
        byte[] kept = new byte[dead.getBodyBuffer().readableBytes()];
        dead.getBodyBuffer().readBytes(kept);
        assertThat(kept).isEqualTo(octets);
        return dead.getStringProperty("qmail_reason");
    }

    @Test
    void aBodyThatCannotBeReadIsDeadAtOnceAndWhole() throws Exception {
        activate(message -> received.add("the bean"));
        String text = "the body of a TextMessage cannot be read";
        assertThat(reasonOf(ActiveMQTextMessage.TYPE)).startsWith(text);
        assertThat(reasonOf(ActiveMQTextMessage.TYPE, (byte) 1)).startsWith(text);
        assertThat(reasonOf(ActiveMQTextMessage.TYPE, (byte) 1, (byte) 127, (byte) -1, (byte) -1, (byte) -1))
                .startsWith(text);
        assertThat(reasonOf(ActiveMQTextMessage.TYPE, (byte) 1, (byte) -1, (byte) -1, (byte) -1, (byte) -1))
                .startsWith(text);
        assertThat(reasonOf(ActiveMQMapMessage.TYPE, (byte) 1, (byte) -1, (byte) -1, (byte) -1, (byte) -1))
                .startsWith("the body of a MapMessage cannot be read");
        assertThat(reasonOf(ActiveMQMapMessage.TYPE)).startsWith("MapMessage: ");
        assertThat(reasonOf((byte) 9)).startsWith("the message is of no kind that JMS has");
        awaitDepth(0);
        assertThat(received).isEmpty();
    }

    /** As whoever sets {@code compressLargeMessages} sends it, but the octets are not compressed, or end too early. */
    @Test
    void aCompressedBodyThatCannotBeUnpackedIsDeadAtOnce() throws Exception {
        activate(message -> received.add("the bean"));
        byte[] whole = new byte[200];
        Deflater deflater = new Deflater();
        deflater.setInput(new byte[100_000]);
        deflater.finish();
        int length = deflater.deflate(whole);
        for (byte[] packed : List.of("no zip".getBytes(StandardCharsets.US_ASCII), Arrays.copyOf(whole, length / 2))) {
            ClientMessage dead = deadOf(ActiveMQTextMessage.TYPE, message -> {
                message.getBodyBuffer().writeBytes(packed);
                message.putBooleanProperty(org.apache.activemq.artemis.api.core.Message.HDR_LARGE_COMPRESSED, true);
                message.putLongProperty(org.apache.activemq.artemis.api.core.Message.HDR_LARGE_BODY_SIZE, 100_000L);
            });
            assertThat(dead.getStringProperty("qmail_reason")).startsWith("the compressed body cannot be unpacked");
        }
        awaitDepth(0);
        assertThat(received).isEmpty();
    }

    /** Artemis would make an array of the size that it says to have, before the bean can refuse it. */
    @Test
    void anObjectIsNotReadForTheBeanThatRefusesIt() throws Exception {
        activate(message -> {
            received.add(message instanceof ObjectMessage ? "an object" : "another kind");
            throw new RefusedMessageException("is no mail");
        });
        assertThat(reasonOf(ActiveMQObjectMessage.TYPE, (byte) 127, (byte) -1, (byte) -1, (byte) -1))
                .isEqualTo("is no mail");
        assertThat(next()).isEqualTo("an object");
        assertThat(reasonOf(ActiveMQStreamMessage.TYPE, (byte) 99)).isEqualTo("is no mail");
        assertThat(next()).isEqualTo("another kind");
        awaitDepth(0);
    }

    /** The disk may be back later. */
    @Test
    void aBodyThatIsNotThereNowComesAgain() throws Exception {
        send(context -> context.createTextMessage("x".repeat(1_000_000)), "vm://0");
        Path file;
        try (Stream<Path> files = Files.walk(directory)) {
            file = files.filter(path -> path.toString().endsWith(".msg"))
                    .findFirst()
                    .orElseThrow();
        }
        Path away = directory.resolve("away");
        Files.move(file, away);
        activate(message -> {
            try {
                received.add("text of " + ((TextMessage) message).getText().length());
            } catch (JMSException e) {
                throw new IllegalStateException(e);
            }
        });
        awaitRedelivery();
        Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);

        assertThat(next()).isEqualTo("text of 1000000");
        awaitDepth(0);
    }

    @Test
    void anExpiredMessageGoesToTheDeadLetterQueueWithTheReason() throws Exception {
        for (int size : new int[] {10, 1_000_000}) {
            try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0");
                    JMSContext context = factory.createContext(Session.AUTO_ACKNOWLEDGE)) {
                context.createProducer()
                        .setTimeToLive(1)
                        .setProperty("whose", "ana's")
                        .send(context.createQueue(QUEUE), "x".repeat(size));
            }
            broker.server
                    .getActiveMQServer()
                    .locateQueue(SimpleString.of(QUEUE))
                    .expireReferences(() -> received.add("looked"));
            assertThat(next()).isEqualTo("looked");
            activate(message -> received.add("the bean"));

            TextMessage dead = dead(TextMessage.class);
            assertThat(dead.getStringProperty("qmail_reason"))
                    .startsWith("expired at 20")
                    .contains("JMSExpiration");
            assertThat(dead.getStringProperty("whose")).isEqualTo("ana's");
            broker.deactivate(activation);
        }
        activation = null;
        assertThat(received).isEmpty();
    }

    /** A part of this JVM's memory, which is not there several times over. */
    @Test
    void aMessageTooLargeForTheMemoryGoesToTheDeadLetterQueueUnreadAndWhole() throws Exception {
        activate(message -> received.add("the bean"));
        int size = MessageMemory.MAX + 1;
        send(
                context -> {
                    MapMessage map = context.createMapMessage();
                    map.setBytes("data", new byte[size]);
                    map.setStringProperty("whose", "ana's");
                    return map;
                },
                "vm://0");

        MapMessage dead = dead(MapMessage.class);
        assertThat(next()).isEqualTo(String.valueOf(size));
        assertThat(dead.getStringProperty("qmail_reason")).contains("must be at most " + MessageMemory.MAX);
        assertThat(dead.getStringProperty("whose")).isEqualTo("ana's");
        assertThat(received).isEmpty();
        awaitDepth(0);
    }

    @Test
    void aLargeMapThatFitsTheMemoryIsDeliveredWithItsId() throws Exception {
        BlockingQueue<String> ids = new LinkedBlockingQueue<>();
        activate(message -> {
            try {
                ids.add(message.getJMSMessageID());
                received.add("" + ((MapMessage) message).getBytes("data").length);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        int size = 1_000_000;
        send(
                context -> {
                    MapMessage map = context.createMapMessage();
                    map.setBytes("data", new byte[size]);
                    return map;
                },
                "vm://0");
        assertThat(next()).isEqualTo(String.valueOf(size));
        assertThat(ids.take()).startsWith("ID:");
        awaitDepth(0);
    }

    @Test
    void aCompressedMessageIsDecompressed() throws Exception {
        byte[] large = new byte[700_001];
        new Random(1).nextBytes(large);
        BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();
        activate(message -> {
            try {
                byte[] octets = new byte[(int) ((BytesMessage) message).getBodyLength()];
                ((BytesMessage) message).readBytes(octets);
                bodies.add(octets);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });
        for (byte[] text : List.of(large, new byte[700_002])) { // the second one is small when it is packed
            send(
                    context -> {
                        BytesMessage message = context.createBytesMessage();
                        message.writeBytes(text);
                        return message;
                    },
                    "vm://0?compressLargeMessages=true");
            assertThat(bodies.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(text);
        }
        awaitDepth(0);
    }

    @Test
    void aWorkerThatDoesNotBeginIsMissed() throws Exception {
        activate(message -> received.add(text(message)));
        store("a");
        assertThat(next()).isEqualTo("a");
        assertThat(activation.trouble()).isEmpty();
        assertThat(SignOfLife.SIGNS.all()).contains(activation);
    }
}
