package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.net.http.HttpResponse;
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

/** "Where is my message?" and "Try it" in a real browser, with real mail. */
@ExtendWith(SharedServer.class)
class ConsoleMessagesIT {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String BOX = "What do you know of it?";

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;
    private final String name = "moved" + COUNT.incrementAndGet();
    private final String address = name + "@" + QmailServer.DOMAIN;

    ConsoleMessagesIT(QmailServer server) {
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
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private void send(String sender, String recipient, String text) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.message(sender, List.of(recipient), text.getBytes(StandardCharsets.UTF_8)))
                    .startsWith("250 ");
        }
    }

    private String found(String question) {
        HttpResponse<String> answer = server.admin().send("GET", "/api/messages" + question, null);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private void awaitHistory(String question, String part) {
        Await.until("history has " + part, Await.PATIENCE, () -> found(question).contains(part), () -> found(question));
    }

    /** Three clicks: Messages, Search, and the row. */
    @Test
    void aMessageThatSomebodyAsksForIsFound() {
        server.admin().createMailbox(name, null);
        send(
                "ben@" + name + ".example",
                address,
                "Message-ID: <" + name + "@client.example>\r\nSubject: something\r\n\r\nhello\r\n");
        awaitHistory("?recipient=" + address, "\"state\":\"delivered\"");

        browser.follow("Messages")
                .awaitPage("messages.xhtml")
                .fill(BOX, address)
                .press("Search");
        browser.awaitPage("messages.xhtml?q=")
                .awaitText("Found")
                .openRow(address)
                .awaitPage("life.xhtml?id=");
        browser.awaitText("Put into the mailbox");
        assertThat(browser.text())
                .contains("accepted", "delivered", "ben@" + name + ".example", "127.0.0.1", "none, in clear")
                .contains("<" + name + "@client.example>");

        for (String known :
                new String[] {"ben@" + name + ".example", "@" + name + ".example", "<" + name + "@client.example>"}) {
            browser.open("messages.xhtml").fill(BOX, known).press("Search").awaitText(address);
        }
        String id = browser.openRow(address).awaitPage("life.xhtml").value("Queue id");
        browser.open("messages.xhtml").fill(BOX, id).press("Search").awaitText(address);
        browser.open("messages.xhtml").fill(BOX, "ana").press("Search").awaitText("“ana” is no address");
        assertThat(browser.focused()).isEqualTo(BOX);
        browser.open("messages.xhtml?q=nobody-" + address).awaitText("Nothing like that was found.");
    }

    @Test
    void aRefusedRecipientIsFoundWithItsReply() {
        String sender = "cy@" + name + ".example";
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.send("MAIL FROM:<" + sender + ">");
            assertThat(smtp.send("RCPT TO:<nobody-" + address + ">")).startsWith("550");
        }
        awaitHistory("?sender=" + sender, "refused-rcpt");
        browser.open("messages.xhtml").fill(BOX, sender).press("Search").awaitText("refused at RCPT");
        browser.openRow(sender).awaitPage("life.xhtml").awaitText("550 5.1.1");
        assertThat(browser.text()).contains("Refused mail", "nobody-" + address, "127.0.0.1");
    }

    @Test
    void aBounceAndItsMessageLeadToEachOther() {
        server.admin().createMailbox(name, null);
        String nobody = "nobody-" + address;
        server.admin().inject("?sender=" + address + "&recipient=" + nobody, "Subject: lost\n\nx\n", name);
        awaitHistory("?sender=&recipient=" + address, "\"state\":\"delivered\"");
        browser.open("messages.xhtml?state=failed&recipient=" + nobody).openRow(nobody);
        browser.awaitPage("life.xhtml").awaitText("bounce sent");
        String message = browser.value("Queue id");
        String bounce = bounceOf(message);
        browser.follow("Message …" + bounce.substring(bounce.length() - 6)).awaitText("This is a bounce. It tells of");
        assertThat(browser.value("Queue id")).isEqualTo(bounce);
        browser.follow("Message …" + message.substring(message.length() - 6)).awaitText("bounce sent");
        assertThat(browser.value("Queue id")).isEqualTo(message);
    }

    private String bounceOf(String message) {
        return found("/" + message).replaceAll("(?s).*\"followers\":\\[\\{\"id\":\"([0-9]+)\".*", "$1");
    }

    @Test
    void aMessageThatWaitsLeadsToTheQueueAndBack() {
        server.admin().createMailbox(name, null);
        String waiting = "dora@" + name + ".example";
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route(name + ".example") + "\n");
            send(address, waiting, "Subject: x\r\n\r\nhello\r\n");
            awaitHistory("?recipient=" + waiting, "\"state\":\"deferred\"");
            browser.open("messages.xhtml?q=" + waiting).openRow(waiting).awaitPage("life.xhtml");
            browser.awaitText("It waits in the queue.").awaitText("451 4.3.0 not now");
            assertThat(browser.text()).contains("attempt 1", ", in ");
            browser.follow("Try it now, or give up on it").awaitPage("message.xhtml");
            browser.follow("its life").awaitPage("life.xhtml").follow("Try it now, or give up on it");
            browser.awaitPage("message.xhtml").press("Give up").confirm("for all who wait");
            browser.awaitText(" is given up.");
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void pagesGoBackAndForthAndWhatWasFoundIsATable() {
        server.admin().createMailbox(name, null);
        try (SmtpClient smtp = server.smtp().ehlo()) {
            for (int i = 0; i < 55; i++) {
                byte[] text = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
                assertThat(smtp.message("e" + i + "@" + name + ".example", List.of(address), text))
                        .startsWith("250 ");
            }
        }
        awaitHistory("?sender=e54@" + name + ".example", "\"state\":\"delivered\"");
        browser.open("messages.xhtml?q=" + address).awaitText("e54@" + name);
        assertThat(browser.text()).doesNotContain("e4@" + name, "Newest");
        browser.follow("Older").awaitText("e4@" + name);
        assertThat(browser.text()).contains("e0@" + name).doesNotContain("e5@" + name, "Older");
        browser.follow("Newer").awaitText("e54@" + name);
        browser.open("messages.xhtml?q=" + address).follow("Older").awaitText("e4@" + name);
        browser.follow("Newest").awaitText("e54@" + name);

        String table = browser.fetched("messages.csv?q=" + address);
        assertThat(table).startsWith("\uFEFFid,at,state,").contains("e0@" + name, "e54@" + name);
        assertThat(table.lines()).hasSize(56);
        String rest = server.admin()
                .send("GET", "/api/messages?recipient=" + address, null, "Accept", "text/csv")
                .body();
        assertThat(rest.lines()).hasSize(56);
    }

    @Test
    void aTestMessageIsWatchedUntilItIsDelivered() {
        server.admin().createMailbox(name, null);
        browser.open("mailbox.xhtml?domain=" + QmailServer.DOMAIN + "&name=" + name)
                .follow("Send a test message")
                .awaitPage("try.xhtml");
        assertThat(browser.value("To")).isEqualTo(address);
        browser.fill("From", "somebody@elsewhere.example").press("Send").awaitText("must be an address to which mail");
        assertThat(browser.focused()).isEqualTo("From");
        browser.fill("From", address).press("Send").awaitPage("life.xhtml?id=").awaitText("It is settled.");
        assertThat(browser.text()).contains("Put into the mailbox", "made on this server");
        assertThat(server.mailbox(name).awaitMessage("Test message from")).contains("If you read it, mail arrives.");

        browser.open("mailbox.xhtml?domain=" + QmailServer.DOMAIN + "&name=" + name)
                .follow("Mail of this address")
                .awaitPage("messages.xhtml?q=")
                .awaitText("Found");
        assertThat(browser.text()).contains(address, "delivered");
    }

    @Test
    void aTestMessageThatFailsIsWatchedUntilItsBounce() {
        server.admin().createMailbox(name, null);
        browser.open("try.xhtml").fill("To", "nobody-" + address).fill("From", address);
        browser.press("Send").awaitPage("life.xhtml?id=").awaitText("It is settled.");
        assertThat(browser.text()).contains("failed", "bounce sent");
    }

    @Test
    void sub9TheSettingsOfAMailProgramAreShown() {
        server.admin().createMailbox(name, "correct horse");
        browser.open("try.xhtml").fill("Address", address).press("Show").awaitPage("try.xhtml?address=");
        assertThat(browser.text())
                .contains(
                        address,
                        "SSL/TLS",
                        "STARTTLS",
                        Integer.toString(server.pop3sPort()),
                        Integer.toString(server.submissionsPort()))
                .doesNotContain("Nobody can log in");
        browser.fill("Address", "nobody-" + address).press("Show").awaitText("Nobody can log in with this address");
        browser.fill("Address", "ana@elsewhere.example").press("Show").awaitText("No domain of this name is served");
    }

    @Test
    void markupAndMarksOfStrangersAreTextAndASubjectIsFoundWhereItIsKept() {
        server.admin().createMailbox(name, null);
        server.admin().control("historysubject", "yes\n");
        try {
            String subject = "=?utf-8?q?<b>" + name + "=E2=80=AEgpj?=";
            send("fred@" + name + ".example", address, "Subject: " + subject + "\r\n\r\nhello\r\n");
            awaitHistory("?recipient=" + address, name + "\u202Egpj");
            browser.open("messages.xhtml?q=" + name).awaitText("<b>" + name + "\uFFFDgpj");
            browser.openRow(address).awaitPage("life.xhtml").awaitText("<b>" + name + "\uFFFDgpj");
        } finally {
            server.admin().controlDefault("historysubject");
        }
    }

    @Test
    void restTellsHowFarHistoryIs() {
        assertThat(server.admin().send("GET", "/api/history", null).body())
                .contains("\"backlog\":", "\"behind\":", "\"lost\":0");
        assertThat(server.admin().send("GET", "/api/messages?sendr=x", null).statusCode())
                .isEqualTo(400);
        assertThat(found("?address=" + address + "&max=1")).contains("\"messages\":[");
    }
}
