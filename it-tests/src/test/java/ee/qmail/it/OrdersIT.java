package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.OrdersApplication;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Report;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The example {@code examples/orders}: an application whose beans take mail. */
class OrdersIT {
    private static final int ORDERS = Integer.getInteger("orders.count");
    private static final int CLIENTS = 4;
    private static final String CUSTOMER = "ana@" + QmailServer.DOMAIN;
    private static final String ORDERS_ADDRESS = OrdersApplication.ORDERS_ADDRESS;
    private static final String RETURNS_ADDRESS = OrdersApplication.RETURNS_ADDRESS;
    private static final Pattern CONFIRMED = Pattern.compile("^1 x (article-\\d+)$", Pattern.MULTILINE);

    private QmailServer server;
    private OrdersApplication orders;

    @BeforeEach
    void prepare() {
        server = QmailServer.inNewHome("orders");
        orders = new OrdersApplication(server, CUSTOMER);
        orders.install();
    }

    @AfterEach
    void end() {
        server.end();
    }

    private void start() {
        server.start().prepare();
        server.admin().createMailbox("ana", null);
    }

    @Test
    void anOrderBecomesARowAndAConfirmationAndIsTakenBackWhileTheClientWaits() {
        start();
        assertThat(orders.order("article-1,1")).startsWith("250 ");
        String confirmation = server.mailbox("ana").awaitMessage("1 x article-1");
        assertThat(confirmation).contains("Return-Path: <" + ORDERS_ADDRESS + ">\n", "\nTo: " + CUSTOMER + "\n");
        assertThat(orders.rows()).isOne();

        assertThat(orders.order(null)).startsWith("250 ");
        assertThat(server.mailbox("ana").awaitMessage("failure notice"))
                .contains("<" + ORDERS_ADDRESS
                        + ">:\nan order must have a file order.csv with lines such as chair,4 (#5.6.0)");
        assertThat(orders.send(
                        ORDERS_ADDRESS,
                        "Content-Disposition: attachment; filename=order.csv\n"
                                + "Content-Transfer-Encoding: base64\n\nY2hhaXIsN\n"))
                .startsWith("250 ");
        server.mailbox("ana").awaitMessage("order.csv is broken: ");
        assertThat(orders.send(ORDERS_ADDRESS, "Content-Type: multipart/mixed; boundary=b\n\nno part\n"))
                .startsWith("250 ");
        server.mailbox("ana").awaitMessage("the mail cannot be read: ");
        assertThat(orders.order("lamp,20000")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("there are no more than 10000 of lamp (#5.2.0)");
        server.admin().awaitIdle();
        assertThat(server.mailbox("ana").count("20000 x lamp"))
                .as("confirmations of an order that was rejected at last")
                .isZero();
        assertThat(orders.rows()).isOne();

        Matcher subject = Pattern.compile("Subject: (Order \\d+)").matcher(confirmation);
        assertThat(subject.find()).isTrue();
        String back = "return of " + subject.group(1);
        assertThat(orders.giveBack("Order 17")).startsWith("550 5.7.1 you have no order 17");
        assertThat(orders.giveBack(back)).startsWith("250 2.0.0 ok ");
        assertThat(orders.rows()).isZero();
        assertThat(server.mailbox("ana").awaitMessage(subject.group(1) + " is cancelled"))
                .startsWith("Return-Path: <" + RETURNS_ADDRESS + ">\n");
        assertThat(orders.giveBack(back)).startsWith("550 5.7.1 you have no order ");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<" + CUSTOMER + ">");
            assertThat(smtp.send("RCPT TO:<" + RETURNS_ADDRESS + ">")).startsWith("250 ");
            assertThat(smtp.send("RCPT TO:<" + ORDERS_ADDRESS + ">")).startsWith("452 4.5.3 ");
        }
        assertThat(server.mailbox("ana").count("failure notice")).isEqualTo(4);
    }

    @Test
    void mailWaitsWhileTheApplicationIsNotThere() throws IOException {
        start();
        server.stop();
        Path war = server.home().resolve("applications/orders.war");
        Path away = server.home().resolve("orders.war");
        Files.move(war, away);
        server.start();
        assertThat(orders.order("article-1,1")).startsWith("250 ");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<" + CUSTOMER + ">");
            assertThat(smtp.send("RCPT TO:<" + RETURNS_ADDRESS + ">")).startsWith("451 4.3.0 ");
        }
        Await.until("the order waits", () -> server.admin().queue("deferred") == 1);
        server.stop();
        Files.move(away, war);
        server.start();
        server.mailbox("ana").awaitMessage("1 x article-1");
        assertThat(orders.rows()).isOne();
    }

    /** A third of the orders fail at the last moment, each time they are tried, and the server is killed among them. */
    @Test
    void rowsConfirmationsAndAcceptedOrdersAgreeAfterEveryFailure() throws Exception {
        server.withOptions("-Dorders.trouble=33");
        start();
        Set<String> accepted = ConcurrentHashMap.newKeySet();
        AtomicInteger next = new AtomicInteger();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> sendAll(next, accepted));
            }
            Await.until(
                    "half of the orders are accepted",
                    Duration.ofMinutes(10),
                    () -> accepted.size() > ORDERS / 2,
                    () -> accepted.size() + " are");
            server.kill();
            server.start();
            clients.shutdown();
            assertThat(clients.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
        } finally {
            clients.shutdownNow();
        }
        server.admin().awaitNothingWaits();
        server.admin().awaitIdle();
        List<String> confirmed = confirmed();
        assertThat(confirmed).doesNotHaveDuplicates().containsAll(accepted).hasSize(orders.rows());
        assertThat(server.mailbox("ana").count("failure notice")).isZero();
        new Report(server.home().resolveSibling("orders.txt"))
                .say(accepted.size() + " orders accepted, " + orders.rows() + " rows, " + confirmed.size()
                        + " confirmations");
    }

    /** A client whose connection breaks does not know whether its order was taken; it sends the next one. */
    private void sendAll(AtomicInteger next, Set<String> accepted) {
        for (int number = next.getAndIncrement(); number < ORDERS; number = next.getAndIncrement()) {
            String article = "article-" + number;
            try {
                if (orders.order(article + ",1").startsWith("250 ")) {
                    accepted.add(article);
                }
            } catch (RuntimeException | AssertionError e) {
                Await.until("the server is back", Duration.ofMinutes(4), this::listens, () -> e);
            }
        }
    }

    private boolean listens() {
        try (SmtpClient smtp = server.smtp()) {
            return smtp.greeting().startsWith("220 ");
        } catch (RuntimeException | AssertionError e) {
            return false;
        }
    }

    private List<String> confirmed() {
        return server.mailbox("ana").messages().stream()
                .flatMap(text -> {
                    Matcher line = CONFIRMED.matcher(text);
                    return line.find() ? Stream.of(line.group(1)) : Stream.empty();
                })
                .toList();
    }
}
