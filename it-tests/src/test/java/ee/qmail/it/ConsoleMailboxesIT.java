package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.Mailbox;
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
import org.openqa.selenium.Keys;

/** What is done with mailboxes in the console and by REST, and what becomes of mail then. */
@ExtendWith(SharedServer.class)
class ConsoleMailboxesIT {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String SECRET = "correct horse";

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;
    private final Admin admin;
    private final String domain = "boxes" + COUNT.incrementAndGet() + ".example";

    ConsoleMailboxesIT(QmailServer server) {
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
    void prepare() {
        browser.fresh();
        admin.createDomain(domain);
        for (String name : List.of("ana", "bo")) {
            assertThat(api("POST", "/mailboxes", "{'name':'" + name + "','password':'" + SECRET + "'}")
                            .statusCode())
                    .isEqualTo(201);
        }
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
    }

    @AfterEach
    void leave() {
        assertThat(browser.complaints()).isEmpty();
        assertThat(api("DELETE", "", null).statusCode()).isEqualTo(204);
    }

    private HttpResponse<String> api(String method, String path, String json) {
        String body = json == null ? null : json.replace('\'', '"');
        return admin.send(method, "/api/domains/" + domain + path, body);
    }

    private String of(String name) {
        return name + "@" + domain;
    }

    private Browser open(String name) {
        return browser.open("mailbox.xhtml?domain=" + domain + "&name=" + name).awaitText(of(name));
    }

    private Mailbox mailbox(String name) {
        return new Mailbox(server.home().resolve("mail/" + domain + "/" + name + "/Maildir"));
    }

    private String send(String sender, String recipient, String subject) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            String text = "From: " + sender + "\r\nTo: " + recipient + "\r\nSubject: " + subject
                    + "\r\nMessage-ID: <q@client.example>\r\n\r\nhello\r\n";
            return smtp.message(sender, List.of(recipient), text.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** What is said to a client that names a recipient. */
    private String asked(String recipient) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            assertThat(smtp.send("MAIL FROM:<c@client.example>")).startsWith("250 ");
            return smtp.send("RCPT TO:<" + recipient + ">");
        }
    }

    @Test
    void vp5AMailboxKeepsItsMailAndSendsItOn() {
        open("ana")
                .change("To, one target to a line; empty means nowhere", of("bo"))
                .press("Save targets");
        browser.awaitText("Mail to " + of("ana") + " is kept and sent on from now on.");
        send("c@client.example", of("ana"), "both");
        mailbox("bo").awaitMessage("Subject: both");
        mailbox("ana").awaitMessage("Subject: both");

        browser.tick("Keep the mail in this mailbox as well")
                .press("Save targets")
                .awaitText("and not kept.");
        send("c@client.example", of("ana"), "one");
        mailbox("bo").awaitMessage("Subject: one");
        assertThat(mailbox("ana").count("Subject: one")).isZero();

        assertThat(api("PUT", "/mailboxes/bo/forward", "{'targets':['" + of("ana") + "']}")
                        .body())
                .contains("mail would go in a circle, " + of("bo") + " -> " + of("ana") + " -> " + of("bo"));
    }

    @Test
    void vp5TheCatchAllTakesWhatNobodyHas() {
        assertThat(asked(of("nobody"))).startsWith("550 ");
        browser.open("domain.xhtml?domain=" + domain).awaitText("Mail for names that nobody has is refused.");
        browser.change("Goes to, one target to a line; empty means that it is refused", of("ana"));
        browser.press("Save catch-all")
                .awaitText("Mail for names of " + domain + " that nobody has goes where you said.");
        assertThat(send("c@client.example", of("nobody"), "caught")).startsWith("250 ");
        mailbox("ana").awaitMessage("Subject: caught");

        HttpResponse<String> now = api("GET", "/catchall", null);
        assertThat(now.body()).isEqualTo("{\"targets\":[\"" + of("ana") + "\"],\"file\":null}");
        String path = "/api/domains/" + domain + "/catchall";
        assertThat(admin.send("PUT", path, "{\"targets\":[]}", "If-Match", "\"other\"")
                        .statusCode())
                .isEqualTo(412);
        String tag = now.headers().firstValue("ETag").orElseThrow();
        assertThat(admin.send("PUT", path, "{\"targets\":[]}", "If-Match", tag).statusCode())
                .isEqualTo(200);
        assertThat(asked(of("nobody"))).startsWith("550 ");
    }

    @Test
    void aSuspendedMailboxTakesMailAndLetsNobodyIn() {
        open("ana").press("Suspend this mailbox").awaitText(of("ana") + " is suspended: nobody can log in");
        assertThatThrownBy(() -> server.pop3().login(of("ana"), SECRET).close()).isInstanceOf(AssertionError.class);
        assertThat(send("c@client.example", of("ana"), "suspended")).startsWith("250 ");
        mailbox("ana").awaitMessage("Subject: suspended");
        assertThat(api("GET", "/mailboxes/ana", null).body()).contains("\"login\":false", "\"suspended\":true");

        browser.press("Resume this mailbox").awaitText(of("ana") + ": log-in is allowed again.");
        try (Pop3Client pop3 = server.pop3().login(of("ana"), SECRET)) {
            assertThat(pop3.count()).isEqualTo(1);
            pop3.quit();
        }
    }

