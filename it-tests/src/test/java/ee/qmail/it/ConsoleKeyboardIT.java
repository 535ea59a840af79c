package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The jobs of docs/console.md by somebody who has no mouse: Tab, Enter, Space and letters alone. */
@ExtendWith(SharedServer.class)
class ConsoleKeyboardIT {
    private static final String PASSWORD = "correct horse";

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;

    ConsoleKeyboardIT(QmailServer server) {
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
    void enter() {
        browser.fresh();
        browser.open("login.xhtml")
                .tabAndType("Name", "admin")
                .tabAndType("Password", QmailServer.ADMIN_PASSWORD)
                .enter();
        browser.awaitPage("index.xhtml");
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    private void send(String recipient) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: hello\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("ben@client.example", List.of(recipient), text))
                    .startsWith("250 ");
        }
    }

    @Test
    void theFirstDomainAndTheFirstMail() {
        browser.tabTo("Domains").enter().awaitPage("domains.xhtml");
        browser.tabTo("Create a domain").enter().tabAndType("Name", "keys.example");
        browser.enter().awaitText("Domain keys.example is created and takes mail now.");
        browser.tabTo("Create a mailbox").enter().tabAndType("Name (before the @)", "ana");
        browser.tabAndType("Password", PASSWORD).enter().awaitText("Mailbox ana@keys.example is created.");
        send("ana@keys.example");
        Await.until("the mail can be read", () -> {
            try (Pop3Client pop3 = server.pop3()) {
                return pop3.login("ana@keys.example", PASSWORD).count() == 1;
            }
        });
    }

    @Test
    void aLostMessageIsFound() {
        server.admin().createMailbox("keys", null);
        String address = "keys@" + QmailServer.DOMAIN;
        send(address);
        Await.until(
                "history has it",
                () -> server.admin()
                        .send("GET", "/api/messages?recipient=" + address, null)
                        .body()
                        .contains("\"state\":\"delivered\""));
        browser.tabTo("Messages").enter().awaitPage("messages.xhtml");
        browser.tabAndType("What do you know of it?", address).enter().awaitPage("messages.xhtml?q=");
        browser.awaitText("Found").tabToRow("ben@client.example").enter().awaitPage("life.xhtml");
        browser.awaitText("Put into the mailbox");
    }

    @Test
    void aWrongControlFileIsUndone() {
        try {
            browser.tabTo("Control files").enter().awaitPage("control.xhtml");
            browser.tabTo("badmailfrom").enter().awaitPage("setting.xhtml");
            browser.tabAndType("Entries, one to a line; lines that start with # are comments", "@keys.example\n");
            browser.tabTo("Save").enter().awaitPage("control.xhtml").awaitText("control/badmailfrom is saved.");
            browser.tabTo("badmailfrom").enter().awaitPage("setting.xhtml");
            browser.tabTo("History").enter().awaitPage("history.xhtml");
            browser.tabTo("Undo change " + last() + "…")
                    .enter()
                    .awaitPage("setting.xhtml")
                    .awaitText("Before that change there was no such file");
            browser.tabTo("Use the default").type(Keys.SPACE).confirm("Then its default holds");
            browser.awaitPage("control.xhtml").awaitText("control/badmailfrom");
            assertThat(server.home().resolve("control/badmailfrom")).doesNotExist();
        } finally {
            server.admin().controlDefault("badmailfrom");
        }
    }

    /** The number of the change that was made last. */
    private String last() {
        String history = server.admin()
                .send("GET", "/api/control/badmailfrom/history", null)
                .body();
        return history.replaceAll("(?s).*?\"number\":(\\d+).*", "$1");
    }
}
