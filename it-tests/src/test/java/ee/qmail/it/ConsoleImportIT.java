package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many addresses from a table, in the console. */
@ExtendWith(SharedServer.class)
class ConsoleImportIT {
    private static final String DOMAIN = "import.example";
    private static final int WIDE = 1280;
    private static final int NARROW = 380;
    private static final Path PICTURES = Path.of("target", "qmail", "console");

    @TempDir
    private Path directory;

    private final QmailServer server;
    private Browser browser;

    ConsoleImportIT(QmailServer server) {
        this.server = server;
    }

    @BeforeEach
    void prepare() {
        server.admin().createDomain(DOMAIN);
        browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"));
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
    }

    @AfterEach
    void leave() {
        try {
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browser.close();
            server.admin().send("DELETE", "/api/domains/" + DOMAIN, null);
        }
    }

    /** 200 mailboxes, one with a password, three at fault, and an alias. */
    private Path table() throws IOException {
        StringBuilder table = new StringBuilder("\uFEFFname;display name;password;quota;targets\r\n");
        for (int i = 1; i <= 200; i++) {
            String name = i == 50 ? "not a name" : "user" + i;
            String password = i == 1 ? "correct horse" : i == 100 ? "short" : "";
            String quota = i == 150 ? "much" : "50M";
            table.append(String.join(";", name, "\"Núñez; " + i + "\"", password, quota, ""))
                    .append("\r\n");
        }
        table.append("all;;;;user1@").append(DOMAIN).append("\r\n");
        return Files.writeString(directory.resolve("users.csv"), table);
    }

    private void look(String picture) {
        for (int width : new int[] {NARROW, WIDE}) {
            browser.width(width);
            assertThat(browser.overhang()).as(picture + " " + width).isNotPositive();
            assertThat(browser.namelessControls()).as(picture).isEmpty();
            browser.screenshot(PICTURES.resolve(picture + "-" + width + ".png"));
        }
    }

    @Test
    void twoHundredMailboxesComeFromATable() throws IOException {
        browser.open("domain.xhtml?domain=" + DOMAIN).follow("Addresses from a file");
        browser.awaitText("A table as CSV in UTF-8");
        look("import");
        browser.press("Look at the file").awaitText("file: missing; choose a CSV file");
        browser.attach("File", table()).press("Look at the file");

        browser.awaitText("Nothing is made yet. This is what the file would do:");
        browser.awaitText("198 addresses are new");
        assertThat(browser.text())
                .contains(
                        "3 lines are at fault, and are left out",
                        "mailbox 'not a name': must be",
                        "password: must be 8 to 128 characters",
                        "quota 'much': must be a size such as 50M");
        look("import-looked");
        assertThat(server.admin().send("GET", "/api/domains/" + DOMAIN, null).body())
                .contains("\"mailboxes\":1,");

        browser.press("Make 198 addresses").awaitText("Making addresses: ");
        Await.until("it is done", Duration.ofMinutes(5), () -> browser.text().contains("It is done:"), browser::text);
        browser.awaitText("196 passwords were made. The result has them, once: keep it well.");
        look("import-done");
        String result = browser.submitted("Download the result (CSV)");
        assertThat(result.lines()).hasSize(202);
        assertThat(result)
                .contains("51,\"not a name\",fault,,\"mailbox 'not a name'")
                .doesNotContain("correct horse");
        Matcher made = Pattern.compile("\\R3,user2,created,([A-Za-z0-9]{18}),").matcher(result);
        assertThat(made.find()).isTrue();
        try (Pop3Client pop3 = server.pop3().login("user2@" + DOMAIN, made.group(1))) {
            assertThat(pop3.count()).isZero();
            pop3.quit();
        }
        try (Pop3Client pop3 = server.pop3().login("user1@" + DOMAIN, "correct horse")) {
            pop3.quit();
        }
        assertThat(browser.submitted("Download the result (CSV)")).doesNotContain(made.group(1));
        assertThat(server.admin()
                        .send("GET", "/api/domains/" + DOMAIN + "/aliases/all", null)
                        .body())
                .contains("user1@" + DOMAIN);

        browser.follow("Another file");
        browser.awaitText("A table as CSV in UTF-8");
        browser.attach("File", table()).press("Look at the file");
        browser.awaitText("197 addresses are as the file has them");
        assertThat(browser.text()).contains("1 address is left as it is");
    }

    @Test
    void noOtherPageReadsAFile() {
        for (String page : List.of("domains.xhtml", "password.xhtml", "control.xhtml")) {
            assertThat(server.admin().sendFile(page)).as(page).isEqualTo(415);
        }
    }

    @Test
    void whatIsNoTableIsTold() throws IOException {
        browser.open("import.xhtml?domain=" + DOMAIN);
        Path table = Files.writeString(directory.resolve("odd.csv"), "name,pasword\nana,x\n");
        browser.attach("File", table).press("Look at the file");
        browser.awaitText("column 'pasword': must be one of");
        assertThat(browser.wrongFields()).isEqualTo(1);
    }

    @Test
    void aPasswordIsProposedShownOnceAndTaken() {
        browser.open("domain.xhtml?domain=" + DOMAIN).unfold("Create a mailbox");
        browser.fill("mailbox", "Name (before the @)", "ana").press("Propose words");
        browser.awaitText("A proposal, shown only now.");
        assertThat(browser.focused()).isEqualTo("Password");
        String proposed = browser.value("Password");
        assertThat(proposed).matches("([a-z]{6}-){3}[a-z]{6}");
        assertThat(browser.namelessControls()).isEmpty();
        browser.press("Create mailbox").awaitText("Mailbox ana@" + DOMAIN + " is created.");
        assertThat(browser.text()).doesNotContain(proposed);
        try (Pop3Client pop3 = server.pop3().login("ana@" + DOMAIN, proposed)) {
            pop3.quit();
        }
        browser.open("mailbox.xhtml?domain=" + DOMAIN + "&name=ana").press("Propose letters");
        browser.awaitText("A proposal, shown only now.");
        assertThat(browser.value("Password")).matches("[A-Za-z0-9]{18}");
    }
}
