package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Browser;
import ee.qmail.it.harness.EachPage;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.Wire;
import ee.qmail.tls.AnyCertificate;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is connected, and what may a client do? In the console and by REST. */
@ExtendWith(SharedServer.class)
class ConnectionsIT {
    private static final String PASSWORD = "opensesame";
    private static final String USER = "connie";
    private static final String ADDRESS = USER + "@" + QmailServer.DOMAIN;
    private static final String LIST = "connections.xhtml?login=" + USER;
    private static final String STANDING = LIST + "&refresh=off";
    private static final Pattern ID = Pattern.compile("\"id\":\"([0-9a-z]+)\"");

    @TempDir
    private static Path directory;

    private static Browser browser;

    private final QmailServer server;

    ConnectionsIT(QmailServer server) {
        this.server = server;
    }

    @BeforeAll
    static void start(QmailServer server) {
        server.admin().createMailbox(USER, PASSWORD);
        browser = new Browser("http://127.0.0.1:" + server.httpPort(), directory.resolve("profile"));
    }

    @AfterAll
    static void end(QmailServer server) {
        if (browser != null) {
            browser.close();
        }
        server.admin().control("tcp.smtp", QmailServer.TCP_SMTP);
        server.admin().send("DELETE", "/api/domains/" + QmailServer.DOMAIN + "/mailboxes/" + USER, null);
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

    /** A client of one door, in clear or with TLS. */
    private record Client(Socket socket, Wire wire) implements AutoCloseable {
        static Client of(Socket socket) throws IOException {
            socket.setSoTimeout((int) Await.PATIENCE.toMillis());
            return new Client(socket, new Wire(socket));
        }

        String send(String command) throws IOException {
            wire.writeLine(command);
            return wire.readLine();
        }

        int port() {
            return socket.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            wire.close();
        }
    }

    private Client pop3() throws IOException {
        Client client = Client.of(new Socket("127.0.0.1", server.pop3Port()));
        assertThat(client.wire().readLine()).startsWith("+OK");
        assertThat(client.send("USER " + ADDRESS)).startsWith("+OK");
        assertThat(client.send("PASS " + PASSWORD)).startsWith("+OK");
        return client;
    }

    private Client submission() throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        Client client = Client.of(context.getSocketFactory().createSocket("127.0.0.1", server.submissionsPort()));
        assertThat(client.wire().readLine()).startsWith("220 ");
        String credentials =
                Base64.getEncoder().encodeToString(("\0" + ADDRESS + "\0" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        client.wire().writeLine("EHLO client.example");
        while (client.wire().readLine().startsWith("250-")) {
            // what is offered is known
        }
        assertThat(client.send("AUTH PLAIN " + credentials)).startsWith("235 ");
        return client;
    }

    @Test
    void aUserIsSeenWithTlsAndLogInAndIsToldOfTheEnd() throws Exception {
        try (Client submission = submission();
                Client pop3 = pop3()) {
            assertThat(submission.send("MAIL FROM:<" + ADDRESS + ">")).startsWith("250 ");
            browser.open(STANDING).awaitText("2 open connections are like that.");
            assertThat(browser.text())
                    .contains(ADDRESS, "submissions", "TLSv1.3", "sender named, command awaited", "in clear")
                    .contains("port " + submission.port(), "port " + pop3.port());

            browser.pressNamed("End the connection of 127.0.0.1, port " + submission.port() + ", at submissions");

            browser.awaitText("The client is told that its connection ends.");
            assertThat(submission.wire().readLine()).isEqualTo("421 4.3.2 an administrator has ended this connection");
            assertThat(submission.wire().readLine()).isNull();
            assertThat(browser.page()).contains("login=" + USER, "refresh=off");
            Await.until("it is gone", () -> browser.open(STANDING).text().contains("1 open connection is like that."));

            browser.pressNamed("End the connection of 127.0.0.1, port " + pop3.port() + ", at pop3");

            browser.awaitText("The client is told that its connection ends.");
            assertThat(pop3.wire().readLine()).isEqualTo("-ERR [SYS/TEMP] an administrator has ended this connection");
            assertThat(pop3.wire().readLine()).isNull();
        }
    }

    @Test
    void thePageRefreshesItselfUntilThatIsStopped() throws IOException {
        browser.open(LIST).awaitText("No open connection is like that.");
        try (Client first = pop3()) {
            browser.awaitText("1 open connection is like that.");
            assertThat(first.send("NOOP")).startsWith("+OK");
            browser.follow("Stop refreshing").awaitText("Refresh every 5 seconds");
            assertThat(browser.page()).contains("refresh=off");
            browser.follow("Client").awaitText("1 open connection is like that.");
            assertThat(browser.page()).contains("sort=client", "refresh=off", "login=" + USER);
        }
    }

    @Test
    void ts3ADoorIsAskedWhatAClientMayDo() throws IOException {
        server.admin().control("tcp.smtp", "192.0.2.66:deny\n" + QmailServer.TCP_SMTP);
        browser.open("connections.xhtml?refresh=off")
                .fill("Address of the client", "192.0.2.66")
                .press("Ask");
        browser.awaitText("This line of control/tcp.smtp decides: 192.0.2.66:deny")
                .awaitText("is refused");
        browser.fill("Address of the client", "127.0.0.1").press("Ask");
        browser.awaitText("The line sets RELAYCLIENT=\"\".").awaitText("may connect");
        browser.fill("Address of the client", "mail.example.org").press("Ask");
        browser.awaitText("address 'mail.example.org': must be numeric");
        EachPage.check(browser, "no address");
        try (Client pop3 = pop3()) {
            browser.open(STANDING).awaitText("port " + pop3.port());
            browser.follow("What may it do?").awaitText("127.0.0.1 may connect at the door pop3.");
            browser.awaitText("Open connections from its network at this door: 1 of ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1280, 380})
    void theListFitsTheWindowAndIsAccessible(int width) throws Exception {
        try (Client submission = submission();
                Client pop3 = pop3()) {
            assertThat(submission.port()).isNotEqualTo(pop3.port());
            EachPage.check(browser, STANDING + "&client=192.0.2.7&at=submissions", width);
            EachPage.check(browser, "throttles.xhtml", width);
        }
    }

    @Test
    void restListsAndEnds() throws IOException {
        try (Client pop3 = pop3()) {
            String found = get("/api/connections?door=pop3&address=127.0.0.0/8&login=" + USER + "&sort=-since");
            assertThat(found)
                    .contains("\"login\":\"" + ADDRESS + "\"", "\"port\":" + pop3.port(), "\"state\":\"command\"")
                    .contains("\"tls\":null", "\"total\":1");
            Matcher id = ID.matcher(found);
            assertThat(id.find()).isTrue();
            String path = "/api/connections/" + id.group(1);

            assertThat(send("DELETE", path).statusCode()).isEqualTo(204);

            assertThat(pop3.wire().readLine()).startsWith("-ERR [SYS/TEMP] ");
            Await.until("it is gone", () -> send("DELETE", path).statusCode() == 404);
        }
        assertThat(get("/api/connections?login=" + USER)).contains("\"connections\":[]");
        assertThat(send("GET", "/api/connections?door=imap").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/connections?max=1001").statusCode()).isEqualTo(400);
        assertThat(send("GET", "/api/connections?user=x").statusCode()).isEqualTo(400);
        assertThat(get("/api/clients/2001:db8::7?door=submission"))
                .contains("\"admitted\":true", "\"mayRelay\":false", "It has to log in before it sends mail.");
        assertThat(send("GET", "/api/clients/nobody").statusCode()).isEqualTo(400);
    }

    private String get(String path) {
        HttpResponse<String> answer = send("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path) {
        return server.admin().send(method, path, null);
    }
}
