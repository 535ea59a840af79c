package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.ending.Ending;
import ee.qmail.it.ending.EndingBean;
import ee.qmail.it.ending.EndingListener;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.quick.QuickBean;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bean ends the process each time that it gets a certain mail, or message: after the second time others have the server to themselves.
 * The ordinary build has {@code System.exit}, and {@code halt} in a JMS bean; {@code -Dexits.all=true} has every ending. */
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class BeanExitsIT {
    private static final boolean ALL = Boolean.getBoolean("exits.all");
    private static final String DOMAIN = QmailServer.DOMAIN;
    private static final String ANA = "ana@" + DOMAIN;
    private static final String JMS_PASSWORD = "it-jms-password";
    /** From the start on, in which other mail is delivered. */
    private static final Duration PROMPT = Duration.ofSeconds(30);

    private static QmailServer server;
    private static ActiveMQConnectionFactory jms;

    @BeforeAll
    static void start() {
        int port = QmailServer.freePorts(1).get(0);
        server = QmailServer.inNewHome("bean-exits")
                // the last one as ./run has it
                .withOptions("-XX:+ExitOnOutOfMemoryError")
                .with("QMAIL_JMS_PORT", String.valueOf(port))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .withApplication("ending", EndingBean.class)
                .withApplication("quick", QuickBean.class)
                .start()
                .prepare();
        server.admin().createMailbox("ana", "correct horse");
        sendToOthers("warm.");
        assertOthersHaveOnce("warm.");
        jms = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "qmail", JMS_PASSWORD);
    }

    @AfterAll
    static void end() {
        if (jms != null) {
            jms.close();
        }
        if (server != null) {
            server.end();
        }
    }

    /** @return the reply */
    private static String send(String recipient, String subject) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: " + subject + "\r\n\r\ntext\r\n").getBytes(StandardCharsets.US_ASCII);
            String reply = smtp.message(ANA, List.of(recipient), text);
            assertThat(reply).startsWith("250 ");
            return reply;
        }
    }

    /** To a mailbox, and to the bean of another application. */
    private static void sendToOthers(String mark) {
        send(ANA, mark);
        send("quick@" + DOMAIN, mark);
    }

    private static void assertOthersHaveOnce(String mark) {
        Await.until(
                "mail of others: " + mark,
                PROMPT,
                () -> Files.exists(server.home().resolve(mark)) && count(mark) > 0,
                () -> "");
        assertThat(count(mark)).isOne();
    }

    private static long count(String mark) {
        return server.mailbox("ana").count("Subject: " + mark + "\n");
    }

    /** What waits is due at once, as far as the server still answers. */
    private static boolean retried() {
        try {
            server.admin().retry();
            Await.elapsed(Duration.ofMillis(500));
            return true;
        } catch (UncheckedIOException | AssertionError e) {
            return false; // it ends, or is not up yet
        }
    }

    private static void awaitWithRetries(String what, BooleanSupplier done) {
        Await.until(
                what, Duration.ofMinutes(3), () -> done.getAsBoolean() || retried() && done.getAsBoolean(), () -> "");
    }

    private static void assertEndsWith(int status) {
        awaitWithRetries("the server ends", () -> !server.isAlive());
        assertThat(server.awaitExit()).isEqualTo(status);
    }

    private static String file(String name) {
        try {
            return Files.readString(server.home().resolve(name), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<Ending> endings() {
        return ALL ? Stream.of(Ending.values()) : Stream.of(Ending.EXIT);
    }

    @ParameterizedTest
    @MethodSource("endings")
    void aMailThatEndsTheServerTwiceWaitsAndOthersPass(Ending ending) {
        String way = ending.name().toLowerCase(Locale.ROOT);
        String recipient = way + "@" + DOMAIN;
        sendToOthers(way + "-before.");
        String reply = send(recipient, "the end");
        String id = reply.substring(reply.lastIndexOf(' ') + 1);
        assertEndsWith(ending.status);
        server.launch();
        assertEndsWith(ending.status);

        server.start();
        sendToOthers(way + "-after.");
        assertOthersHaveOnce(way + "-after.");
        assertOthersHaveOnce(way + "-before.");
        awaitWithRetries("it is held back", BeanExitsIT::isHeldBack);
        assertThat(server.admin().queue("deferred")).isOne();
        assertThat(file("log/server.0.log"))
                .contains("the server ended while it worked on mail " + id + "/" + recipient
                        + ", in bean ee.qmail.it.ending.EndingBean (domain1_server_ending_ending_")
                .containsPattern("the server ended while it worked on \\d+ messages; .*: .*\\b" + id + " \\(2\\)");
        long bounces = count("failure notice");
        server.admin().giveUpAll();
        Await.until("the sender has it back", () -> count("failure notice") == bounces + 1);
    }

    private static boolean isHeldBack() {
        return server.admin()
                .send("GET", "/api/queue/messages", null)
                .body()
                .contains("Not tried now: the server has ended 2 times while this was being delivered");
    }

    /** Nothing of it is accepted: it is the client's, which sends it again at once. From the second time on the bean is left alone. */
    @ParameterizedTest
    @MethodSource("endings")
    void aClientWhoseMailEndsTheServerIsNotToldThatItIsTakenAndTheBeanIsLeftAlone(Ending ending) throws IOException {
        letBeansBeTried();
        String way = "commit-" + ending.name().toLowerCase(Locale.ROOT);
        long bounces = count("failure notice");
        sendToOthers(way + "-before.");
        for (int time = 1; time <= 2; time++) {
            assertNotTaken(way + "@" + DOMAIN);
            assertThat(server.awaitExit()).isEqualTo(ending.status);
            server.start();
            assertThat(file("log/server.0.log"))
                    .containsPattern("the server ended while it worked on mail \\d+/" + way + "@" + DOMAIN
                            + ", in bean ee.qmail.it.ending.EndingCommitBean \\(domain1_server_ending_ending_");
        }
        assertLeftAlone(way + "@" + DOMAIN);
        sendToOthers(way + "-after.");
        assertOthersHaveOnce(way + "-after.");
        assertOthersHaveOnce(way + "-before.");
        assertThat(server.isAlive()).isTrue();
        assertThat(file("log/server.0.log"))
                .containsPattern("the server has ended 2 times while bean ee.qmail.it.ending.EndingCommitBean \\(.*\\)"
                        + " worked on a client's mail; until ");
        assertThat(server.admin().queue("deferred")).isZero();
        assertThat(count("failure notice")).isEqualTo(bounces);
    }

    /** What the ways before have done to the same bean is forgotten. */
    private static void letBeansBeTried() throws IOException {
        Path suspects = server.home().resolve("queue/beans/suspects");
        if (Files.exists(suspects)) {
            server.stop();
            Files.delete(suspects);
            server.start();
        }
    }

    private static void assertLeftAlone(String recipient) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: the end\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message(ANA, List.of(recipient), text))
                    .startsWith("451 4.3.2 ")
                    .contains("left alone for a while");
        }
    }

    private static void assertNotTaken(String recipient) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: the end\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message(ANA, List.of(recipient), text)).startsWith("4");
        } catch (UncheckedIOException e) {
            // it was the last thing that the server did
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "exits.all", matches = "true")
    void aMailThatEndsTheServerThreeTimesIsPutAsideAndMayBeSentAgain() throws IOException {
        String reply = send("halt@" + DOMAIN, "thrice");
        String id = reply.substring(reply.lastIndexOf(' ') + 1);
        for (int start = 2; start <= 4; start++) {
            assertEndsWith(Ending.HALT.status); // the third time after a minute
            server.launch();
        }
        server.awaitReady();
        sendToOthers("aside.");
        assertOthersHaveOnce("aside.");
        awaitWithRetries("it is put aside", () -> server.admin().queue("dead") == 1);
        assertThat(server.admin().queue("deferred")).isZero();
        assertThat(file("log/server.0.log"))
                .containsPattern("mail " + id
                        + "/\\d+ goes to qmail.dead: the server has ended 3 times while this was being delivered");

        Files.createFile(server.home().resolve(EndingBean.HARMLESS));
        assertThat(server.admin().send("GET", "/api/queue/dead", null).body())
                .isEqualTo(
                        "[{\"id\":\"" + id + "-1\",\"queue\":\"qmail.local\",\"reason\":\"the server has ended 3 times"
                                + " while this was being delivered\",\"sender\":\"" + ANA + "\",\"recipients\":[\"halt@"
                                + DOMAIN
                                + "\"]}]");
        assertThat(server.admin()
                        .send("POST", "/api/queue/dead/" + id + "-1/retry", "{}")
                        .body())
                .isEqualTo("{\"queue\":\"qmail.local\"}");
        awaitFile(EndingBean.SURVIVED);
        Files.delete(server.home().resolve(EndingBean.HARMLESS));
        assertThat(server.admin().queue("dead")).isZero();
    }

    @Test
    void aJmsMessageThatEndsTheServerThreeTimesGoesToTheDeadLetters() throws JMSException {
        sendMessage("before-it.");
        sendMessage(EndingListener.END);
        for (int start = 2; start <= 3; start++) {
            assertEndsWith(Ending.HALT.status);
            server.launch();
        }
        server.awaitReady();
        sendMessage("beside-it.");
        awaitFile("before-it.");
        awaitFile("beside-it.");
        assertEndsWith(Ending.HALT.status); // after a minute

        server.start();
        sendToOthers("after-it.");
        assertOthersHaveOnce("after-it.");
        Await.until("it is in qmail.dead", () -> server.admin().queue("dead") == 1);
        try (JMSContext context = jms.createContext()) {
            Enumeration<?> all =
                    context.createBrowser(context.createQueue("qmail.dead")).getEnumeration();
            Message dead = (Message) all.nextElement();
            assertThat(all.hasMoreElements()).isFalse();
            String id = dead.getJMSMessageID();
            assertThat(server.admin().send("GET", "/api/queue/dead", null).body())
                    .contains("\"id\":\"" + id.replace(':', '~') + "\"", "\"queue\":\"" + EndingListener.QUEUE + "\"");
            for (int status : List.of(204, 404)) {
                assertThat(server.admin()
                                .send("DELETE", "/api/queue/dead/" + id, null)
                                .statusCode())
                        .isEqualTo(status);
            }
            assertThat(server.admin().queue("dead")).isZero();
            assertThat(dead.getBody(String.class)).isEqualTo(EndingListener.END);
            assertThat(dead.getStringProperty("qmail_reason"))
                    .isEqualTo("the server has ended 3 times while a bean of an application worked on this message");
        }
        assertThat(file("log/server.0.log"))
                .containsPattern(
                        "the server ended while it worked on JMS message \\d+, in bean ee.qmail.it.ending.EndingListener \\(")
                .containsPattern("message \\d+ of it.ending goes to the dead letters: ");
    }

    private static void sendMessage(String text) {
        try (JMSContext context = jms.createContext()) {
            context.createProducer().send(context.createQueue(EndingListener.QUEUE), text);
        }
    }

    private static void awaitFile(String name) {
        Await.until(name, PROMPT, () -> Files.exists(server.home().resolve(name)), () -> "");
    }
}
