package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Changes of what somebody else changes at the same time, in the console and by the REST API. */
@ExtendWith(SharedServer.class)
class ConsoleChangesIT {
    private static final String FILE = "badmailfrom";
    private static final String PATH = "/api/control/" + FILE;
    private static final String ENTRIES = "Entries, one to a line; lines that start with # are comments";
    private static final String BEFORE = "# spam\na@one.example\nb@two.example\nc@three.example\n";

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;
    private final Admin admin;

    ConsoleChangesIT(QmailServer server) {
        this.server = server;
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
    void fresh() {
        admin.control(FILE, BEFORE);
        browser.fresh();
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        admin.controlDefault(FILE);
        assertThat(browser.complaints()).isEmpty();
    }

    private static String content(String text) {
        return "{\"content\":\"" + text.replace("\n", "\\n") + "\"}";
    }

    private Path file() {
        return server.home().resolve("control").resolve(FILE);
    }

    private Browser edit() {
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        return browser.open("setting.xhtml?file=" + FILE).awaitPage("setting.xhtml");
    }

    /** The page as it is now, wide and narrow, with a picture of each. */
    private static void look(String name) {
        for (int width : List.of(375, 1280)) {
            browser.width(width);
            browser.screenshot(Path.of(System.getProperty("qmail.work"), "console", name + "-" + width + ".png"));
            assertThat(browser.overhang()).as(name).isNotPositive();
            assertThat(browser.namelessControls()).as(name).isEmpty();
        }
    }

    @Test
    void rfc9110AChangeIsMadeInTheVersionThatWasSeenAndInNoOther() {
        String seen = admin.tag(PATH);
        assertThat(seen).matches("\"[0-9a-f]{32}\"");
        assertThat(admin.send("GET", PATH, null).body()).contains("\"content\":\"# spam\\na@one.example\\n");
        HttpResponse<String> first = admin.send("PUT", PATH, content("x@one.example\n"), "If-Match", seen);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("ETag"))
                .hasValue(admin.tag(PATH))
                .get()
                .isNotEqualTo(seen);

        HttpResponse<String> second = admin.send("PUT", PATH, content("y@one.example\n"), "If-Match", seen);
        assertThat(second.statusCode()).isEqualTo(412);
        assertThat(second.headers().firstValue("Content-Type")).get().asString().contains("application/problem+json");
        assertThat(second.body()).contains("control/badmailfrom: has been changed");
        assertThat(admin.send("DELETE", PATH, null, "If-Match", seen).statusCode())
                .isEqualTo(412);
        assertThat(admin.send("PUT", PATH, content(BEFORE), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(412);
        assertThat(file()).hasContent("x@one.example\n");

        assertThat(admin.send("DELETE", PATH, null, "If-Match", admin.tag(PATH)).statusCode())
                .isEqualTo(200);
        assertThat(admin.tag(PATH)).isNull();
        assertThat(admin.send("PUT", PATH, content(BEFORE), "If-Match", seen).statusCode())
                .isEqualTo(412);
        assertThat(admin.send("PUT", PATH, content(BEFORE), "If-None-Match", "*")
                        .statusCode())
                .isEqualTo(200);
        assertThat(admin.send("PUT", PATH, content("z@one.example\n")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void twoChangesThatDoNotTouchEachOtherAreMerged() {
        edit().fill(ENTRIES, BEFORE.replace("c@three.example\n", "d@four.example\n"));
        admin.control(FILE, BEFORE.replace("a@one.example\n", "a@other.example\n"));
        browser.press("Save").awaitText("This file has been changed meanwhile. Nothing is saved yet.");
        assertThat(browser.text()).contains("a@other.example", "d@four.example", "do not touch each other");
        look("conflict");
        browser.press("Merge both").awaitText("It is saved when you press Save.");
        browser.press("Save").awaitPage("control.xhtml").awaitText("control/badmailfrom is saved.");
        assertThat(file()).hasContent("# spam\na@other.example\nb@two.example\nd@four.example\n");
    }

    @Test
    void aChangeByHandIsNotOverwrittenUnseenAndOfOnePlaceOneIsChosen() throws IOException {
        edit().fill(ENTRIES, BEFORE.replace("b@two.example", "mine@two.example"));
        Files.writeString(file(), BEFORE.replace("b@two.example", "theirs@two.example"));
        browser.press("Save").awaitText("Both change the same place");
        assertThat(browser.value(ENTRIES)).contains("mine@two.example");
        browser.press("Save").awaitText("Both change the same place");
        assertThat(file()).content().contains("theirs@two.example");
        Files.writeString(file(), "again@two.example\n");
        browser.press("Write mine").awaitText("again@two.example");
        assertThat(file()).hasContent("again@two.example\n");
        browser.press("Write mine").awaitPage("control.xhtml").awaitText("is saved.");
        assertThat(file()).hasContent(BEFORE.replace("b@two.example", "mine@two.example"));
    }

    @Test
    void whatWasTypedIsDroppedForWhatOthersHaveWrittenAndADeletedFileIsNotMadeAgainUnseen() {
        edit().fill(ENTRIES, "mine@two.example\n");
        admin.control(FILE, "theirs@two.example\n");
        browser.press("Use the default").confirm("Then its default holds");
        browser.awaitText("changed meanwhile").follow("Drop mine").awaitPage("setting.xhtml");
        assertThat(browser.value(ENTRIES).strip()).isEqualTo("theirs@two.example");

        browser.fill(ENTRIES, "mine@two.example\n");
        admin.controlDefault(FILE);
        browser.press("Save").awaitText("This file has been deleted meanwhile.");
        assertThat(file()).doesNotExist();
        browser.press("Write mine").awaitPage("control.xhtml");
        assertThat(file()).hasContent("mine@two.example\n");
    }

    @Test
    void rfc9110MailboxesAliasesAndDomainsAreChangedInTheVersionThatWasSeen() {
        String domain = "/api/domains/seen.example";
        admin.createDomain("seen.example");
        String empty = admin.tag(domain);
        admin.createMailbox("ana@seen.example", "a good password");
        admin.createAlias("all@seen.example", "ana@seen.example");
        assertThat(status("DELETE", domain, null, empty)).isEqualTo(412);

        String mailbox = domain + "/mailboxes/ana";
        String first = admin.tag(mailbox);
        assertThat(status("PUT", mailbox + "/quota", "{\"quota\":1000000}", first))
                .isEqualTo(204);
        assertThat(status("PUT", mailbox + "/rights", "{\"relay\":false}", first))
                .isEqualTo(412);
        assertThat(status("PUT", mailbox + "/password", "{\"password\":\"another good one\"}", first))
                .isEqualTo(412);
        assertThat(status("DELETE", mailbox, null, first)).isEqualTo(412);
        assertThat(admin.send("GET", mailbox, null).body()).contains("\"quota\":1000000", "\"relay\":true");
        assertThat(status("PUT", mailbox + "/password", "{\"password\":\"another good one\"}", admin.tag(mailbox)))
                .isEqualTo(204);

        String alias = domain + "/aliases/all";
        String targets = "{\"targets\":[\"jms:queue:seen\"]}";
        HttpResponse<String> changed = admin.send("PUT", alias, targets, "If-Match", admin.tag(alias));
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(changed.headers().firstValue("ETag")).hasValue(admin.tag(alias));
        String seen = admin.tag(alias);
        admin.send("PUT", alias, targets);
        assertThat(status("PUT", alias, targets, seen)).isEqualTo(412);
        assertThat(status("DELETE", alias, null, seen)).isEqualTo(412);
        assertThat(status("DELETE", alias, null, admin.tag(alias))).isEqualTo(204);
        assertThat(status("DELETE", mailbox, null, admin.tag(mailbox))).isEqualTo(204);
        assertThat(status("DELETE", domain, null, admin.tag(domain))).isEqualTo(204);
    }

    private int status(String method, String path, String json, String tag) {
        return admin.send(method, path, json, "If-Match", tag).statusCode();
    }

    @Test
    void aMailboxAndAnAliasAreNotChangedUnseenInTheConsole() {
        String here = "domain=" + QmailServer.DOMAIN;
        String mailbox = "/api/domains/" + QmailServer.DOMAIN + "/mailboxes/met";
        admin.createMailbox("met", null);
        admin.createAlias("meeting", "a@elsewhere.example");
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        browser.open("mailbox.xhtml?name=met&" + here).fill("At most, in MB; empty means no limit", "50");
        admin.send("PUT", mailbox + "/quota", "{\"quota\":7000000}");
        browser.press("Set quota").awaitText("Somebody else has changed this meanwhile");
        assertThat(browser.text()).contains("may hold 7 MB");
        assertThat(browser.value("At most, in MB; empty means no limit")).isEqualTo("50");
        browser.press("Set quota").awaitPage("domain.xhtml");
        assertThat(admin.send("GET", mailbox, null).body()).contains("\"quota\":50000000");

        String label = "Mail to this address goes to, one target to a line";
        browser.open("alias.xhtml?name=meeting&" + here).fill(label, "mine@elsewhere.example");
        String alias = "/api/domains/" + QmailServer.DOMAIN + "/aliases/meeting";
        admin.send("PUT", alias, "{\"targets\":[\"theirs@elsewhere.example\"]}");
        browser.press("Save")
                .awaitText("Somebody else has changed this meanwhile")
                .awaitText("theirs@elsewhere.example");
        assertThat(browser.value(label)).isEqualTo("mine@elsewhere.example");
        look("alias-conflict");
        assertThat(admin.send("GET", alias, null).body()).contains("theirs@elsewhere.example");
        browser.press("Save").awaitPage("domain.xhtml");
        assertThat(admin.send("GET", alias, null).body()).contains("mine@elsewhere.example");
    }

    @Test
    void theStartPageSaysThatDoubleBouncesAreLostUntilTheyAreNot() {
        browser.login(QmailServer.ADMIN_PASSWORD).awaitText("All services are up.");
        assertThat(browser.text()).doesNotContain("does not arrive");
        String lost = "Mail for nobody-at-all@" + QmailServer.DOMAIN + " does not arrive: Sorry, no mailbox here";
        try {
            admin.control("doublebounceto", "nobody-at-all\n");
            browser.awaitText(lost);
            admin.createAlias("nobody-at-all", "postmaster@" + QmailServer.DOMAIN);
            browser.open("index.xhtml").awaitText("All services are up.");
            assertThat(browser.text()).doesNotContain("does not arrive");
        } finally {
            admin.controlDefault("doublebounceto");
        }
    }

    @Test
    void theHistoryTellsWhoAndWhyAndAChangeIsTakenBack() throws IOException {
        edit().fill(ENTRIES, BEFORE.replace("b@two.example\n", ""));
        browser.fill("Why, for the history (may be empty)", "two is good again").press("Save");
        browser.awaitText("is saved.");
        Files.writeString(file(), "# spam\na@one.example\nc@three.example\n@hand.example\n");
        browser.open("history.xhtml?file=" + FILE).awaitText("somebody on the machine");
        assertThat(browser.text()).contains("admin", "two is good again", "b@two.example", "@hand.example");
        look("history");
        String told = admin.send("GET", PATH + "/history", null).body();
        assertThat(told)
                .contains(
                        "\"by\":\"admin\",\"why\":\"two is good again\"",
                        "\"by\":null,\"why\":\"changed on the machine\"");
        String change = told.replaceAll("(?s).*\"number\":(\\d+),[^{}]*\"two is good again\".*", "$1");

        browser.follow("Undo change " + change + "…").awaitPage("setting.xhtml").awaitText("without that change");
        browser.press("Save").awaitText("is saved.");
        assertThat(file()).hasContent(BEFORE + "@hand.example\n");
        assertThat(admin.send("GET", PATH + "/history", null).body()).contains("change " + change + " taken back");
    }

    @Test
    void aDryRunTellsWhichAddressesWouldBeRefusedAndChangesNothing() {
        admin.createDomain("dry.example");
        admin.createMailbox("ana@dry.example", null);
        String rcpthosts = "/api/control/rcpthosts";
        String there = admin.send("GET", rcpthosts, null).body();
        String without = "{\"content\":\"" + QmailServer.DOMAIN + "\\n\"}";
        HttpResponse<String> dry = admin.send("PUT", rcpthosts + "?dryRun=true", without);
        assertThat(dry.statusCode()).isEqualTo(200);
        assertThat(dry.body())
                .contains("\"refused\":[", "ana@dry.example", "postmaster@dry.example", "\"file\":\"rcpthosts\"");
        assertThat(admin.send("PUT", "/api/control/databytes?dryRun=true", content("10MB"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(admin.send("GET", rcpthosts, null).body()).isEqualTo(there);

        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
        browser.open("setting.xhtml?file=rcpthosts");
        // other tests have domains here as well
        browser.fill(ENTRIES, browser.value(ENTRIES).replace("dry.example\n", ""));
        browser.awaitText("These 2 addresses would be refused: ana@dry.example, postmaster@dry.example.");
        assertThat(browser.text()).contains("What a save would change");
        look("effect");
        browser.fill(ENTRIES, "no domain here\n").awaitText("must be one domain to a line");
        assertThat(admin.send("GET", rcpthosts, null).body()).isEqualTo(there);
        assertThat(admin.send("DELETE", "/api/domains/dry.example", null).statusCode())
                .isEqualTo(204);
    }

    @Test
    void whatOthersChangedWhileTheSessionHadEndedIsNotOverwrittenUnseen() {
        String typed = BEFORE.replace("b@two.example", "mine@two.example");
        edit().fill(ENTRIES, typed).awaitText("What a save would change");
        admin.control(FILE, BEFORE.replace("b@two.example", "theirs@two.example"));
        browser.fresh();
        browser.press("Save").awaitPage("login.xhtml");
        browser.fill("Name", "admin")
                .fill("Password", QmailServer.ADMIN_PASSWORD)
                .press("Log in");
        browser.awaitText("What you had typed is here again; it is not saved yet.");
        assertThat(browser.value(ENTRIES)).isEqualTo(typed);
        browser.press("Save").awaitText("Both change the same place").awaitText("theirs@two.example");
        assertThat(file()).content().contains("theirs@two.example");
    }

    /** The page asks what a save would change, and is led to the log-in. */
    @Test
    void whatIsTypedWhenTheSessionHasEndedIsThereAgainAfterTheLogin() {
        edit().fill(ENTRIES, "x@one.example\n").awaitText("What a save would change");
        browser.fresh();
        browser.change(ENTRIES, "y@one.example\n").awaitPage("login.xhtml");
        browser.fill("Name", "admin")
                .fill("Password", QmailServer.ADMIN_PASSWORD)
                .press("Log in");
        browser.awaitText("What you had typed is here again; it is not saved yet.");
        assertThat(browser.value(ENTRIES)).isEqualTo("y@one.example\n");
    }
}
