package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Makes the pictures of docs/console.md and the README, with real mail: {@code -Dconsole.pictures=true}. */
@EnabledIfSystemProperty(named = "console.pictures", matches = "true")
class ConsolePicturesIT {
    private static final Path IMAGES = Path.of(System.getProperty("docs"), "images");
    private static final String ANA = "ana@example.org";
    private static final String SHOP = "news@shop.example";

    @TempDir
    private Path directory;

    @Test
    void picturesOfThePages() {
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 try again later")) {
            QmailServer server =
                    QmailServer.inNewHome("console-pictures").start().prepare();
            try (Browser browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"))) {
                fill(server, far);
                take(browser);
            } finally {
                server.end();
            }
        }
    }

    private static void fill(QmailServer server, FarServer far) {
        Admin admin = server.admin();
        admin.createDomain("example.org");
        admin.createDomain("shop.example");
        for (String name : List.of(ANA, "ben@example.org", SHOP)) {
            admin.createMailbox(name, "correct horse");
        }
        admin.createAlias("sales@shop.example", ANA);
        admin.control("smtproutes", far.route("far.example") + "\n" + far.route("slow.example") + "\n");
        for (int i = 0; i < 40; i++) {
            send(server, "carla@client.example", i % 4 == 0 ? "sales@shop.example" : ANA);
        }
        for (String reader : List.of("r1@far.example", "r2@far.example", "r3@slow.example")) {
            admin.inject("?sender=" + SHOP + "&recipient=" + reader, "Subject: news\n\nnews\n", reader);
        }
        Await.until("they wait", () -> admin.queue("deferred") == 3);
    }

    private static void send(QmailServer server, String sender, String recipient) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            smtp.message(
                    sender, List.of(recipient), "Subject: hello\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static void take(Browser browser) {
        browser.width(1280);
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        // counts come with each full minute
        Await.until("they are counted", Duration.ofMinutes(3), () -> counted(browser), browser::text);
        browser.screenshot(IMAGES.resolve("console-start.png"));
        browser.open("messages.xhtml?q=" + ANA)
                .openRow(ANA)
                .awaitPage("life.xhtml")
                .awaitText("Put into the mailbox");
        browser.screenshot(IMAGES.resolve("console-message.png"));
        browser.open("queue.xhtml").awaitText("3 recipients wait for 3 messages");
        browser.screenshot(IMAGES.resolve("console-queue.png"));
        assertThat(browser.complaints()).isEmpty();
    }

    private static boolean counted(Browser browser) {
        Await.elapsed(Duration.ofSeconds(5));
        return !browser.open("index.xhtml?span=hour").text().contains("Nothing was counted");
    }
}
