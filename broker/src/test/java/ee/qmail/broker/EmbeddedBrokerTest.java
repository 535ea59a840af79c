package ee.qmail.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ee.qmail.contract.BrokerMessage;
import ee.qmail.contract.DuplicateIdException;
import ee.qmail.contract.InProcessBroker;
import ee.qmail.contract.NeverStoredException;
import ee.qmail.message.Body;
import jakarta.jms.BytesMessage;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.transaction.impl.XidImpl;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir
    Path directory;

    private EmbeddedBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));
        broker.start();
    }

    @AfterEach
    void stop() {
        if (broker != null) {
            broker.stop();
        }
    }

    private static void send(String queue) throws Exception {
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSessionFactory sessions = locator.createSessionFactory();
                ClientSession session = sessions.createSession();
                ClientProducer producer = session.createProducer(queue)) {
            producer.send(session.createMessage(true));
        }
    }

    @Test
    void aJournalFileThatIsDamagedIsNamed() throws Exception {
        for (String name : List.of("bindings/activemq-bindings-1.bindings", "journal/activemq-data-1.amq")) {
            broker.stop();
            Path file = directory.resolve(name);
            byte[] before = Files.readAllBytes(file);
            byte[] garbage = before.clone();
            Arrays.fill(garbage, 0, 20, (byte) 7);
            Files.write(file, garbage);
            EmbeddedBroker damaged = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));
            assertThatThrownBy(damaged::start)
                    .isInstanceOf(IOException.class)
                    .hasMessage("damaged: " + file + "; put back a backup of the whole home");
            Files.write(file, before);
            start();
        }
    }

    private IOException refused() {
        EmbeddedBroker damaged = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));
        return catchThrowableOfType(IOException.class, damaged::start);
    }

    private void cut(Path file, int length) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));
    }

    /** Artemis would make them anew, without the messages in them. */
    @Test
    void afterACleanStopAJournalFileThatIsGoneOrCutIsNamed() throws Exception {
        send("qmail.local");
        for (String name : List.of("bindings/activemq-bindings-1.bindings", "journal/activemq-data-1.amq")) {
            broker.stop();
            Path file = directory.resolve(name);
            byte[] before = Files.readAllBytes(file);

            Files.delete(file);
            assertThat(refused())
                    .hasMessage("gone: " + file
                            + ": messages would be lost; put back a backup of the whole home, or delete "
                            + directory.resolve("journal.files") + " to go on with what is left");
            for (int length : List.of(0, 5, 4_096)) {
                Files.write(file, Arrays.copyOf(before, length));
                assertThat(refused()).hasMessageStartingWith("cut: " + file + " has " + length + " octets instead of ");
            }
            Files.write(file, before);
            start();
            awaitOne("qmail.local");
        }
    }

    /** A crash leaves no list of the files. */
    @Test
    void afterACrashAJournalThatIsGoneIsNoticedButNotWhatACrashInACompactionOrAStartLeaves() throws Exception {
        broker.stop();
        Path mark = directory.resolve("journal.files");
        Files.writeString(mark, "running\n");
        Path journal = directory.resolve("journal");
        Path aside = directory.resolve("aside");
        Files.move(journal, aside);
        assertThat(refused()).hasMessageStartingWith("gone: all files of " + journal + ": messages would be lost; ");
        Files.createDirectories(journal);
        Files.createFile(journal.resolve("journal-rename-control.ctr"));
        new JournalInventory(directory).check();
        Files.delete(journal.resolve("journal-rename-control.ctr"));
        Files.writeString(mark, "starting\n");
        new JournalInventory(directory).check();
        Files.writeString(mark, "journal/x\n");
        assertThatThrownBy(() -> new JournalInventory(directory).check())
                .hasMessageStartingWith(mark + ": 'journal/x' must be the name of a file, a blank and its length; ");
        Files.delete(journal);
        Files.move(aside, journal);
        Files.writeString(mark, "running\n");
        start();
    }

    /** As a full disk leaves it. */
    @Test
    void afterACrashAJournalFileThatIsCutIsToldAndTheServerStarts() throws Exception {
        broker.stop();
        Files.writeString(directory.resolve("journal.files"), "running\n");
        cut(directory.resolve("journal/activemq-data-1.amq"), 0);
        List<String> told = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(JournalInventory.class.getName());
        log.addHandler(handler);
        try {
            start();
        } finally {
            log.removeHandler(handler);
        }
        assertThat(told).singleElement().asString().startsWith("cut: " + directory.resolve("journal/"));
    }

    @Test
    void whoeverDeletesTheListGoesOnWithWhatIsLeft() throws Exception {
        send("qmail.local");
        broker.stop();
        Files.delete(directory.resolve("journal/activemq-data-1.amq"));
        assertThat(refused()).isNotNull();
        Files.delete(directory.resolve("journal.files"));
        start();
        assertThat(broker.depths()).containsEntry("qmail.local", 0L);
    }

    @Test
    void aBrokerThatStoppedItselfIsStartedAgainWithWhatItHad() throws Exception {
        send("qmail.local");
        awaitOne("qmail.local");
        broker.server.getActiveMQServer().stop();

        broker.startAgainIfStopped();

        assertThat(broker.server.getActiveMQServer().isStarted()).isTrue();
        awaitOne("qmail.local");
        assertThat(broker.depths()).containsEntry("qmail.dead", 0L);
    }

    /** Without the pauses between them, which make a day of it. */
    @Test
    void aMessageOfAnApplicationsQueueThatIsRolledBackAHundredTimesGoesToTheDeadLetters() throws Exception {
        broker.server
                .getActiveMQServer()
                .getAddressSettingsRepository()
                .addMatch("shop.orders", new AddressSettings().setRedeliveryDelay(0));
        int deliveries = 0;
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSessionFactory sessions = locator.createSessionFactory();
                ClientSession session = sessions.createTransactedSession()) {
            session.createQueue(QueueConfiguration.of("shop.orders").setRoutingType(RoutingType.ANYCAST));
            send("shop.orders");
            session.start();
            try (ClientConsumer consumer = session.createConsumer("shop.orders")) {
                for (ClientMessage message = consumer.receive(10_000);
                        message != null;
                        message = consumer.receive(deliveries < 100 ? 10_000 : 500)) {
                    deliveries++;
                    message.acknowledge();
                    session.rollback();
                }
            }
            try (ClientConsumer consumer = session.createConsumer("qmail.dead")) {
                ClientMessage dead = consumer.receive(10_000);
                assertThat(dead.getStringProperty("_AMQ_ORIG_QUEUE")).isEqualTo("shop.orders");
            }
        }
        assertThat(deliveries).isEqualTo(100);
    }

    /** A message is counted a moment after it is stored. */
    private void awaitOne(String queue) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (broker.depths().get(queue) != 1 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(broker.depths()).containsEntry(queue, 1L);
    }

    @Test
    void startRollsBackPreparedTransactions() throws Exception {
        prepare(1);
        startAgain(null);
        assertThat(prepared()).isEmpty();
        assertThat(broker.depths()).containsEntry("qmail.inject", 0L);
    }

    @Test
    void withAPortStartRollsBackThoseThatCameFromItsOwnProcess() throws Exception {
        startAgain(0);
        prepare(1);
        Xid ended = prepare(2);
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSession session = locator.createSessionFactory().createSession(true, false, false)) {
            session.commit(ended, false);
        }
        startAgain(0);
        assertThat(prepared()).isEmpty();
        assertThat(broker.depths()).containsEntry("qmail.inject", 1L);
    }

    /** Of one that came by the port there is no note. */
    @Test
    void withAPortOthersStayPrepared() throws Exception {
        startAgain(0);
        Xid theirs = prepare(1);
        broker.stop();
        Files.delete(directory.resolve("jms/transactions"));
        startStopped(0);
        assertThat(prepared()).containsExactly(theirs);
        startAgain(0);
        assertThat(prepared()).as("and at the next start").containsExactly(theirs);
    }

    private Xid prepare(int number) throws Exception {
        Xid xid = new XidImpl(new byte[] {1}, 7, new byte[] {(byte) number});
        ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
        ClientSession session = locator.createSessionFactory().createSession(true, false, false);
        session.start(xid, XAResource.TMNOFLAGS);
        session.createProducer("qmail.inject").send(session.createMessage(true));
        session.end(xid, XAResource.TMSUCCESS);
        session.prepare(xid);
        locator.close();
        return xid;
    }

    private void startAgain(Integer port) throws Exception {
        broker.stop();
        startStopped(port);
    }

    private void startStopped(Integer port) throws Exception {
        broker = new EmbeddedBroker(directory, "127.0.0.1", port, new BrokerSecurity(Map.of()));
        broker.start();
    }

    private List<Xid> prepared() {
        return broker.server.getActiveMQServer().getResourceManager().getPreparedTransactions();
    }

    @Test
    void aBrokerThatWasStoppedStaysStopped() {
        EmbeddedBroker stopped = broker;
        broker = null;
        stopped.stop();

        stopped.startAgainIfStopped();

        assertThat(stopped.server.getActiveMQServer().isStarted()).isFalse();
    }

    @Test
    void itIsFullOnlyWithoutRoomOnItsDiskAndNobodyListensToEvents() {
        assertThat(broker.isFull())
                .isEqualTo(broker.server.getActiveMQServer().getPagingManager().isDiskFull());
        assertThat(broker.isEventsWanted()).isFalse();
    }

    @Test
    void othersFindItAsLongAsItIsNotStopped() {
        assertThat(InProcessBroker.RUNNING.current()).containsSame(broker);
        assertThat(broker.isUp()).isTrue();

        broker.stop();
        broker = null;

        assertThat(InProcessBroker.RUNNING.current()).isEmpty();
    }

    @Test
    void aSecondBrokerInTheSameDirectoryIsRefused() {
        EmbeddedBroker second = new EmbeddedBroker(directory, "127.0.0.1", null, new BrokerSecurity(Map.of()));

        assertThatThrownBy(second::start).hasMessageContaining("is in use by another broker");
    }

    private static BrokerMessage message(String duplicateId, String body) {
        return new BrokerMessage(
                "qmail.local",
                duplicateId,
                Map.of("qmail_id", 7L, "qmail_job", 1, "qmail_domain", "example.org"),
                Body.of(body));
    }

    private static String text(Message message) throws JMSException {
        BytesMessage bytes = (BytesMessage) message;
        byte[] body = new byte[(int) bytes.getBodyLength()];
        bytes.readBytes(body);
        return new String(body, StandardCharsets.US_ASCII);
    }

    @Test
    void jmsReceivesDirectlyStoredMessagesAfterARestart() throws Exception {
        broker.store(List.of(message(null, "first"), message("a", "second")));
        broker.server.getActiveMQServer().stop();
        broker.startAgainIfStopped();

        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0");
                JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("qmail.local"));
            Message received = consumer.receive(5_000);
            assertThat(text(received)).isEqualTo("first");
            assertThat(received.getLongProperty("qmail_id")).isEqualTo(7);
            assertThat(received.getIntProperty("qmail_job")).isEqualTo(1);
            assertThat(received.getStringProperty("qmail_domain")).isEqualTo("example.org");
            assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
            assertThat(consumer.receive(5_000).getStringProperty("_AMQ_DUPL_ID"))
                    .isEqualTo("a");
        }
    }

    @Test
    void aDuplicateIsNotStoredAgainNorAnythingWithIt() throws Exception {
        broker.store(List.of(message("a", "once")));

        assertThatThrownBy(() -> broker.store(List.of(message("b", "with it"), message("a", "twice"))))
                .isInstanceOf(DuplicateIdException.class);

        broker.store(List.of(message("b", "later")));
        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0");
                JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("qmail.local"));
            assertThat(text(consumer.receive(5_000))).isEqualTo("once");
            assertThat(text(consumer.receive(5_000))).isEqualTo("later");
            assertThat(consumer.receiveNoWait()).isNull();
        }
    }

    private List<String> largeFiles() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("large"))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void aLargeMessageIsStoredDirectlyTooAndReceivedByJmsAfterARestart() throws Exception {
        String large = "x".repeat(1_000_000);
        broker.store(List.of(message("a", large), message("b", "small")));
        assertThat(largeFiles()).hasSize(1);
        broker.server.getActiveMQServer().stop();
        broker.startAgainIfStopped();

        try (ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0");
                JMSContext context = factory.createContext()) {
            JMSConsumer consumer = context.createConsumer(context.createQueue("qmail.local"));
            Message received = consumer.receive(5_000);
            assertThat(received.getLongProperty("qmail_id")).isEqualTo(7);
            assertThat(text(received)).isEqualTo(large);
            assertThat(text(consumer.receive(5_000))).isEqualTo("small");
        }
    }

    @Test
    void nothingStaysOfALargeMessageThatIsNotStored() throws Exception {
        String large = "x".repeat(1_000_000);
        BrokerMessage lost = new BrokerMessage("no.such.queue", null, Map.of(), Body.of("x"));
        Body broken = new Body() {
            @Override
            public long size() {
                return 1_000_000;
            }

            @Override
            public InputStream open() throws IOException {
                throw new IOException("planned");
            }
        };
        broker.store(List.of(message("a", "once")));

        assertThatThrownBy(() -> broker.store(List.of(message(null, large), message("a", "twice"))))
                .isInstanceOf(DuplicateIdException.class);
        assertThatThrownBy(() -> broker.store(List.of(message(null, large), lost)));
        assertThatThrownBy(() -> broker.store(List.of(new BrokerMessage("qmail.local", null, Map.of(), broken))))
                .hasStackTraceContaining("planned");

        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!largeFiles().isEmpty() && System.nanoTime() < giveUp) {
            Thread.onSpinWait(); // the broker's threads delete them
        }
        assertThat(largeFiles()).isEmpty();
        assertThat(broker.depths()).containsEntry("qmail.local", 1L);
    }

    /** Its properties do not fit into a record of the journal. */
    @Test
    void aMessageTooLargeToStoreFailsItsWholeUnitForGood() {
        String wide = "r".repeat(300_000);
        for (String text : List.of("small", "x".repeat(1_000_000))) {
            BrokerMessage never = new BrokerMessage("qmail.local", null, Map.of("recipients", wide), Body.of(text));
            assertThatThrownBy(() -> broker.store(List.of(message(null, "with it"), never)))
                    .isInstanceOf(NeverStoredException.class);
        }
        assertThat(broker.depths()).containsEntry("qmail.local", 0L);
    }

    /** The broker counts a little behind. */
    private void awaitDepth(long depth) {
        long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (broker.depths().get("qmail.local") != depth && System.nanoTime() < giveUp) {
            Thread.onSpinWait();
        }
        assertThat(broker.depths()).containsEntry("qmail.local", depth);
    }

    @Test
    void theLargestJobThatIsMadeIsStored() throws Exception {
        String recipients = "r".repeat(100_000 + 900);
        broker.store(List.of(new BrokerMessage(
                "qmail.local",
                "qmail.local/1/1",
                Map.of("recipients", recipients, "sender", "s".repeat(1_000)),
                Body.of("x".repeat(256 * 1024)))));
        awaitDepth(1);
    }

    /** A thousand jobs with a text of a quarter of a megabyte each. */
    @Test
    void aUnitIsNotInMemoryAsAWhole() throws Exception {
        Body text = Body.of("x".repeat(256 * 1024));
        List<BrokerMessage> unit = Collections.nCopies(200, new BrokerMessage("qmail.local", null, Map.of(), text));
        broker.store(unit);
        awaitDepth(200);
        assertThat(largeFiles()).hasSize(200 - 128);
    }

    @Test
    void aUnitForAQueueThatIsNotThereIsRefused() {
        BrokerMessage lost = new BrokerMessage("no.such.queue", null, Map.of(), Body.of("x"));

        assertThatThrownBy(() -> broker.store(List.of(message(null, "with it"), lost)))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("no queue no.such.queue");

        assertThat(broker.depths()).containsEntry("qmail.local", 0L);
    }

    @Test
    void itHasRoomUntilHalfOfItsMemoryIsTaken() throws Exception {
        int size = 100_000;
        List<BrokerMessage> megabyte = Collections.nCopies(10, message(null, "x".repeat(size)));
        assertThat(broker.hasRoom()).isTrue();
        for (int stored = 0; stored < 30; stored++) {
            broker.store(megabyte);
        }
        assertThat(broker.hasRoom()).isTrue();

        for (int stored = 30; stored < 35; stored++) {
            broker.store(megabyte);
        }

        assertThat(broker.hasRoom()).isFalse();
    }

    @Test
    void oneThatHasStoppedItselfStillAnswers() throws Exception {
        broker.server.getActiveMQServer().stop();

        assertThat(broker.isUp()).isFalse();
        assertThat(broker.depths()).isEmpty();
        assertThat(broker.isFull()).isFalse();
        assertThat(broker.hasRoom()).isFalse();
        assertThat(broker.isEventsWanted()).isFalse();
    }

    @Test
    void nothingIsStoredInABrokerThatHasStopped() throws Exception {
        broker.server.getActiveMQServer().stop();

        assertThatThrownBy(() -> broker.store(List.of(message(null, "late"))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has stopped");
    }
}
