package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The console in a real browser. */
@ExtendWith(SharedServer.class)
class ConsoleIT {
    private static final String PASSWORD = QmailServer.ADMIN_PASSWORD;
    private static final String OTHER_PASSWORD = "another good one";
    private static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;
    private final String name = "console" + COUNT.incrementAndGet();

    ConsoleIT(QmailServer server) {
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
    void fresh() {
        browser.fresh();
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aWrongPasswordIsRefused() {
        browser.login("wrong").awaitText("Name or password is wrong.");
        browser.open("index.xhtml").awaitPage("login.xhtml");
        assertThat(browser.text()).doesNotContain("Services");
    }

    @Test
    void theLoginLeadsToThePageThatWasAskedForAndTheLogoutClosesAll() {
        browser.open("control.xhtml").awaitPage("login.xhtml");
        browser.fill("Name", "admin").fill("Password", PASSWORD).press("Log in").awaitPage("control.xhtml");
        browser.press("Log out").awaitPage("login.xhtml");
        browser.open("control.xhtml").awaitPage("login.xhtml");
    }

    @Test
    void aDomainAndAMailboxAreCreatedAndMailToItIsSeenOnTheStartPage() {
        String domain = name + ".example";
        browser.login(PASSWORD).awaitText("All services are up.");
        assertThat(browser.text()).contains("smtpd", "pop3d", "queue", "database", ":" + server.smtpPort());

        browser.follow("Domains").awaitPage("domains.xhtml").unfold("Create a domain");
        browser.fill("Name", domain);
        browser.press("Create domain").awaitText("Domain " + domain + " is created and takes mail now.");
        browser.unfold("Create a mailbox");
        browser.fill("mailbox", "Name (before the @)", "ana").fill("mailbox", "Password", "correct horse");
        browser.press("Create mailbox").awaitText("Mailbox ana@" + domain + " is created.");

        browser.follow("Status").awaitPage("index.xhtml");
        send("ana@" + domain);
        browser.awaitText("ana@" + domain);
        assertThat(browser.text()).contains("delivered", "ben@client.example", "Put into the mailbox");
    }

    @Test
    void sub9TheDnsRecordsForMailProgramsAreCopiedFromThePageOfADomain() {
        String domain = name + ".example";
        server.admin().createDomain(domain);
        browser.login(PASSWORD).awaitText("All services are up.");
        browser.open("domain.xhtml?domain=" + domain).awaitText("publish them in the zone of " + domain);
        browser.press("Copy");
        assertThat(browser.focused()).isEqualTo("DNS records");
        assertThat(browser.value("DNS records"))
                .contains("_submissions._tcp." + domain + ". IN SRV 0 1 " + server.submissionsPort() + " ")
                .contains("_submission._tcp." + domain + ". IN SRV 10 1 " + server.submissionPort() + " ")
                .contains("_pop3s._tcp." + domain + ". IN SRV 0 1 " + server.pop3sPort() + " ")
                .contains("autodiscover." + domain + ". IN CNAME ");
        assertThat(browser.namelessControls()).isEmpty();
        assertThat(browser.overhang()).isNotPositive();
    }

    private void send(String recipient) {
        send("ben@client.example", List.of(recipient));
    }

    private void send(String sender, List<String> recipients) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: hello\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message(sender, recipients, text)).startsWith("250 ");
        }
    }

    @Test
    void aServiceIsPausedStoppedAndContinuedFromItsCard() throws IOException {
        browser.login(PASSWORD).awaitText("All services are up.");
        try {
            browser.press("Pause pop3d").awaitText("pop3d is paused: new connections wait.");
            assertThat(browser.text()).contains("Not everything is up.", "paused by an administrator", "for 0 s");

            browser.follow("Stop pop3d…").awaitPage("stop.xhtml").awaitText("nobody can fetch mail");
            browser.follow("Cancel").awaitPage("index.xhtml").awaitText("paused by an administrator");
            browser.follow("Stop pop3d…").awaitPage("stop.xhtml").press("Stop pop3d");
            browser.awaitPage("index.xhtml").awaitText("pop3d is stopped.");
            assertThatThrownBy(server::pop3).hasMessageContaining("refused");

            try (ServerSocket other = new ServerSocket()) {
                other.setReuseAddress(true);
                other.bind(new InetSocketAddress("127.0.0.1", server.pop3Port()));
                browser.press("Continue pop3d").awaitText("pop3d cannot listen on ");
                assertThat(browser.text()).contains("Address already in use", "stopped by an administrator");
            }
            browser.press("Continue pop3d").awaitText("pop3d is up.").awaitText("All services are up.");
            server.pop3().close();
        } finally {
            server.admin().turn("pop3d", "up");
        }
    }

    @Test
    void theKeyboardStopsSendAndOnlyStoppableServicesHaveButtons() {
        browser.login(PASSWORD).awaitText("All services are up.");
        try {
            browser.tabTo("Stop send…").enter().awaitPage("stop.xhtml").awaitText("waits in the queue");
            browser.tabTo("Stop send").enter().awaitPage("index.xhtml").awaitText("send is stopped.");
            browser.follow("deferred").awaitPage("queue.xhtml").awaitText("The service send is stopped");
            browser.follow("Status")
                    .awaitPage("index.xhtml")
                    .tabTo("Continue send")
                    .enter();
            browser.awaitText("send is up.");
        } finally {
            server.admin().turn("send", "up");
        }
        browser.open("stop.xhtml?service=database").awaitText("There is nothing at this address.");
        assertThat(browser.complaints()).hasSize(1).first().asString().contains("404");
    }

    @Test
    void theRefreshLeavesTheFocusAndTheButtonsThatAreStillRight() {
        browser.login(PASSWORD).awaitText("All services are up.");
        browser.tabTo("Stop smtpd…");
        try {
            server.admin().turn("pop3d", "paused");
            browser.awaitText("paused by an administrator").awaitText("Not everything is up.");
            assertThat(browser.focusedName()).isEqualTo("Stop smtpd…");
            browser.press("Continue pop3d").awaitText("pop3d is up.");
        } finally {
            server.admin().turn("pop3d", "up");
        }
    }

    @Test
    void aMessageThatWaitsIsTriedNowOrGivenUp() {
        String sender = name + "@" + QmailServer.DOMAIN;
        String good = "bo-" + name + "@later.example";
        String bad = "cy-" + name + "@later.example";
        server.admin().createMailbox(name, null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("later.example") + "\n");
            send(sender, List.of(good));
            send(sender, List.of(bad));
            browser.login(PASSWORD).awaitPage("index.xhtml");
            awaitWaiting(good, bad);
            assertThat(browser.text()).contains(sender, "deferred", "451 4.3.0 not now", "remote, attempts: 1, next: ");

            far.answer(recipient -> recipient.equals(good) ? "250 ok" : "451 4.3.0 never");
            browser.openRow(good).awaitPage("message.xhtml").press("Try now").awaitText("1 job is due now.");
            Await.until("it has gone out", () -> far.received.size() == 1);

            browser.openRow(bad).awaitPage("message.xhtml").awaitText("A bounce tells its sender");
            String gone = browser.page();
            browser.press("Give up").confirm("Give up on message").awaitText(" is given up.");
            assertThat(browser.text()).doesNotContain(bad);
            assertThat(server.mailbox(name).awaitMessage("has given this message up"))
                    .contains(bad, "451 4.3.0 not now");
            assertThat(far.received).hasSize(1);

            browser.open(gone).awaitText("There is nothing at this address.");
            assertThat(browser.complaints()).hasSize(1).first().asString().contains("404");
        } finally {
            server.admin().controlDefault("smtproutes");
        }
    }

    @Test
    void theRestApiTriesAndGivesUpOneMessageToo() {
        Admin admin = server.admin();
        admin.createMailbox(name, null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            admin.control("smtproutes", far.route("later.example") + "\n");
            send(name + "@" + QmailServer.DOMAIN, List.of("bo-" + name + "@later.example"));
            browser.login(PASSWORD).awaitPage("index.xhtml");
            awaitWaiting("bo-" + name, "attempts: 1");
            String page =
                    browser.openRow("bo-" + name).awaitPage("message.xhtml").page();
            String message = "/api/queue/messages/" + page.substring(page.indexOf('=') + 1);

            assertThat(admin.send("POST", message + "/retry", "{}").body()).isEqualTo("{\"jobs\":1}");
            awaitWaiting("bo-" + name, "attempts: 2, next: ");
            assertThat(admin.send("DELETE", message, null).body()).isEqualTo("{\"jobs\":1}");
            server.mailbox(name).awaitMessage("has given this message up");
            assertThat(admin.send("DELETE", message, null).statusCode()).isEqualTo(404);
            assertThat(admin.send("POST", message + "/retry", "{}").statusCode())
                    .isEqualTo(404);
            assertThat(admin.send("DELETE", "/api/queue/messages/0", null).statusCode())
                    .isEqualTo(400);
        } finally {
            admin.controlDefault("smtproutes");
        }
    }

    private static void awaitWaiting(String... recipients) {
        Await.until(
                "they wait", Await.PATIENCE, () -> contains(browser.open("queue.xhtml"), recipients), browser::text);
    }

    private static boolean contains(Browser page, String... words) {
        return Arrays.stream(words).allMatch(page.text()::contains);
    }

    @Test
    void theQueueHasPagesAndAllOfItIsTriedNow() {
        int many = 26;
        server.admin().createMailbox(name, null);
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            server.admin().control("smtproutes", far.route("later.example") + "\n");
            for (int i = 0; i < many; i++) {
                send(name + "@" + QmailServer.DOMAIN, List.of("bo" + i + "@later.example"));
            }
            Await.until("they wait", () -> server.admin().queue("deferred") >= many);
            browser.login(PASSWORD).awaitPage("index.xhtml");
            browser.follow("Queue").awaitPage("queue.xhtml").awaitText("bo0@later.example");
            assertThat(browser.text()).doesNotContain("First");
            browser.follow("Later").awaitPage("queue.xhtml?after=").awaitText("First");
            assertThat(browser.text()).doesNotContain("bo0@later.example");

            far.answer(recipient -> "250 ok");
            browser.press("Try all now").awaitText(" jobs are due now.").awaitPage("queue.xhtml?");
            Await.until("all have gone out", () -> far.received.size() == many);
            browser.open("queue.xhtml?after=8999999999999999999-1").awaitText("No later message waits now.");
            browser.follow("First").awaitText("Hosts that timed out");
        } finally {
            server.admin().controlDefault("smtproutes");
        }
        browser.open("queue.xhtml?after=yesterday").awaitText("There is nothing at this address.");
        assertThat(browser.complaints()).hasSize(1).first().asString().contains("404");
    }

    /** The kernel answers nothing more when nobody accepts what is there. */
    @Test
    void aHostThatTimesOutIsListedAndForgotten() throws IOException {
        String host = "127.0.0.3";
        server.admin().createMailbox(name, null);
        browser.login(PASSWORD).awaitPage("index.xhtml");
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getByName(host));
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(List.of(first, second)).allMatch(Socket::isConnected);
            server.admin().control("timeoutconnect", "1\n");
            server.admin().control("smtproutes", "full.example:" + host + ":" + full.getLocalPort() + "\n");
            send(name + "@" + QmailServer.DOMAIN, List.of("bo@full.example"));
            awaitWaiting(host, "bo@full.example");
            assertThat(browser.text()).contains(" ago", "tried");
            browser.press("Forget timeouts").awaitText("The timeouts are forgotten");
            assertThat(browser.text()).contains("No host has timed out lately.").doesNotContain("Forget timeouts");
        } finally {
            server.admin().controlDefault("timeoutconnect");
            server.admin().controlDefault("smtproutes");
        }
        browser.openRow("bo@full.example").awaitPage("message.xhtml").press("Give up");
        browser.confirm("for all who wait").awaitText(" is given up.");
    }

    @Test
    void auth18AppPasswordsAreMadeAndRevokedAndRightsAreSet() {
        Admin admin = server.admin();
        admin.createMailbox(name, PASSWORD);
        String address = name + "@" + QmailServer.DOMAIN;
        String mailbox = "/api/domains/" + QmailServer.DOMAIN + "/mailboxes/" + name;
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("mailbox.xhtml?domain=" + QmailServer.DOMAIN + "&name=" + name);
        browser.fill("Name of the program or device", "/").press("Make a password");
        browser.awaitText("must be 1 to 64 letters").fill("Name of the program or device", "phone");
        String shown = browser.press("Make a password")
                .awaitText("The password of phone is ")
                .text();
        String made = shown.replaceAll("(?s).*The password of phone is (\\S+) .*", "$1");
        assertThat(made).matches("([a-z2-9]{4}-){5}[a-z2-9]{4}");
        assertThat(browser.text()).contains("never");
        try (Pop3Client pop3 = server.pop3().login(address, made)) {
            assertThat(pop3.count()).isZero();
        }

        browser.press("Revoke the password of phone").confirm("phone");
        browser.awaitText("opens nothing any more");
        assertThat(admin.send("GET", mailbox + "/apppasswords", null).body()).isEqualTo("[]");
        browser.press("Save rights").awaitText("may do is changed");
    }

    @Test
    void explainsAWrongInputAtItsField() {
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("domains.xhtml").unfold("Create a domain");
        browser.fill("Name", "no domain").press("Create domain");
        browser.awaitText("domain 'no domain': must be letters, digits");
        assertThat(browser.focused()).isEqualTo("Name");
        assertThat(browser.wrongFields()).isOne();
    }

    @Test
    void aScriptThatIsNotTheConsolesOwnIsNotRun() {
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("domains.xhtml").plant("document.body.textContent = 'planted'");
        assertThat(browser.text()).contains("Create a domain").doesNotContain("planted");
        assertThat(browser.complaints()).hasSize(1).first().asString().contains("Content Security Policy");
    }

    @Test
    void aMissingPageLeadsBack() {
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("alias.xhtml?domain=nowhere.example&name=x").awaitText("There is nothing at this address.");
        assertThat(browser.complaints()).hasSize(1).first().asString().contains("404");
        browser.follow("To the start page").awaitPage("index.xhtml");
    }

    @Test
    void vq1AControlFileTakesAGoodValueAndNoOther() {
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.follow("Control files").awaitPage("control.xhtml");
        browser.follow("databytes").awaitPage("setting.xhtml").fill("Value", "10MB");
        browser.press("Save").awaitText("control/databytes line 1: '10MB': must be a whole number of octets");
        assertThat(browser.focused()).isEqualTo("Value");
        assertThat(databytes()).contains("\"lines\":[\"100000000\"]");

        browser.fill("Value", "50000000").press("Save").awaitText("control/databytes is saved.");
        assertThat(databytes()).contains("\"lines\":[\"50000000\"]");

        browser.follow("databytes").awaitPage("setting.xhtml").press("Use the default");
        browser.confirm("Then its default holds: 100000000 octets (100 MB).");
        browser.awaitText("control/databytes is deleted, its default holds.");
        assertThat(databytes()).contains("\"isDefault\":true");
    }

    @Test
    void dq14ThePageTracesAnAddress() {
        server.admin().createAlias(name, "jms:queue:" + name);
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("domains.xhtml")
                .fill("Address", name + "@" + QmailServer.DOMAIN)
                .press("Look");
        browser.awaitPage("address.xhtml").awaitText("forward jms:queue:" + name);
        assertThat(browser.text()).contains("anybody", QmailServer.DOMAIN + "-" + name + "@", "alias");
        browser.fill("Address", "no<b>body@" + QmailServer.DOMAIN).press("Look");
        browser.awaitText("no<b>body@").awaitText("no mailbox here by that name");
    }

    @Test
    void vp6AQuotaIsSetAndTakenAway() {
        server.admin().createMailbox(name, null);
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("mailbox.xhtml?domain=" + QmailServer.DOMAIN + "&name=" + name)
                .fill("At most, in MB; empty means no limit", "ten")
                .press("Set quota");
        browser.awaitText("quota 'ten': must be a whole number of MB");
        browser.fill("At most, in MB; empty means no limit", "50").press("Set quota");
        browser.awaitText("The quota of " + name + "@" + QmailServer.DOMAIN + " is changed.");
        String path = "/api/domains/" + QmailServer.DOMAIN + "/mailboxes/" + name;
        assertThat(server.admin().send("GET", path, null).body()).contains("\"quota\":50000000,\"used\":0");
        browser.fill("At most, in MB; empty means no limit", "")
                .press("Set quota")
                .awaitText("has no limit");
        browser.awaitPage("mailbox.xhtml");
        assertThat(server.admin().send("GET", path, null).body()).contains("\"quota\":null");
    }

    private String databytes() {
        return server.admin().send("GET", "/api/control/databytes", null).body();
    }

    @Test
    void addressesOfAnApplicationThatIsGoneAreRemoved() throws IOException {
        Path beans = server.home().resolve("users/beans");
        Files.createDirectories(beans.getParent());
        Files.writeString(beans, "# mine\ngone-shop@*:commit\nother@*\n");
        assertThat(server.admin().send("GET", "/api/beans", null).body())
                .contains(
                        "{\"pattern\":\"gone-shop@*\",\"answer\":\"commit\",\"state\":\"absent\",\"bean\":null,\"absentSince\":\"");
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("domains.xhtml").follow("Addresses of applications").awaitPage("beans.xhtml");
        browser.awaitText("not deployed")
                .press("Remove gone-shop@*")
                .confirm("Remove gone-shop@*? Mail waiting for it: 0.");
        browser.awaitText("No mail waits for an application at gone-shop@* any more.");
        assertThat(beans).hasContent("# mine\nother@*\n");
        assertThat(server.admin()
                        .send("DELETE", "/api/beans?pattern=other@*", null)
                        .statusCode())
                .isEqualTo(204);
        assertThat(server.admin()
                        .send("DELETE", "/api/beans?pattern=other@*", null)
                        .statusCode())
                .isEqualTo(404);
        browser.open("beans.xhtml").awaitText("No bean of an application has taken mail here yet.");
    }

    @Test
    void anAliasIsEdited() {
        String address = name + "@" + QmailServer.DOMAIN;
        String label = "Mail to this address goes to, one target to a line";
        server.admin().createMailbox(name + "-box", null);
        server.admin().createAlias(name, "first@elsewhere.example");
        browser.login(PASSWORD).awaitPage("index.xhtml");
        browser.open("domain.xhtml?domain=" + QmailServer.DOMAIN)
                .follow(address)
                .awaitPage("alias.xhtml");

        browser.fill(label, "ana\njms:orders\n" + address).press("Save");
        browser.awaitText("target 'ana': must be an address with its domain");
        assertThat(browser.text())
                .contains("target 'jms:orders': must be jms:queue:NAME or jms:topic:NAME", "is the address itself");
        assertThat(browser.focused()).isEqualTo(label);

        browser.fill(label, name + "-box@" + QmailServer.DOMAIN + "\njms:queue:" + name)
                .press("Save");
        browser.awaitPage("domain.xhtml").awaitText("jms:queue:" + name);
        send(address);
        server.mailbox(name + "-box").awaitMessage("Delivered-To: " + address);

        browser.follow(address).awaitPage("alias.xhtml").press("Delete alias");
        browser.confirm("Delete the alias " + address + "?").awaitText("Alias " + address + " is deleted.");
        assertThat(browser.text()).doesNotContain("jms:queue:" + name);
    }

    @Test
    void thePasswordIsChangedAndOtherSessionsEnd() {
        Admin admin = server.admin();
        String elsewhere = admin.openSession();
        assertThat(admin.startPage(elsewhere)).isEqualTo(200);
        try {
            browser.login(PASSWORD).awaitPage("index.xhtml");
            browser.follow("admin").awaitPage("password.xhtml");
            change("wrong", OTHER_PASSWORD, OTHER_PASSWORD).awaitText("This is not your current password.");
            assertThat(browser.focused()).isEqualTo("Current password");
            change(PASSWORD, OTHER_PASSWORD, "different").awaitText("The two new passwords differ");
            change(PASSWORD, "short", "short").awaitText("must be 12 to 128 characters");
            assertThat(admin.startPage(elsewhere)).isEqualTo(200);

            change(PASSWORD, OTHER_PASSWORD, OTHER_PASSWORD).awaitText("Your password is changed.");
            assertThat(admin.startPage(elsewhere)).isEqualTo(302);
            assertThat(admin.send("GET", "/api/queue", null).statusCode()).isEqualTo(401);
            browser.open("domains.xhtml").awaitPage("domains.xhtml");
        } finally {
            admin.withPassword(OTHER_PASSWORD).changePassword(OTHER_PASSWORD, PASSWORD);
        }
        browser.open("domains.xhtml").awaitPage("login.xhtml").awaitText("Your session has ended.");
    }

    private static Browser change(String current, String chosen, String repeated) {
        return browser.fill("Current password", current)
                .fill("New password", chosen)
                .fill("New password again", repeated)
                .press("Change password");
    }

    @Test
    void theRestApiChangesThePasswordOnlyWithTheOldOne() {
        Admin admin = server.admin();
        assertThat(admin.changePassword("wrong", OTHER_PASSWORD)).isEqualTo(403);
        assertThat(admin.changePassword(PASSWORD, "short")).isEqualTo(400);
        assertThat(admin.changePassword(PASSWORD, PASSWORD)).isEqualTo(400);
        assertThat(admin.changePassword(PASSWORD, OTHER_PASSWORD)).isEqualTo(204);
        assertThat(admin.changePassword(OTHER_PASSWORD, PASSWORD)).isEqualTo(401);
        assertThat(admin.withPassword(OTHER_PASSWORD).changePassword(OTHER_PASSWORD, PASSWORD))
                .isEqualTo(204);
    }
}