    @Test
    void aRenamedMailboxHasItsMailAndTheNameBeforeLeadsThere() {
        send("c@client.example", of("ana"), "before");
        mailbox("ana").awaitMessage("Subject: before");
        open("ana").change("New name (before the @)", "bo").press("Rename").awaitText("exists already");
        browser.change("New name (before the @)", "anna").press("Rename");
        browser.awaitText(of("ana") + " is " + of("anna") + " from now on.").awaitPage("mailbox.xhtml");
        send("c@client.example", of("ana"), "after");
        mailbox("anna").awaitMessage("Subject: after");
        try (Pop3Client pop3 = server.pop3().login(of("anna"), SECRET)) {
            assertThat(pop3.count()).isEqualTo(2);
            pop3.quit();
        }
        assertThat(api("PUT", "/aliases/ana/name", "{'name':'crew'}").body()).contains("\"name\":\"crew\"");
    }

    @Test
    void rfc5321AFullMailboxIsSeenAndRefusedAtRcpt() {
        open("ana")
                .change("At most, in MB; empty means no limit", "1")
                .press("Set quota")
                .awaitText("is changed");
        assertThat(browser.text()).contains("and may hold 1 MB");
        assertThat(send("c@client.example", of("ana"), "fits")).startsWith("250 ");
        mailbox("ana").awaitMessage("Subject: fits");
        assertThat(api("PUT", "/mailboxes/ana/quota", "{'quota':100}").statusCode())
                .isEqualTo(204);
        Await.until("it is full", () -> asked(of("ana")).startsWith("552 5.2.2 "));
        assertThat(api("PUT", "/mailboxes/ana/displayname", "{'displayName':'Ana Núñez'}")
                        .statusCode())
                .isEqualTo(204);
        browser.open("domain.xhtml?domain=" + domain).awaitText("Ana Núñez");
    }

    @Test
    void rfc3834MailIsAnsweredOnceWhileSomebodyIsAway() {
        open("ana")
                .tick("Answer mail to this address")
                .change("Answer", "Back on Monday.")
                .press("Save answer");
        browser.awaitText("Mail to " + of("ana") + " is answered on the days you said.");
        send(of("bo"), of("ana"), "when");
        String answer = mailbox("bo").awaitMessage("Subject: Auto: when");
        assertThat(answer)
                .contains(
                        "Return-Path: <>",
                        "Auto-Submitted: auto-replied",
                        "In-Reply-To: <q@client.example>",
                        "Back on Monday.");
        send(of("bo"), of("ana"), "again");
        mailbox("ana").awaitMessage("Subject: again");
        send("c@client.example", of("bo"), "last");
        mailbox("bo").awaitMessage("Subject: last");
        assertThat(mailbox("bo").count("Auto-Submitted")).isEqualTo(1);

        open("ana")
                .change("Days until a sender gets it again", "x")
                .press("Save answer")
                .awaitText("days: must be 1 to 365");
        assertThat(api("PUT", "/mailboxes/ana/vacation", "{'active':false,'text':'x','until':'tomorrow'}")
                        .body())
                .contains("until: must be a day, such as 2026-12-24");
        assertThat(api("PUT", "/mailboxes/ana/vacation", "{'active':false}").body())
                .contains("\"active\":false", "\"days\":7");
    }

    @Test
    void anyAddressIsFoundFromAnywhereByTheKeyboardAlone() {
        browser.open("control.xhtml").type("/").type("ana@" + domain, Keys.ENTER);
        browser.awaitPage("mailbox.xhtml").awaitText(of("ana"));

        browser.type("/").type(domain, Keys.ENTER).awaitPage("search.xhtml").awaitText("4 matches");
        assertThat(browser.focusedName()).isEqualTo(domain);
        browser.type(Keys.ARROW_DOWN);
        assertThat(browser.focusedName()).isEqualTo(of("ana"));
        browser.type(Keys.ARROW_DOWN, Keys.NULL);
        browser.enter().awaitPage("mailbox.xhtml").awaitText(of("bo"));

        browser.open("search.xhtml?q=%3Cb%3Ex").awaitText("has “<b>x” in it");
        assertThat(admin.send("GET", "/api/search?q=ana@" + domain, null).body())
                .isEqualTo("{\"matches\":[{\"kind\":\"mailbox\",\"address\":\"" + of("ana")
                        + "\",\"displayName\":null}],\"more\":false}");
        assertThat(admin.send("GET", "/api/search?name=ana", null).statusCode()).isEqualTo(400);
    }
}
