package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.it.harness.Archive;
import ee.qmail.it.harness.Command;
import ee.qmail.it.harness.NeverReady;
import ee.qmail.it.harness.OrdersApplication;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Applications come, change and go while the server runs. */
class HotDeploymentIT {
    private static final String CUSTOMER = "ana@" + QmailServer.DOMAIN;
    private static final String WRONG_VALUE = "answer 'Commit': must be queue or commit";
    private static final int LOOKS = 8;
    private static final int ROUNDS = 5;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");

    private static QmailServer server;
    private static OrdersApplication orders;

    @BeforeAll
    static void start() {
        server = QmailServer.inNewHome("hot");
        orders = new OrdersApplication(server, CUSTOMER);
        server.start().prepare();
        server.admin().createMailbox("ana", null);
        server.admin().createMailbox("ben", null);
    }

    @AfterAll
    static void end() {
        server.end();
    }

    @BeforeEach
    void deployOrders() {
        if (!list().contains("orders: deployed")) {
            assertThat(app("deploy", System.getProperty("orders.war"))).endsWith("orders is deployed at /orders");
        }
    }

    private static String app(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(Path.of("..", "bin", "qmail").toString(), "app"));
        command.addAll(List.of(arguments));
        command.add("--home=" + server.home());
        return Command.must(command.toArray(String[]::new));
    }

    private static String list() {
        return app("list");
    }

    private static Path archive(String name) {
        return server.home().resolve("applications").resolve(name);
    }

    private static Path aside(String name) {
        return server.home().resolve(name);
    }

    /** By a file that the application has. */
    private static String version(String application) {
        HttpResponse<String> response = server.admin().open("/" + application + "/version.txt");
        return response.statusCode() == 200 ? response.body() : "status " + response.statusCode();
    }

    /** The reply to the first command that is not taken, else to the message. */
    private static String giveBack() {
        try {
            return orders.giveBack("return of Order 17");
        } catch (AssertionError e) {
            return e.getMessage().replaceFirst("expected \\d+ but the server says: ", "");
        }
    }

    @Test
    void aFileThatIsBeingCopiedIsDeployedWhenItIsWhole() throws Exception {
        app("undeploy", "orders");
        byte[] octets = Archive.orders().with("version.txt", "in pieces").octets();
        try (OutputStream out = Files.newOutputStream(archive("orders.war"))) {
            int copied = copyWhile(out, octets, () -> {
                for (int i = 0; i < LOOKS; i++) {
                    assertThat(list()).contains("orders: waits");
                }
            });
            out.write(octets, copied, octets.length - copied);
        }
        Await.until("it is deployed", () -> list().contains("orders: deployed at /orders"));
        assertThat(version("orders")).isEqualTo("in pieces");
        int before = orders.rows();
        assertThat(orders.order("piece-1,1")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("1 x piece-1");
        assertThat(orders.rows()).isEqualTo(before + 1);
    }

    /**
     * Copies octet by octet at a pace of its own, however long a look takes: a file that stays as it is for a second is taken.
     *
     * @return how many octets are copied
     */
    private static int copyWhile(OutputStream out, byte[] octets, Runnable looks) throws Exception {
        AtomicInteger copied = new AtomicInteger();
        ScheduledExecutorService copier = Executors.newSingleThreadScheduledExecutor();
        try {
            ScheduledFuture<?> copying = copier.scheduleAtFixedRate(
                    () -> {
                        try {
                            out.write(octets[copied.getAndIncrement()]);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            looks.run();
            assertThat(copying.isDone()).as("it has failed").isFalse();
        } finally {
            copier.shutdownNow();
            assertThat(copier.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
        return copied.get();
    }

    @Test
    void halfACopyEndsNothing() throws IOException {
        byte[] octets = Archive.orders().with("version.txt", "second half").octets();
        Files.write(archive("orders.war"), Arrays.copyOf(octets, octets.length / 2));
        Await.until("half of it is not taken", () -> list().contains("orders: failed"));
        assertThat(list()).contains("orders.war is not a whole archive", "; the version before runs on");
        assertThat(orders.order("half-1,1")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("1 x half-1");
        Files.write(archive("orders.war"), octets);
        Await.until("all of it is", () -> version("orders").equals("second half"));
        Await.until("the list says so", () -> list().contains("orders: deployed at /orders"));
    }

    /** Each mail that was answered 250 is delivered once; the beans' callers wait or are told to come again. */
    @Test
    void itIsReplacedUnderLoad() {
        AtomicInteger next = new AtomicInteger();
        Queue<String> accepted = new ConcurrentLinkedQueue<>();
        Queue<String> replies = new ConcurrentLinkedQueue<>();
        try (Clients clients = new Clients()) {
            for (int i = 0; i < 2; i++) {
                clients.add(() -> {
                    String article = "load-" + next.incrementAndGet() + "-x";
                    String reply = orders.order(article + ",1");
                    assertThat(reply).startsWith("250 ");
                    accepted.add(article);
                });
            }
            clients.add(() -> {
                String number = "mailbox-" + next.incrementAndGet() + "-x";
                try (SmtpClient smtp = server.smtp().ehlo()) {
                    byte[] text = ("Subject: " + number + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
                    assertThat(smtp.message(CUSTOMER, List.of("ben@" + QmailServer.DOMAIN), text))
                            .startsWith("250 ");
                }
                accepted.add(number);
            });
            clients.add(() -> replies.add(giveBack()));
            for (int version = 1; version <= 3; version++) {
                Path changed =
                        Archive.orders().with("version.txt", "load " + version).writeTo(aside("changed.war"));
                assertThat(app("deploy", changed.toString(), "--name=orders"))
                        .endsWith("orders is deployed at /orders");
                assertThat(version("orders")).isEqualTo("load " + version);
            }
        }
        server.admin().awaitNothingWaits();
        server.admin().awaitIdle();
        for (String each : accepted) {
            boolean order = each.startsWith("load-");
            assertThat(
                            order
                                    ? server.mailbox("ana").count("1 x " + each + "\n")
                                    : server.mailbox("ben").count(each))
                    .as(each)
                    .isOne();
        }
        assertThat(accepted).hasSizeGreaterThan(30);
        assertThat(server.mailbox("ana").count("failure notice")).isZero();
        assertThat(replies)
                .isNotEmpty()
                .allMatch(reply -> reply.startsWith("550 5.7.1 ") || reply.startsWith("451 4.3.0 "));
    }

    @Test
    void aVersionThatIsRefusedTellsWhyAndTheOneBeforeRunsOn() throws IOException {
        String before = version("orders");
        Path wrong = wrongValue().with("version.txt", "wrong").writeTo(aside("wrong.war"));
        assertThatThrownBy(() -> app("deploy", wrong.toString(), "--name=orders"))
                .hasMessageContaining("orders is refused: bean ")
                .hasMessageContaining(WRONG_VALUE + "; the version before runs on (exit 100)");
        assertThat(version("orders")).isEqualTo(before);
        assertThat(orders.order("refused-1,1")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("1 x refused-1");

        assertThatThrownBy(() -> app("deploy", wrong.toString())).hasMessageContaining(WRONG_VALUE + " (exit 100)");
        Files.writeString(archive("broken.war"), "no archive");
        Await.until("the broken one is seen", () -> list().contains("broken: failed"));
        assertThat(list())
                .contains(WRONG_VALUE, "broken.war is not a whole archive that can be unpacked")
                .containsPattern("wrong: failed since [^\n]*" + WRONG_VALUE);
        assertThat(server.output()).contains("application wrong was not deployed: bean ");
        assertThat(app("undeploy", "wrong")).endsWith("wrong is undeployed");
        assertThat(app("undeploy", "broken")).endsWith("broken is undeployed");
        assertThat(list()).doesNotContain("broken", "wrong");
        app("deploy", System.getProperty("orders.war"));
    }

    @Test
    void whatIsRemarkedOnAnApplicationIsTold() throws IOException {
        Path foreign = withProperty("recipient", "orders@nowhere.example").writeTo(aside("foreign.war"));
        assertThat(app("deploy", foreign.toString(), "--name=orders"))
                .containsPattern("orders is deployed at /orders\nwarning: bean [^\n]*'orders@nowhere.example'"
                        + " has a domain that this server does not deliver for");
        assertThat(app("deploy", System.getProperty("orders.war"))).doesNotContain("warning");
    }

    private static Archive wrongValue() {
        return withProperty("answer", "Commit");
    }

    private static Archive withProperty(String name, String value) {
        return Archive.orders().with("WEB-INF/ejb-jar.xml", """
                <?xml version="1.0" encoding="UTF-8"?>
                <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
                  <enterprise-beans>
                    <message-driven>
                      <ejb-name>Orders</ejb-name>
                      <ejb-class>ee.qmail.examples.orders.Orders</ejb-class>
                      <activation-config>
                        <activation-config-property>
                          <activation-config-property-name>%s</activation-config-property-name>
                          <activation-config-property-value>%s</activation-config-property-value>
                        </activation-config-property>
                      </activation-config>
                    </message-driven>
                  </enterprise-beans>
                </ejb-jar>
                """.formatted(name, value));
    }

    @Test
    void mailWaitsForAnApplicationThatIsUndeployed() {
        assertThat(app("undeploy", "orders")).endsWith("orders is undeployed");
        assertThat(archive("orders.war")).doesNotExist();
        assertThat(server.admin().open("/orders/api").statusCode()).isNotEqualTo(200);
        assertThat(orders.order("waiting-1,1")).startsWith("250 ");
        assertThat(giveBack()).startsWith("451 4.3.0 ");
        Await.until("the order waits", () -> server.admin().queue("deferred") == 1);
        deployOrders();
        server.mailbox("ana").awaitMessage("1 x waiting-1");
        assertThat(giveBack()).startsWith("550 5.7.1 ");
        assertThat(server.mailbox("ana").count("1 x waiting-1")).isOne();
    }

    @Test
    void twentyVersionsLeaveNoClassesBehind() throws IOException {
        redeployAll(0);
        int first = classLoaders();
        for (int round = 1; round <= ROUNDS; round++) {
            redeployAll(round);
        }
        assertThat(classLoaders())
                .as("class loaders of applications, %d at first, after %d redeployments", first, ROUNDS * NAMES.size())
                .isLessThanOrEqualTo(first + 1);
        for (String name : NAMES) {
            Files.delete(archive(name + ".war"));
        }
        Await.until("all are gone", () -> NAMES.stream().noneMatch(name -> list().contains(name + ": ")));
    }

    /** All at once, with an old date, so that the server does not wait whether they change. */
    private static void redeployAll(int round) throws IOException {
        byte[] octets = Archive.orders().with("version.txt", "round " + round).octets();
        for (String name : NAMES) {
            Path file = Files.write(aside(name + ".war"), octets);
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            Files.move(file, archive(name + ".war"), StandardCopyOption.REPLACE_EXISTING);
        }
        Await.until(
                "round " + round + " is deployed",
                () -> NAMES.stream().allMatch(name -> version(name).equals("round " + round)));
    }

    /** After a garbage collection, which the histogram makes. */
    private static int classLoaders() {
        String histogram = Command.must(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                String.valueOf(server.pid()),
                "GC.class_histogram");
        Matcher count = Pattern.compile(
                        "(\\d+) +\\d+ +org\\.glassfish\\.web\\.loader\\.WebappClassLoader$", Pattern.MULTILINE)
                .matcher(histogram);
        assertThat(count.find()).isTrue();
        return Integer.parseInt(count.group(1));
    }

    /** The server stops all the same, and is after its start what it was before. */
    @Test
    void oneThatNeverEndsBeingDeployedStopsNeitherMailNorTheServer() throws IOException {
        Path wrong = wrongValue().writeTo(aside("wrong.war"));
        assertThatThrownBy(() -> app("deploy", wrong.toString(), "--name=orders"))
                .hasMessageContaining(WRONG_VALUE);
        Path hangs = Archive.empty().with(NeverReady.class).writeTo(aside("hangs.war"));
        assertThatThrownBy(() -> app("deploy", hangs.toString(), "--wait=1"))
                .hasMessageContaining("hangs.war is in place; no answer of the server within 1 seconds")
                .hasMessageContaining("(exit 111)");
        assertThat(list()).contains("hangs: deploying");
        assertThat(orders.order("hanging-1,1")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("1 x hanging-1");

        Instant stop = Instant.now();
        assertThat(server.stop()).isEqualTo(143);
        assertThat(Duration.between(stop, Instant.now())).isLessThan(Duration.ofSeconds(30));
        assertThat(list()).contains("hangs: waits for the next start", "orders: waits for the next start");
        assertThat(app("undeploy", "hangs")).endsWith("hangs is removed; no server runs");

        server.start();
        assertThat(list()).containsPattern("orders: failed since [^\n]*; the version before runs on");
        assertThat(orders.order("restarted-1,1")).startsWith("250 ");
        server.mailbox("ana").awaitMessage("1 x restarted-1");
        app("deploy", System.getProperty("orders.war"));
    }

    /** Each does its work again and again until all are closed; an assertion that failed in one fails the test. */
    private static final class Clients implements AutoCloseable {
        private final List<Thread> threads = new ArrayList<>();
        private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        private volatile boolean stopped;

        void add(Runnable work) {
            Thread thread = new Thread(() -> {
                try {
                    while (!stopped) {
                        work.run();
                    }
                } catch (RuntimeException | AssertionError e) {
                    failures.add(e);
                }
            });
            threads.add(thread);
            thread.start();
        }

        @Override
        public void close() {
            stopped = true;
            for (Thread thread : threads) {
                try {
                    thread.join(Await.PATIENCE.toMillis());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            assertThat(failures).isEmpty();
        }
    }
}
