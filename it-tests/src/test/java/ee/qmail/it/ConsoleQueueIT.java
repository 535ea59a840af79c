package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queue in the console: much of it changed at once, domains that are held, the dead queue, and the queues of applications. */
class ConsoleQueueIT {
    private static final String JMS_PASSWORD = "only-for-this-test";
    private static final String DEAD = "qmail.dead";

    @TempDir
    private static Path directory;

    private static QmailServer server;
    private static ActiveMQConnectionFactory factory;
    private static Browser browser;

    @BeforeAll
    static void start() {
        int port = QmailServer.freePorts(1).get(0);
        server = QmailServer.inNewHome("console-queue")
                .with("QMAIL_JMS_PORT", String.valueOf(port))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .start()
                .prepare();
        factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "qmail", JMS_PASSWORD);
        browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"));
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (factory != null) {
            factory.close();
        }
        if (server != null) {
            server.end();
        }
    }

    @BeforeEach
    void enter() {
        browser.fresh();
        browser.login(QmailServer.ADMIN_PASSWORD).awaitText("All services are up.");
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private static String at(String name) {
        return name + "@" + QmailServer.DOMAIN;
    }

    private static String rest(String method, String path, String json) {
        return server.admin().send(method, path, json).body();
    }

    private static void awaitDeferred(long jobs) {
        Await.until(
                "they wait",
                Await.PATIENCE,
                () -> server.admin().queue("deferred") == jobs,
                () -> "jobs: " + server.admin().queue("deferred"));
    }

    /** Its three issues go to 100 addresses in each of three domains. */
    private static void newsletter(String sender) {
        for (String domain : List.of("one.example", "two.example", "three.example")) {
            String recipients = IntStream.range(0, 100)
                    .mapToObj(i -> "&recipient=reader" + i + "@" + domain)
                    .collect(Collectors.joining());
            assertThat(server.admin()
                            .inject("?sender=" + sender + recipients, "Subject: news\n\nnews\n", sender + domain)
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    @Test
    void aNewsletterIsCleanedFromTheQueueAndOtherMailStays() {
        server.admin().createMailbox("news", null);
        server.admin().createMailbox("ana", null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin()
                    .control(
                            "smtproutes",
                            far.route("one.example") + "\n" + far.route("two.example") + "\n"
                                    + far.route("three.example") + "\n");
            newsletter(at("news"));
            server.admin()
                    .inject("?sender=" + at("ana") + "&recipient=bo@one.example", "Subject: hi\n\nhi\n", "ana one");
            awaitDeferred(4);

            browser.follow("Queue").awaitPage("queue.xhtml").awaitText("301 recipients wait for 4 messages");
            assertThat(browser.text()).contains("one.example", "By reason", "By sender");
            browser.follow(at("news")).awaitText("300 recipients wait for 3 messages");
            assertThat(browser.page()).isEqualTo("queue.xhtml?sender=news%40" + QmailServer.DOMAIN);
            browser.press("Delete all 300…").awaitPage("bulk.xhtml");
            browser.awaitText("300 recipients of 3 messages would be deleted. Nobody is told");
            assertThat(browser.text()).contains("from " + at("news"), "three.example");
            browser.press("Delete 300").awaitPage("queue.xhtml").awaitText("3 jobs are deleted.");
            browser.awaitText("Nothing that waits is like that.");

            assertThat(server.admin().queue("deferred")).isEqualTo(1);
            assertThat(rest("GET", "/api/queue/jobs/totals?by=sender", null))
                    .contains("\"recipients\":1", "\"value\":\"" + at("ana") + "\"");
            Await.until(
                    "history tells it",
                    () -> rest("GET", "/api/messages?sender=" + at("news") + "&max=1", null)
                            .contains("an administrator has deleted this message"));
            assertThat(server.mailbox("news").messages()).as("bounces").isEmpty();
        } finally {
            server.admin().giveUpAll();
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void whatIsChosenIsBouncedAndTheRestIsTried() {
        server.admin().createMailbox("carl", null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("one.example") + "\n");
            for (String to : List.of("x@one.example", "y@one.example")) {
                server.admin().inject("?sender=" + at("carl") + "&recipient=" + to, "Subject: hi\n\nhi\n", "carl" + to);
            }
            awaitDeferred(2);
            browser.open("queue.xhtml").awaitText("2 recipients wait");
            browser.press("Bounce chosen…").awaitText("Nothing is chosen.").follow("Back to the list");
            browser.awaitPage("queue.xhtml").choose("x@one.example");
            browser.press("Bounce chosen…").awaitText("1 recipient of 1 message would fail now.");
            browser.press("Bounce 1").awaitPage("queue.xhtml").awaitText("1 job is given up, and its sender is told.");
            assertThat(browser.text()).contains("y@one.example").doesNotContain("x@one.example");
            assertThat(server.mailbox("carl").awaitMessage("has given this message up"))
                    .contains("x@one.example");

            far.answer(FarServer.ACCEPT);
            browser.open("queue.xhtml?domain=one.example").press("Try all 1 now…");
            browser.awaitText("would be tried now").press("Try 1 now").awaitText("1 job is due now.");
            Await.until("it has gone out", () -> far.received.size() == 1);
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void aDestinationIsHeldAndReleased() {
        server.admin().createMailbox("dora", null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("held.example") + "\n");
            String question = "?sender=" + at("dora") + "&recipient=";
            server.admin().inject(question + "x@held.example", "Subject: hi\n\nhi\n", "dora 1");
            awaitDeferred(1);
            browser.open("queue.xhtml").awaitText("x@held.example").pressNamed("Hold mail to held.example");
            browser.awaitText("Mail to held.example is held");
            browser.follow("Status").awaitText("Nothing is sent to 1 domain: held.example.");
            assertThat(rest("GET", "/api/server", null)).contains("\"code\":\"destination-held\"");

            far.answer(FarServer.ACCEPT);
            server.admin().inject(question + "y@held.example", "Subject: hi\n\nhi\n", "dora 2");
            awaitDeferred(2);
            server.admin().retry();
            assertThat(far.received).isEmpty();

            browser.open("queue.xhtml").awaitText("y@held.example").pressNamed("Release mail to held.example");
            browser.awaitText("Mail to held.example is released");
            Await.until("both have gone out", () -> far.received.size() == 2);
            assertThat(rest("GET", "/api/control/holdremote/history", null)).contains("\"by\":\"admin\"");
        } finally {
            server.admin().controlDefault("holdremote");
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void aWaitingMessageIsLookedAtAndNothingOfItIsMarkup() {
        server.admin().createMailbox("eva", null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("one.example") + "\n");
            String mail =
                    "Subject: =?UTF-8?Q?<b>ma=C3=B1ana</b>_=E2=80=AEgpj?=\n\n<script>alert(1)</script> \u202egpj.exe\n";
            server.admin().inject("?sender=" + at("eva") + "&recipient=x@one.example", mail, "eva 1");
            awaitDeferred(1);
            browser.open("queue.xhtml").openRow("x@one.example").awaitPage("message.xhtml");
            browser.follow("Look at its content").awaitPage("source.xhtml").awaitText("<b>mañana</b>");
            assertThat(browser.text())
                    .contains("<script>alert(1)</script> \ufffdgpj.exe")
                    .doesNotContain("\u202e");
            browser.back()
                    .awaitPage("message.xhtml")
                    .press("Delete")
                    .confirm("Nobody is told")
                    .awaitText(" is deleted");
            awaitDeferred(0);
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    private static void putAside(String subject, String queue, String sender, String recipient) throws JMSException {
        try (JMSContext jms = factory.createContext()) {
            TextMessage message = jms.createTextMessage("hello from the dead\n");
            message.setStringProperty("qmail_sender", sender);
            message.setStringProperty("qmail_recipients", recipient);
            message.setStringProperty("qmail_subject", subject);
            message.setStringProperty("qmail_reason", "the \u202eserver was <tired>");
            if (queue != null) {
                message.setStringProperty("qmail_queue", queue);
            }
            jms.createProducer().send(jms.createQueue(DEAD), message);
        }
    }

    @Test
    void aMessageInTheDeadQueueIsSeenWithItsReasonAndPutBack() throws JMSException {
        server.admin().createMailbox("fay", null);
        putAside("first", "qmail.inject", at("fay"), at("fay"));
        putAside("second", null, at("fay"), at("fay"));
        putAside("third", "qmail.inject", at("fay"), at("fay"));
        browser.open("index.xhtml").awaitText("3 messages are put aside in the dead queue");
        browser.follow("Dead queue").awaitPage("dead.xhtml").awaitText("the \ufffdserver was <tired>");
        browser.openRow("unknown").awaitPage("letter.xhtml").awaitText("hello from the dead");
        browser.press("Put back").awaitPage("dead.xhtml").awaitText("The message is back in qmail.inject.");
        assertThat(server.mailbox("fay").awaitMessage("hello from the dead")).contains("Subject: second");

        browser.openRow("qmail.inject").awaitPage("letter.xhtml").press("Put back");
        browser.awaitText("The message is back in qmail.inject.");
        assertThat(server.mailbox("fay").awaitMessage("Subject: first")).contains("hello from the dead");

        browser.choose("qmail.inject")
                .press("Delete chosen")
                .confirm("for good")
                .awaitText("1 message is deleted.");
        browser.awaitText("Nothing is put aside.");
        assertThat(server.admin().queue("dead")).isZero();
    }

    @Test
    void anApplicationsQueueIsLookedInto() {
        server.admin().createAlias("orders", "jms:queue:it.looked.into");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: order 17\r\n\r\n<b>17</b> pieces\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("bo@far.example", List.of(at("orders")), text))
                    .startsWith("250");
        }
        Await.until(
                "it is there",
                () -> rest("GET", "/api/queues", null)
                        .contains("\"name\":\"it.looked.into\",\"aliases\":[\"" + at("orders")
                                + "\"],\"messages\":1,\"consumers\":0"));
        browser.open("applications.xhtml").follow("it.looked.into").awaitPage("application.xhtml?name=it.looked.into");
        browser.awaitText("bo@far.example").openRow("bo@far.example").awaitText("<b>17</b> pieces");
        assertThat(rest("GET", "/api/queues", null)).contains("\"messages\":1");
        assertThat(server.admin()
                        .send("GET", "/api/queues/qmail.local/messages", null)
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatIsAskedWronglyIsRefused() {
        for (String wrong :
                List.of("?domian=x", "?reason=lazy", "?olderThan=soon", "?sort=size", "?after=x", "?max=0")) {
            assertThat(server.admin()
                            .send("GET", "/api/queue/jobs" + wrong, null)
                            .statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(rest(
                        "POST",
                        "/api/queue/changes?dryRun=true",
                        "{\"action\":\"delete\",\"domain\":\"none.example\"}"))
                .isEqualTo("{\"jobs\":0,\"messages\":0,\"recipients\":0}");
        for (String wrong : List.of(
                "{}",
                "{\"action\":\"eat\"}",
                "{\"action\":\"retry\",\"jobs\":[]}",
                "{\"action\":\"retry\",\"jobs\":[\"1\"]}",
                "{\"action\":\"retry\",\"jobs\":[\"1-1\"],\"domain\":\"a.example\"}")) {
            assertThat(server.admin().send("POST", "/api/queue/changes", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        assertThat(server.admin().send("GET", "/api/queue/changes/99", null).statusCode())
                .isEqualTo(404);
        assertThat(server.admin()
                        .send("DELETE", "/api/queue/held/none.example", null)
                        .statusCode())
                .isEqualTo(404);
        assertThat(server.admin().send("PUT", "/api/queue/held/a%20b", null).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"hour", "day", "week", "month"})
    void theStartPageHasAChartOfEachTime(String span) {
        browser.open("index.xhtml?span=" + span).awaitText("Mail over time");
        assertThat(browser.namelessControls()).isEmpty();
        assertThat(browser.overhang()).isNotPositive();
    }
}
