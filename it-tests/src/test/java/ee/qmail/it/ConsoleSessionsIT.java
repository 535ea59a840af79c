package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is typed into a page of the console is not lost, whatever becomes of the session and its pages. */
@ExtendWith(SharedServer.class)
class ConsoleSessionsIT {
    private static final String PASSWORD = QmailServer.ADMIN_PASSWORD;
    private static final String PAGE = "setting.xhtml?file=smtpgreeting";
    private static final String TYPED = "mail.example.org typed for long";
    private static final String SAVED = "control/smtpgreeting is saved.";

    @TempDir
    private static Path directory;

    private static Browser browser;

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
    void type() {
        browser.fresh();
        browser.login(PASSWORD).awaitPage("index.xhtml");
        // what the page asks while somebody types is answered before anything else is done
        browser.open(PAGE).change("Value", TYPED).awaitText("What a save would change");
    }

    @Test
    void aPageDoesNotGetTooOldWhileOthersAreOpened() {
        browser.meanwhile("domains.xhtml", 40);
        browser.press("Save").awaitText(SAVED);
    }

    @Test
    void whatWasTypedIsThereAgainAfterTheLogin() {
        browser.fresh();
        browser.press("Save").awaitPage("login.xhtml");
        browser.fill("Name", "admin").fill("Password", PASSWORD).press("Log in");
        browser.awaitText("What you had typed is here again; it is not saved yet.");
        assertThat(browser.value("Value")).isEqualTo(TYPED);
        assertThat(browser.page()).isEqualTo(PAGE);
        browser.press("Save").awaitText(SAVED);
    }

    @Test
    void whatWasTypedIsThereAgainWhereTheServerHasForgottenThePage() {
        browser.forgetState();
        browser.press("Save").awaitText("What you had typed is here again; it is not saved yet.");
        assertThat(browser.value("Value")).isEqualTo(TYPED);
        browser.press("Save").awaitText(SAVED);
    }

    @Test
    void whatIsAskedWhileSomebodyTypesFindsThatOutToo() {
        browser.forgetState();
        browser.change("Value", TYPED + " and longer")
                .awaitText("What you had typed is here again; it is not saved yet.");
        assertThat(browser.value("Value")).isEqualTo(TYPED + " and longer");
        assertThat(browser.page()).isEqualTo(PAGE);
        browser.press("Save").awaitText(SAVED);
    }

    @Test
    void anotherPageIsLeftAlone() {
        browser.forgetState();
        browser.press("Log out").awaitText("Nothing was changed.");
        browser.open("setting.xhtml?file=databytes&back=1").awaitText("Nothing was changed.");
        assertThat(browser.value("Value")).isNotEqualTo(TYPED);
    }

    @Test
    void theAddressStaysThatOfThePageWhenAnInputIsRefused() {
        browser.open("setting.xhtml?file=databytes").fill("Value", "ten").press("Save");
        browser.awaitText("must be a whole number of octets");
        assertThat(browser.page()).isEqualTo("setting.xhtml?file=databytes");
    }
}
