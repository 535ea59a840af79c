package ee.qmail.examples.shop;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.Await;
import ee.qmail.test.server.QmailServer;
import ee.qmail.test.server.RunningServer;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.jms.management.JMSManagementHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The application beside a mail server, which is another process. */
@QmailServer(mailboxes = "ana", aliases = "orders=jms:queue:orders?form=parsed")
class ShopIT {
    private static final String ANA = "ana@example.org";

    private static RunningServer server;
    private static ConfigurableApplicationContext shop;
    private static final Book BOOK = new Book();

    /** Fails for some orders, and counts how often it was asked to keep each. */
    private static final class Book extends OrderBook {
        private final Map<Long, AtomicInteger> attempts = new ConcurrentHashMap<>();
        private final Set<String> refused = ConcurrentHashMap.newKeySet();

        @Override
        public void keep(long id, String text) {
            attempts.computeIfAbsent(id, mail -> new AtomicInteger()).incrementAndGet();
            if (refused.contains(text)) {
                throw new IllegalStateException("planned");
            }
            super.keep(id, text);
        }

        private List<Integer> attempts() {
            return attempts.values().stream().map(AtomicInteger::get).toList();
        }
    }

    @BeforeAll
    static void start() {
        ApplicationContextInitializer<GenericApplicationContext> withBook =
                context -> context.registerBean("book", OrderBook.class, () -> BOOK, bean -> bean.setPrimary(true));
        shop = new SpringApplicationBuilder(Shop.class)
                .initializers(withBook)
                .bannerMode(Banner.Mode.OFF)
                .run(
                        "--spring.artemis.broker-url=tcp://127.0.0.1:" + server.jmsPort(),
                        "--spring.artemis.password=" + RunningServer.PASSWORD,
                        "--logging.level.org.springframework.jms.listener=error");
    }

    @AfterAll
    static void end() {
        if (shop != null) {
            shop.close();
        }
    }

    @BeforeEach
    void empty() {
        server.purge();
        BOOK.attempts.clear();
        BOOK.refused.clear();
    }

    @Test
    void anOrderIsAnsweredOnce() throws Exception {
        order("2 chairs\n", "");
        server.awaitMail(ANA);
        server.admin().awaitIdle();
        assertThat(byPop3()).singleElement().asString().isEqualTo("We have your order:\n\n2 chairs\n");
        assertThat(BOOK.all()).contains("2 chairs\n");
    }

    /** The answer is sent before the book fails: it must not be on its way then. */
    @Test
    void anOrderThatFailsComesAgainAndIsAnsweredWhenAllHasSucceeded() throws Exception {
        BOOK.refused.add("1 lamp\n");
        order("1 lamp\n", "");
        Await.until("a second attempt", () -> BOOK.attempts().stream().anyMatch(count -> count >= 2));
        server.admin().awaitIdle();
        assertThat(server.mails(ANA)).isEmpty();
        BOOK.refused.clear();
        server.awaitMail(ANA);
        server.admin().awaitIdle();
        assertThat(byPop3()).containsExactly("We have your order:\n\n1 lamp\n");
        assertThat(BOOK.all()).contains("1 lamp\n");
    }

    /** Without the pauses between the attempts, which make a day of it. */
    @Test
    void anOrderThatAlwaysFailsEndsAsADeadLetterAndHoldsUpNoOther() throws Exception {
        manage("addAddressSettings", "orders", "{\"redeliveryDelay\":0}");
        BOOK.refused.add("1 table\n");
        order("1 table\n", "");
        order("2 tables\n", "");
        try (JMSContext jms = server.jms().createContext();
                JMSConsumer dead = jms.createConsumer(jms.createQueue("qmail.dead"))) {
            MapMessage letter = (MapMessage) dead.receive(RunningServer.PATIENCE.toMillis());
            assertThat(letter.getString("text")).isEqualTo("1 table\n");
            assertThat(letter.getStringProperty("_AMQ_ORIG_QUEUE")).isEqualTo("orders");
        } finally {
            manage("removeAddressSettings", "orders");
        }
        server.awaitMail(ANA);
        server.admin().awaitIdle();
        assertThat(byPop3()).containsExactly("We have your order:\n\n2 tables\n");
        assertThat(BOOK.attempts()).containsExactlyInAnyOrder(100, 1);
    }

    private static void manage(String operation, Object... arguments) throws Exception {
        try (JMSContext jms = server.jms().createContext()) {
            Queue answers = jms.createTemporaryQueue();
            Message wish = jms.createMessage();
            JMSManagementHelper.putOperationInvocation(wish, "broker", operation, arguments);
            wish.setJMSReplyTo(answers);
            try (JMSConsumer consumer = jms.createConsumer(answers)) {
                jms.createProducer().send(jms.createQueue("activemq.management"), wish);
                Message answer = consumer.receive(RunningServer.PATIENCE.toMillis());
                assertThat(JMSManagementHelper.hasOperationSucceeded(answer)).isTrue();
            }
        }
    }

    @Test
    void noProgramIsAnswered() {
        order("nobody is here\n", "Auto-Submitted: auto-replied\n");
        server.send("", "orders", "Subject: failure notice\n\nof nobody\n");
        Await.until("both are taken", () -> BOOK.attempts().size() == 2);
        server.admin().awaitIdle();
        assertThat(server.mails(ANA)).isEmpty();
        assertThat(server.events()).noneMatch(event -> event.sender().equals("orders@example.org"));
    }

    @Test
    void mailThatIsNoTextIsAnsweredToo() {
        server.send(ANA, "orders", "Subject: order\nContent-Type: text/html\n\n<p>a chair</p>\n");
        assertThat(server.awaitMail(ANA).text()).isEqualTo("We read plain text only.\n");
        assertThat(BOOK.attempts()).isEmpty();
    }

    private void order(String text, String fields) {
        server.send(ANA, "orders", "From: " + ANA + "\n" + fields + "Subject: order\n\n" + text);
    }

    private static List<String> byPop3() throws MessagingException, IOException {
        List<String> texts = new ArrayList<>();
        try (Store store = Session.getInstance(new Properties()).getStore("pop3")) {
            store.connect("127.0.0.1", server.pop3Port(), ANA, RunningServer.PASSWORD);
            try (Folder inbox = store.getFolder("INBOX")) {
                inbox.open(Folder.READ_ONLY);
                for (jakarta.mail.Message mail : inbox.getMessages()) {
                    texts.add(mail.getContent().toString().replace("\r\n", "\n"));
                }
            }
        }
        return texts;
    }
}
