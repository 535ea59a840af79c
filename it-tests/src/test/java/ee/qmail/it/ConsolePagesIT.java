package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.EachPage;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.quick.QuickBean;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each page of the console, with names as long as they come and with something in every list: wide and narrow, in both schemes and languages. */
class ConsolePagesIT {
    private static final String JMS_PASSWORD = "only-for-this-test";
    private static final String LONG = "a.person.with.a.long.name.and.a.habit.of.telling.it";
    private static final String OWNER = LONG + "@" + QmailServer.DOMAIN;
    private static final String MANAGER = "somebody-who-manages-a-domain-with-a-long-name";
    private static final String WAITING = LONG + "@a-server-with-a-long-name.nowhere.example";

    @TempDir
    private static Path directory;

    private static QmailServer server;
    private static Browser browser;
    private static List<String> pages;

    @BeforeAll
    static void start() throws JMSException, IOException {
        int port = QmailServer.freePorts(1).get(0);
        server = QmailServer.inNewHome("console-pages")
                .with("QMAIL_JMS_PORT", String.valueOf(port))
                .with("QMAIL_JMS_PASSWORD", JMS_PASSWORD)
                .withApplication("quick", QuickBean.class)
                .start()
                .prepare();
        browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"));
        fill();
        putAside(port);
        sendToBean();
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml").awaitText(LONG);
        pages = pages();
    }

