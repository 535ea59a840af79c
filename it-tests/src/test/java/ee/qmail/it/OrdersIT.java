package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    private static final String ORDERS_ADDRESS = "orders@" + QmailServer.DOMAIN;
    private static final String RETURNS_ADDRESS = "returns@" + QmailServer.DOMAIN;
    private static final Pattern CONFIRMED = Pattern.compile("^1 x (article-\\d+)$", Pattern.MULTILINE);

    private QmailServer server;

    @BeforeEach
    void prepare() throws IOException {
        server = QmailServer.inNewHome("orders");
        Path applications = Files.createDirectories(server.home().resolve("applications"));
        Files.copy(Path.of(System.getProperty("orders.war")), applications.resolve("orders.war"));
    }

    @AfterEach
    void end() {
        server.end();
    }

    private void start() {
        server.start().prepare();
        server.admin().createMailbox("ana", null);
    }

    private static byte[] order(String file) {
        String attachment = file == null ? "" : """
                --b
                Content-Type: text/csv
                Content-Disposition: attachment; filename="order.csv"

                %s
                """.formatted(file);
        return """
                From: %s
                Subject: my order
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain

                please
                %s--b--
                """.formatted(CUSTOMER, attachment).replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private String send(String recipient, byte[] text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            return smtp.message(CUSTOMER, List.of(recipient), text);
        }
    }

    private int rows() {
        String json = server.admin().open("/orders/api").body();
        Matcher count = Pattern.compile("\"count\":(\\d+)").matcher(json);
        assertThat(count.find()).as(json).isTrue();
        return Integer.parseInt(count.group(1));
    }

    @Test
    void anOrderBecomesARowAndAConfirmationAndIsTakenBackWhileTheClientWaits() {
        start();
        assertThat(send(ORDERS_ADDRESS, order("article-1,1"))).startsWith("250 ");
        String confirmation = server.mailbox("ana").awaitMessage("1 x article-1");
        assertThat(confirmation).contains("Return-Path: <" + ORDERS_ADDRESS + ">\n", "\nTo: " + CUSTOMER + "\n");
        assertThat(rows()).isOne();

        assertThat(send(ORDERS_ADDRESS, order(null))).startsWith("250 ");
        assertThat(server.mailbox("ana").awaitMessage("failure notice"))
                .contains("<" + ORDERS_ADDRESS
                        + ">:\nan order must have a file order.csv with lines such as chair,4 (#5.6.0)");
        assertThat(rows()).isOne();

        Matcher subject = Pattern.compile("Subject: (Order \\d+)").matcher(confirmation);
        assertThat(subject.find()).isTrue();
        byte[] back = ("Subject: return of " + subject.group(1) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        assertThat(send(RETURNS_ADDRESS, "Subject: Order 17\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                .startsWith("550 5.7.1 you have no order 17");
        assertThat(send(RETURNS_ADDRESS, back)).startsWith("250 2.0.0 ok ");
        assertThat(rows()).isZero();
        assertThat(server.mailbox("ana").awaitMessage(subject.group(1) + " is cancelled"))
                .startsWith("Return-Path: <" + RETURNS_ADDRESS + ">\n");
        assertThat(send(RETURNS_ADDRESS, back)).startsWith("550 5.7.1 you have no order ");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<" + CUSTOMER + ">");
            assertThat(smtp.send("RCPT TO:<" + RETURNS_ADDRESS + ">")).startsWith("250 ");
            assertThat(smtp.send("RCPT TO:<" + ORDERS_ADDRESS + ">")).startsWith("452 4.5.3 ");
        }
        assertThat(server.mailbox("ana").count("failure notice")).isOne();
    }

    @Test
    void mailWaitsWhileTheApplicationIsNotThere() throws IOException {
        start();
        server.stop();
        Path war = server.home().resolve("applications/orders.war");
        Path away = server.home().resolve("orders.war");
        Files.move(war, away);
        server.start();
        assertThat(send(ORDERS_ADDRESS, order("article-1,1"))).startsWith("250 ");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<" + CUSTOMER + ">");
            assertThat(smtp.send("RCPT TO:<" + RETURNS_ADDRESS + ">")).startsWith("451 4.3.0 ");
        }
        Await.until("the order waits", () -> server.admin().queue("deferred") == 1);
        server.stop();
        Files.move(away, war);
        server.start();
        retry();
        server.mailbox("ana").awaitMessage("1 x article-1");
        assertThat(rows()).isOne();
    }

    private void retry() {
        assertThat(server.admin().send("POST", "/api/queue/retry", "{}").statusCode())
                .isEqualTo(200);
    }

    /** A third of the orders fail at the last moment, each time they are tried, and the server is killed among them. */
    @Test
    void rowsConfirmationsAndAcceptedOrdersAreTheSameWhateverFails() throws Exception {
        server.withJvm("-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dorders.trouble=33");
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
        Await.until(
                "no order waits",
                Duration.ofMinutes(10),
                this::isEverythingDone,
                () -> server.admin().queue("deferred") + " do");
        server.admin().awaitIdle();
        List<String> confirmed = confirmed();
        assertThat(confirmed).doesNotHaveDuplicates().containsAll(accepted).hasSize(rows());
        assertThat(server.mailbox("ana").count("failure notice")).isZero();
        new Report(server.home().resolveSibling("orders.txt"))
                .say(accepted.size() + " orders accepted, " + rows() + " rows, " + confirmed.size() + " confirmations");
    }

    private boolean isEverythingDone() {
        server.admin().awaitIdle();
        retry();
        return server.admin().queue("deferred") == 0;
    }

    /** A client whose connection breaks does not know whether its order was taken; it sends the next one. */
    private void sendAll(AtomicInteger next, Set<String> accepted) {
        for (int number = next.getAndIncrement(); number < ORDERS; number = next.getAndIncrement()) {
            String article = "article-" + number;
            try {
                if (send(ORDERS_ADDRESS, order(article + ",1")).startsWith("250 ")) {
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
