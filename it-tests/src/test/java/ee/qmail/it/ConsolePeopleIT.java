package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.EachPage;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** An administrator, a domain administrator and the owner of a mailbox at the console. */
@ExtendWith(SharedServer.class)
class ConsolePeopleIT {
    private static final String DOMAIN = "people.example";
    private static final String OTHER = "others.example";
    private static final String MANAGER = "people-manager";
    private static final String SECRET = "four words make one";

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final Admin admin;

    ConsolePeopleIT(QmailServer server) {
        this.admin = server.admin();
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
    void prepare() {
        browser.fresh();
        admin.createDomain(DOMAIN);
        admin.createDomain(OTHER);
    }

    @AfterEach
    void leave() {
        admin.send("DELETE", "/api/people/" + MANAGER, null);
        for (String domain : List.of(DOMAIN, OTHER)) {
            assertThat(admin.send("DELETE", "/api/domains/" + domain, null).statusCode())
                    .isEqualTo(204);
        }
    }

    private static Browser login(String name, String password) {
        browser.fresh();
        return browser.open("login.xhtml")
                .change("Name", name)
                .change("Password", password)
                .press("Log in");
    }

    /** As this role sees it; what administrators see ConsolePagesIT looks at. */
    private static void looksRight(String page) {
        EachPage.check(browser, page, 380);
        EachPage.check(browser, page, 1280);
        browser.open(page);
    }

    @Test
    void eachRoleHasItsConsole() {
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        anAdministratorMakesADomainAdministrator();
        login(MANAGER, SECRET).awaitPage("domains.xhtml");
        theDomainAdministratorManagesTheirDomain();
        login("ana@" + DOMAIN, "correct horse").awaitPage("my.xhtml");
        theOwnerSetsWhatIsTheirs();
        login("ana@" + DOMAIN, "battery staple").awaitPage("my.xhtml");
        login(MANAGER, SECRET).awaitPage("domains.xhtml");
        theDomainAdministratorReadsOfTheirDomain();
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        theAdministratorReadsWhatWasDone();
        theAdministratorSuspendsAndRemoves();
    }

    private static void anAdministratorMakesADomainAdministrator() {
        browser.follow("People")
                .awaitText("The owner of a mailbox needs no entry")
                .unfold("Add somebody");
        browser.change("Name", MANAGER)
                .change("Domains, one to a line", DOMAIN)
                .change("Password", SECRET)
                .press("Add");
        browser.awaitText(MANAGER + " can log in from now on.").awaitText(DOMAIN);
        browser.openRow(MANAGER).awaitText("What they may do");
        browser.open("person.xhtml?name=admin").awaitText("This is you.");
        assertThat(browser.text()).doesNotContain("Remove person");
    }

    private static void theDomainAdministratorManagesTheirDomain() {
        assertThat(browser.text()).contains(DOMAIN).doesNotContain(OTHER, "Control files", "Certificates", "People");
        looksRight("domains.xhtml");
        browser.openRow(DOMAIN).awaitText("Create a mailbox").unfold("Create a mailbox");
        browser.fill("mailbox", "Name (before the @)", "ana");
        browser.change("Password", "correct horse").press("Create mailbox");
        browser.awaitText("ana@" + DOMAIN);
        assertThat(browser.complaints()).isEmpty();
        for (String page : List.of("domain.xhtml?domain=" + OTHER, "control.xhtml", "people.xhtml", "queue.xhtml")) {
            browser.open(page).awaitText("Not yours");
            assertThat(browser.text()).doesNotContain(OTHER);
        }
        browser.complaints(); // the browser tells of each answer 403
        browser.open("index.xhtml").awaitPage("domains.xhtml");
        browser.open("messages.xhtml").awaitText("Messages");
        browser.open("try.xhtml").awaitText("Send");
        assertThat(browser.value("From")).isEqualTo("postmaster@" + DOMAIN);
        assertThat(browser.complaints()).isEmpty();
    }

    private static void theOwnerSetsWhatIsTheirs() {
        assertThat(browser.text()).contains("ana@" + DOMAIN).doesNotContain("Domains", "Messages", "Delete mailbox");
        looksRight("my.xhtml");
        browser.change("To, one target to a line; empty means nowhere", "bo@example.com")
                .press("Save targets")
                .awaitText("is kept and sent on from now on.");
        browser.tick("Answer mail to this address")
                .change("Answer", "I am back on Monday.")
                .press("Save answer")
                .awaitText("is answered on the days you said.");
        browser.change("Current password", "wrong horse")
                .change("New password", "battery staple")
                .change("New password again", "battery staple")
                .press("Change password")
                .awaitText("This is not your current password.");
        browser.change("Current password", "correct horse")
                .change("New password", "battery staple")
                .change("New password again", "battery staple")
                .press("Change password")
                .awaitText("Your password is changed.");
        browser.open("domains.xhtml").awaitText("Not yours");
        browser.complaints();
    }

    private static void theAdministratorReadsWhatWasDone() {
        browser.follow("People").awaitPage("people.xhtml");
        browser.follow("Audit trail").awaitText("person added\t" + MANAGER);
        assertThat(browser.text())
                .contains(MANAGER, "domain " + DOMAIN, "mailbox created", "forward set", "vacation answer set")
                .contains("password of a mailbox set", "logged in", "127.0.0.1")
                .doesNotContain(SECRET, "battery staple", "correct horse");
        browser.change("Of what", "ANA@" + DOMAIN).press("Search").awaitText("forward set");
        assertThat(browser.text()).contains("bo@example.com] true").doesNotContain("person added\t");
        browser.open("audit.xhtml?deed=login&who=ana@" + DOMAIN).awaitText("ana@" + DOMAIN);
        browser.open("audit.xhtml?who=nobody").awaitText("Nothing that was done fits.");
    }

    private static void theDomainAdministratorReadsOfTheirDomain() {
        browser.follow("Audit trail").awaitText("forward set");
        assertThat(browser.text()).contains("mailbox created\tana@" + DOMAIN).doesNotContain("person added\t", OTHER);
    }

    private static void theAdministratorSuspendsAndRemoves() {
        browser.open("person.xhtml?name=" + MANAGER)
                .tick("Suspended: cannot log in")
                .press("Save");
        browser.awaitText("What " + MANAGER + " may do is set").awaitText("suspended");
        login(MANAGER, SECRET).awaitText("Name or password is wrong");
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        browser.open("person.xhtml?name=" + MANAGER)
                .change("Type " + MANAGER + " to confirm", MANAGER)
                .press("Remove person")
                .awaitText(MANAGER + " cannot log in any more.");
        assertThat(browser.complaints()).isEmpty();
    }
}