    private static void fill() throws IOException {
        server.admin().createMailbox(LONG, null);
        server.admin()
                .send(
                        "POST",
                        "/api/people",
                        "{\"name\":\"" + MANAGER + "\",\"role\":\"domain\",\"domains\":[\"" + QmailServer.DOMAIN
                                + "\"]}");
        server.admin().createAlias("far", LONG + "@a-department-with-a-long-name.elsewhere.example");
        server.admin().createAlias("orders", "jms:queue:it.looked.into");
        server.admin().control("smtproutes", ".nowhere.example:127.0.0.1:1\n");
        Path beans = server.home().resolve("users/beans");
        Files.createDirectories(beans.getParent());
        Files.writeString(beans, LONG + "@a-server-with-a-long-name.nowhere.example\n");
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = "Subject: <b>hello</b> \u202eolleh\r\n\r\nhello\r\n".getBytes(StandardCharsets.UTF_8);
            for (String recipient : List.of(OWNER, WAITING, "orders@" + QmailServer.DOMAIN)) {
                assertThat(smtp.message("ben@client.example", List.of(recipient), text))
                        .startsWith("250 ");
            }
        }
    }

    /** A mail that it takes, and one that it fails on. */
    private static void sendToBean() {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            for (String result : List.of("\"taken\":1", "\"exception\":\"java.nio.file.FileAlreadyExistsException\"")) {
                byte[] text = "Subject: quick\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
                assertThat(smtp.message("ben@client.example", List.of("quick@" + QmailServer.DOMAIN), text))
                        .startsWith("250 ");
                Await.until(
                        "the bean has had it",
                        Await.PATIENCE,
                        () -> activeBeans().contains(result),
                        ConsolePagesIT::activeBeans);
            }
        }
    }

    private static String activeBeans() {
        return server.admin().send("GET", "/api/beans/active", null).body();
    }

    private static void putAside(int port) throws JMSException {
        try (ActiveMQConnectionFactory factory =
                        new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port, "qmail", JMS_PASSWORD);
                JMSContext jms = factory.createContext()) {
            TextMessage message = jms.createTextMessage("hello from the dead\n");
            message.setStringProperty("qmail_sender", OWNER);
            message.setStringProperty("qmail_recipients", OWNER);
            message.setStringProperty("qmail_subject", "put aside");
            message.setStringProperty("qmail_reason", "the \u202eserver was <tired>");
            jms.createProducer().send(jms.createQueue("qmail.dead"), message);
        }
    }

    private static List<String> pages() {
        Await.until("it waits", () -> browser.open("queue.xhtml").text().contains(WAITING));
        String message = browser.openRow(WAITING).awaitPage("message.xhtml").page();
        Await.until("it is put aside", () -> browser.open("dead.xhtml").text().contains("the \ufffdserver"));
        String letter = browser.openRow("unknown").awaitPage("letter.xhtml").page();
        String here = "domain=" + QmailServer.DOMAIN;
        List<String> all = new ArrayList<>(List.of(
                message,
                message.replace("message.xhtml", "source.xhtml"),
                message.replace("message.xhtml", "life.xhtml"),
                letter));
        all.addAll(List.of(
                "index.xhtml",
                "index.xhtml?span=hour",
                "stop.xhtml?service=smtpd",
                "queue.xhtml",
                "queue.xhtml?domain=nothing-is-there.example&sort=-next",
                "bulk.xhtml?delete=1",
                "dead.xhtml",
                "applications.xhtml",
                "application.xhtml?name=it.looked.into",
                "messages.xhtml",
                "messages.xhtml?q=" + WAITING + "&state=waiting",
                "messages.xhtml?q=nobody-" + WAITING,
                "messages.xhtml?q=what&from=2026-11-30T10:00",
                "try.xhtml",
                "try.xhtml?address=" + OWNER,
                "domains.xhtml",
                "beans.xhtml",
                "beans.xhtml?address=quick@" + QmailServer.DOMAIN,
                "beans.xhtml?address=" + OWNER,
                "address.xhtml?address=" + OWNER,
                "domain.xhtml?" + here,
                "import.xhtml?" + here,
                "mailbox.xhtml?" + here + "&name=" + LONG,
                "mailbox.xhtml?" + here + "&name=postmaster",
                "alias.xhtml?" + here + "&name=far",
                "search.xhtml?q=a",
                "search.xhtml?q=nothing%20of%20this%20name",
                "certificates.xhtml",
                "throttles.xhtml",
                "connections.xhtml",
                "connections.xhtml?door=mx&address=192.0.2.0/24&refresh=off&client=2001:db8::7&at=submission",
                "control.xhtml",
                "setting.xhtml?file=tcp.smtp",
                "setting.xhtml?file=databytes",
                "history.xhtml?file=smtproutes",
                "logs.xhtml",
                "logs.xhtml?log=server&level=INFO",
                "logs.xhtml?log=server&contains=nothing%20of%20this%20kind",
                "logs.xhtml?log=send&queueId=" + message.replaceAll("[^0-9]", ""),
                "logs.xhtml?log=send&queueId=what",
                "password.xhtml",
                "people.xhtml",
                "person.xhtml?name=admin",
                "person.xhtml?name=" + MANAGER,
                "audit.xhtml",
                "audit.xhtml?who=nobody&from=what",
                "login.xhtml"));
        return all;
    }

    @Test
    void thePageOfBeansTellsWhatBecameOfTheirMail() {
        String quick = "quick@" + QmailServer.DOMAIN;
        browser.width(1280);
        browser.open("beans.xhtml?address=" + quick).awaitText("gets it, by the pattern quick@*.");
        assertThat(browser.text())
                .contains(
                        QuickBean.class.getName(),
                        "last failure",
                        "java.nio.file.FileAlreadyExistsException",
                        "0 of 4 at most");
        browser.open("beans.xhtml?address=" + OWNER).awaitText("No bean gets it. It goes to: maildir ");
        browser.open("beans.xhtml")
                .follow("What the server’s log says of " + QuickBean.class.getName())
                .awaitPage("logs.xhtml?log=server");
        browser.awaitText("FileAlreadyExistsException");
    }

    @AfterAll
    static void end() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.end();
        }
    }

    @BeforeEach
    void enter() {
        browser.fresh();
        browser.login(QmailServer.ADMIN_PASSWORD).awaitPage("index.xhtml");
    }

    @AfterEach
    void theBrowserHasNothingToComplainOf() {
        browser.width(1280);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void noPageIsForgottenHere() {
        List<String> ofAdministrators = new ArrayList<>(EachPage.all());
        ofAdministrators.remove("my.xhtml"); // ConsolePeopleIT looks at it
        assertThat(pages.stream().map(page -> page.replaceAll("\\?.*", ""))).containsAll(ofAdministrators);
    }

    @Test
    void anImageWithoutATextIsFound() {
        browser.append("img");
        assertThat(browser.accessibilityFaults()).singleElement().asString().startsWith("critical image-alt: <img>");
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 375})
    void eachFitsTheWindowAndIsAccessible(int width) {
        for (String page : pages) {
            EachPage.check(browser, page, width);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 375})
    void whatIsRefusedIsAccessibleToo(int width) {
        browser.width(width);
        browser.open("domains.xhtml").unfold("Create a domain");
        browser.fill("Name", "no domain").press("Create domain").awaitText("no domain");
        EachPage.check(browser, "a domain's name refused");
        browser.open("setting.xhtml?file=databytes").fill("Value", "10MB").press("Save");
        browser.awaitText("must be a whole number of octets");
        EachPage.check(browser, "a control file refused");
        browser.open("alias.xhtml?domain=nowhere.example&name=x").awaitText("There is nothing at this address.");
        EachPage.check(browser, "nothing at an address");
        assertThat(browser.complaints()).hasSize(1).first().asString().contains("404");
        browser.fresh();
        browser.login("wrong").awaitText("Name or password is wrong.");
        EachPage.check(browser, "a wrong password");
    }
}
