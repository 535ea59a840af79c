package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The logs in a real browser, while mail moves; and by REST. */
@ExtendWith(SharedServer.class)
class ConsoleLogsIT {
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;
    private final String name = "logs" + COUNT.incrementAndGet();
    private final String address = name + "@" + QmailServer.DOMAIN;

    ConsoleLogsIT(QmailServer server) {
        this.server = server;
    }

    @BeforeAll
    static void startBrowser(QmailServer server) {
        browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"));
    }

    @AfterAll
    static void endBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void login() {
        browser.fresh();
        browser.login(QmailServer.ADMIN_PASSWORD).awaitText("All services are up.");
        server.admin().createMailbox(name, null);
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    /** Its queue id. */
    private String send(String sender, String recipient) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            String reply = smtp.message(sender, List.of(recipient), text);
            assertThat(reply).startsWith("250 ");
            return reply.replaceAll("(?s).* qp ([0-9]+).*", "$1");
        }
    }

    private String logs(String question) {
        return server.admin().send("GET", "/api/logs" + question, null).body();
    }

    @Test
    void newLinesComeByThemselvesAndCanBePaused() {
        browser.open("index.xhtml").follow("Logs").awaitPage("logs.xhtml").awaitText("No new lines");
        String first = send("first@" + name + ".example", address);
        browser.awaitText("end msg " + first);
        String seen = browser.text();
        assertThat(seen).contains(" new lines").doesNotContain("No new lines");
        assertThat(seen.indexOf("new msg " + first)).isBetween(0, seen.indexOf("end msg " + first));
        assertThat(seen.indexOf("new msg " + first)).isEqualTo(seen.lastIndexOf("new msg " + first));

        browser.press("Pause").awaitText("Go on");
        String second = send("second@" + name + ".example", address);
        Await.until("it is logged", () -> logs("?log=send&queueId=" + second).contains("end msg " + second));
        browser.open("logs.xhtml?log=send&contains=first@" + name)
                .press("Pause")
                .awaitText("Go on");
        String third = send("first@" + name + ".example", address);
        Await.until("it is logged", () -> logs("?log=send&queueId=" + third).contains("end msg " + third));
        assertThat(browser.text()).contains(first).doesNotContain(second, third);
        browser.press("Go on").awaitText(third).awaitText("1 new line");
        assertThat(browser.text()).doesNotContain(second);
    }

    @Test
    void aMessageLeadsToItsLinesAndALineBackToIt() {
        String id = send("ben@" + name + ".example", address);
        String other = send("carl@" + name + ".example", address);
        Await.until("both are logged", () -> logs("?log=send&queueId=" + other).contains("end msg " + other));
        Await.until(
                "history has it",
                () -> server.admin()
                        .send("GET", "/api/messages/" + id, null)
                        .body()
                        .contains("\"delivered\""));
        browser.open("life.xhtml?id=" + id).follow("its log lines").awaitPage("logs.xhtml?log=send&queueId=" + id);
        browser.awaitText("end msg " + id);
        assertThat(browser.text())
                .contains("starting delivery ", ": success: did_", "info msg " + id)
                .doesNotContain(other, "status: local");
        browser.follow("Those of all messages").awaitText("info msg " + other);
        browser.open("logs.xhtml?contains=carl@" + name).follow(other).awaitPage("life.xhtml?id=" + other);
        browser.awaitText("delivered");
    }

    @Test
    void aMessageThatWaitsLeadsToItsLines() {
        String waiting = "dora@" + name + ".example";
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route(name + ".example") + "\n");
            String id = send(address, waiting);
            Await.until("it waits", () -> logs("?log=send&queueId=" + id).contains(": deferral: "));
            Await.until(
                    "it is in the queue",
                    () -> server.admin()
                            .send("GET", "/api/queue/messages", null)
                            .body()
                            .contains(id));
            browser.open("message.xhtml?id=" + id).follow("its log lines").awaitText("451_4.3.0_not_now");
            server.admin().send("DELETE", "/api/queue/messages/" + id, null);
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void olderLinesAndThoseOfATimeAreFound() {
        for (int i = 0; i < 60; i++) {
            send("n" + i + "@" + name + ".example", address);
        }
        Await.until(
                "all are logged", () -> logs("?log=send&contains=n59@" + name).contains("info msg"));
        browser.open("logs.xhtml").awaitText("n59@" + name);
        assertThat(browser.text()).doesNotContain("n0@" + name);
        browser.follow("Older").awaitText("Newest");
        assertThat(browser.text()).doesNotContain("n59@" + name, "Pause");
        browser.follow("Newest").awaitText("n59@" + name);
        browser.open("logs.xhtml?contains=" + name + "&since=2999-01-01T00:00")
                .awaitText("No line here is as you ask.");
        browser.open("logs.xhtml?contains=" + name + "&until=yesterday").awaitText("“yesterday” is no time");
    }

    @Test
    void theLogsOfTheDoorsAndOfTheServerAreThere() {
        send("ben@" + name + ".example", address);
        browser.open("logs.xhtml")
                .follow("smtpd")
                .awaitText("tcpserver: ok ")
                .follow("server")
                .awaitText("INFO");
        browser.open("logs.xhtml?log=server&level=SEVERE&contains=nothing+of+this+kind");
        browser.awaitText("No line here is as you ask.");
        server.pop3().close();
        browser.open("logs.xhtml?log=pop3d").awaitText("tcpserver: ");
    }

    @Test
    void restFollowsByAPlaceAndSaysWhatIsWrong() {
        String before = logs("/tail?log=send&max=1");
        String place = before.replaceAll("(?s).*\"end\":\"([^\"]+)\".*", "$1");
        String id = send("ben@" + name + ".example", address);
        Await.until(
                "it is told",
                () -> logs("/tail?log=send&max=1000&after=" + place).contains("end msg " + id));
        assertThat(logs("/tail?log=send&max=1000&after=" + place)).contains("new msg " + id, "\"gone\":false");
        assertThat(logs("/tail?log=send&max=1000&after=0123456789abcdef.7")).contains("\"gone\":true");
        for (String wrong : List.of(
                "",
                "?log=../send",
                "?log=send&max=1001",
                "?log=send&contains=",
                "?log=send&level=SEVERE",
                "?log=server&level=LOUD",
                "?log=smtpd&queueId=17",
                "?log=send&queueId=x",
                "?log=send&since=yesterday",
                "?log=send&after=x",
                "?log=send&grep=x",
                "/tail?log=send&since=2026-11-30T10:00:00Z")) {
            assertThat(server.admin().send("GET", "/api/logs" + wrong, null).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }
}
