package ee.qmail.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import ee.qmail.home.Env;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against an API that answers what the test says. */
class QmailTest {
    @TempDir
    private Path directory;

    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> answers = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int status = 200;
    private HttpServer server;
    private Path password;

    @BeforeEach
    void start() throws IOException {
        password = Files.writeString(directory.resolve("password"), "secret\n");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        asked.add((request + " " + body).strip());
        assertThat(exchange.getRequestHeaders().getFirst("Authorization")).isEqualTo("Basic YWRtaW46c2VjcmV0");
        byte[] octets = answers.getOrDefault(request, "").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    private int qmail(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--api=http://127.0.0.1:" + server.getAddress().getPort() + "/api");
        all.add("--password-file=" + password);
        return Qmail.execute(
                InputStream.nullInputStream(), new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    }

    @Test
    void tl2QstatCountsAllPlaces() {
        answers.put("GET /api/queue", "{\"local\":1,\"remote\":2,\"deferred\":3,\"dead\":0}");
        assertThat(qmail("qstat")).isZero();
        assertThat(out).hasToString("messages in queue: 6\nmessages in queue but not yet preprocessed: 0\n");
    }

    @Test
    void qstatTellsOfMessagesThatWerePutAside() {
        answers.put("GET /api/queue", "{\"local\":1,\"remote\":2,\"deferred\":3,\"dead\":9}");
        assertThat(qmail("qstat")).isZero();
        assertThat(out).hasToString("""
                messages in queue: 6
                messages in queue but not yet preprocessed: 0
                messages put aside in qmail.dead, not tried again: 9
                """);
    }

    @Test
    void adminListsAddsChangesAndRemoves() {
        String bo =
                "{\"name\":\"bo\",\"role\":\"domain\",\"domains\":[\"a.example\",\"b.example\"],\"suspended\":true}";
        answers.put("GET /api/people", "[" + bo + "]");
        answers.put("GET /api/people/bo", bo);
        answers.put("POST /api/people", "{\"name\":\"eva\",\"password\":\"made\"}");
        answers.put("PUT /api/people/bo", bo);
        answers.put("PUT /api/people/bo/password", "{\"password\":null}");
        assertThat(qmail("admin", "list")).isZero();
        assertThat(qmail("admin", "create", "eva", "--domain", "a.example", "--domain", "b.example"))
                .isZero();
        assertThat(qmail("admin", "change", "bo", "--suspended", "off")).isZero();
        assertThat(qmail("admin", "change", "bo", "--everything")).isZero();
        assertThat(qmail("admin", "passwd", "bo", "four words make one")).isZero();
        assertThat(qmail("admin", "delete", "bo")).isZero();
        assertThat(out).hasToString("bo\tdomain\tsuspended\ta.example b.example\nmade\n");
        assertThat(asked)
                .contains(
                        "POST /api/people {\"name\":\"eva\",\"role\":\"domain\",\"domains\":[\"a.example\",\"b.example\"]}",
                        "PUT /api/people/bo {\"role\":\"domain\",\"domains\":[\"a.example\",\"b.example\"],\"suspended\":false}",
                        "PUT /api/people/bo {\"role\":\"admin\",\"domains\":[],\"suspended\":true}",
                        "PUT /api/people/bo/password {\"password\":\"four words make one\"}",
                        "DELETE /api/people/bo");
        assertThat(qmail("admin", "create", "eva")).isEqualTo(100);
    }

    @Test
    void throttleListsWhoWaitsAndReleasesThem() {
        answers.put(
                "GET /api/throttles",
                "[{\"network\":\"192.0.2.1\",\"name\":null,\"wrong\":20,\"secondsToWait\":8},"
                        + "{\"network\":null,\"name\":\"administrator a\\u001b\",\"wrong\":101,\"secondsToWait\":0}]");
        answers.put(
                "GET /api/throttles/failures",
                "[{\"at\":\"2026-11-02T03:04:05Z\",\"ip\":\"192.0.2.1\",\"login\":\"ana\",\"door\":\"pop3\","
                        + "\"mechanism\":\"password\",\"reason\":\"wrong\"}]");
        assertThat(qmail("throttle", "list")).isZero();
        assertThat(qmail("throttle", "failures")).isZero();
        assertThat(out)
                .hasToString("192.0.2.1\t*\t20\t8\n*\tadministrator a_\t101\t0\n"
                        + "2026-11-02T03:04:05Z\t192.0.2.1\tana\tpop3\tpassword\twrong\n");
        assertThat(qmail("throttle", "release")).isEqualTo(100);
        assertThat(qmail("throttle", "release", "--network", "192.0.2.1", "--name", "administrator a"))
                .isZero();
        assertThat(asked.get(2)).isEqualTo("DELETE /api/throttles?network=192.0.2.1&name=administrator+a");
    }

    @Test
    void connectionsAreListedAndEnded() {
        answers.put("GET /api/connections?max=1000&page=1", """
                {"connections":[{"id":"k1","door":"submissions","address":"192.0.2.7","port":40000,"proxy":"192.0.2.1",
                "localPort":465,"since":"2026-11-02T03:04:05Z","tls":"TLSv1.3","suite":"TLS_X\\u001b","login":"ana@example.org",
                "state":"text","messages":1,"received":20,"sent":30,"idleSeconds":4}],"total":1001,"page":1}""");
        answers.put("GET /api/connections?max=1000&page=2", """
                {"connections":[{"id":"k2","door":"mx","address":"2001:db8::7","port":40001,"proxy":null,
                "localPort":25,"since":"2026-11-02T03:04:06Z","tls":null,"suite":null,"login":null,
                "state":"command","messages":0,"received":0,"sent":14,"idleSeconds":9}],"total":1001,"page":2}""");
        assertThat(qmail("connection", "list")).isZero();
        assertThat(out)
                .hasToString("k1\tsubmissions\t192.0.2.7 40000 by 192.0.2.1\tana@example.org\tTLSv1.3 TLS_X_\ttext\t"
                        + "2026-11-02T03:04:05Z\t1\t20\t30\t4\n"
                        + "k2\tmx\t2001:db8::7 40001\t-\t-\tcommand\t2026-11-02T03:04:06Z\t0\t0\t14\t9\n");
        String query = "GET /api/connections?max=1000&page=1&door=mx&address=192.0.2.0%2F24&login=ana%40";
        answers.put(query, "{\"connections\":[],\"total\":0,\"page\":1}");
        assertThat(qmail("connection", "list", "--door", "mx", "--address", "192.0.2.0/24", "--login", "ana@"))
                .isZero();
        assertThat(qmail("connection", "end", "k1")).isZero();
        assertThat(asked).endsWith(query, "DELETE /api/connections/k1");
    }

    @Test
    void ts3TcprulescheckTellsWhatAClientMayDo() {
        answers.put(
                "GET /api/clients/192.0.2.7?door=mx",
                "{\"admitted\":true,\"reply\":null,\"sentences\":[\"192.0.2.7 may connect.\",\"Its name is x\\u001b.\"]}");
        answers.put(
                "GET /api/clients/2001%3Adb8%3A%3A7?door=pop3",
                "{\"admitted\":false,\"reply\":\"-ERR go away\",\"sentences\":[\"It is refused.\"]}");
        assertThat(qmail("tcprulescheck", "192.0.2.7")).isZero();
        assertThat(qmail("tcprulescheck", "--door", "pop3", "2001:db8::7")).isEqualTo(100);
        assertThat(out).hasToString("192.0.2.7 may connect.\nIts name is x_.\nIt is refused.\n");
        assertThat(err.toString()).contains("tcprulescheck: -ERR go away");
    }

    @Test
    void tl1QreadTellsMessagesAndRecipients() {
        answers.put("GET /api/queue/messages?max=500&after=0", """
                [{"id":"17","arrival":"2026-11-02T03:04:05.678Z","size":345,"sender":"bob@far.example","recipients":[
                {"channel":"local","address":"ana@example.org","outcome":"success","report":"did 1+0+0","nextAttempt":
                "2026-11-02T03:04:05Z","attempt":1},{"channel":"remote","address":"x\\u001by@z.example","outcome":"deferral",
                "report":"no\\nroute","nextAttempt":"2026-11-02T04:04:05Z","attempt":2}]}]""");
        assertThat(qmail("qread")).isZero();
        assertThat(out)
                .hasToString("2 Nov 2026 03:04:05 GMT  #17  345  <bob@far.example> \n"
                        + "  done\tlocal\tana@example.org\n\tremote\tx_y@z.example\n");
        out.getBuffer().setLength(0);

        assertThat(qmail("qread", "--reports")).isZero();
        assertThat(out.toString()).contains("\t\tno route\n\t\tnext attempt 2 Nov 2026 04:04:05 GMT\n");
    }

    private static String logged(int second, String text, String more) {
        return "{\"at\":\"2026-11-02T03:04:0" + second + "Z\",\"level\":null,\"text\":\"" + text + "\",\"more\":["
                + more + "]}";
    }

    private static String log(String after, String... lines) {
        return "{\"lines\":[" + String.join(",", lines) + "],\"after\":" + after + ",\"end\":\"e.9\"}";
    }

    @Test
    void logPrintsTheOldestLineFirstHoweverManyAnswersItTakes() {
        answers.put("GET /api/logs?log=send&max=3&contains=a%20b&since=x", log("\"p.7\"", logged(3, "c\\u001b", "")));
        answers.put(
                "GET /api/logs?log=send&max=2&contains=a%20b&after=p.7&since=x",
                log(null, logged(1, "a", ""), logged(2, "b", "\"\\tat x\"")));
        assertThat(qmail("log", "--grep", "a b", "--since", "x", "--max", "3")).isZero();
        assertThat(out)
                .hasToString("2026-11-02T03:04:01Z a\n2026-11-02T03:04:02Z b\n    at x\n2026-11-02T03:04:03Z c_\n");
    }

    @Test
    void logFollowsUntilTheServerIsGone() {
        answers.put(
                "GET /api/logs/tail?log=smtpd&max=1000&after=e.9",
                log("\"p.8\"", logged(2, "b", "")).replace("e.9", "f.1"));
        answers.put("GET /api/logs/tail?log=smtpd&max=1000&after=f.1", "no answer");
        answers.put("GET /api/logs?log=smtpd&max=1", log("\"p.7\"", logged(1, "a", "")));
        assertThat(qmail("log", "smtpd", "-f", "--max", "1")).isEqualTo(100);
        assertThat(out)
                .hasToString(
                        "2026-11-02T03:04:01Z a\n... more lines have come than can be shown here\n2026-11-02T03:04:02Z b\n");
        assertThat(qmail("log", "--max", "0")).isEqualTo(100);
        assertThat(qmail("log", "-f", "--until", "x")).isEqualTo(100);
        assertThat(err.toString()).contains("--max 0: must be a number", "--until: must not be given with -f");
    }

    private static String entry(String id) {
        return "{\"id\":\"" + id + "\",\"at\":\"2026-11-02T03:04:05.678Z\",\"state\":\"deferred\",\"times\":1,"
                + "\"sender\":\"bob@far.example\",\"recipient\":\"x\\u001by@z.example\",\"report\":\"no\\nroute\\n\",\"reply\":null}";
    }

    @Test
    void messagesAreFoundPageByPage() {
        answers.put(
                "GET /api/messages?max=3&sender=bob%40far.example&state=waiting",
                "{\"messages\":[" + entry("17") + "," + entry("16") + "],\"after\":\"99\"}");
        answers.put(
                "GET /api/messages?max=1&sender=bob%40far.example&state=waiting&after=99",
                "{\"messages\":[" + entry("15") + "],\"after\":\"98\"}");
        assertThat(qmail("messages", "--sender", "bob@far.example", "--state", "waiting", "--max", "3"))
                .isZero();
        assertThat(asked).hasSize(2);
        assertThat(out.toString().lines())
                .hasSize(3)
                .first()
                .isEqualTo("2 Nov 2026 03:04:05 GMT  #17  deferred  <bob@far.example> to <x_y@z.example>  no route");
    }

    @Test
    void theLifeOfAMessageIsTold() {
        answers.put("GET /api/messages/17", """
                {"id":"17","recipients":[],"earlier":[{"id":"9","kind":"forward","at":"2026-11-02T03:04:05Z"}],"followers":[],"steps":[
                {"at":"2026-11-02T03:04:05Z","what":"accepted","recipient":null,"report":null,"reply":null,"other":null},
                {"at":"2026-11-02T03:04:06Z","what":"failed","recipient":"ana@z.example","report":"no\\nway","reply":null,"other":null},
                {"at":"2026-11-02T03:04:07Z","what":"bounce","recipient":null,"report":null,"reply":null,"other":"18"}]}""");
        assertThat(qmail("messages", "17")).isZero();
        assertThat(out)
                .hasToString(
                        "follows from #9 (forward)\n2 Nov 2026 03:04:05 GMT  accepted\n"
                                + "2 Nov 2026 03:04:06 GMT  failed  <ana@z.example>  no way\n2 Nov 2026 03:04:07 GMT  bounce  #18\n");
    }

    @Test
    void whatIsPutAsideIsToldSentAgainAndDropped() {
        answers.put("GET /api/queue/dead?max=1000", """
                [{"id":"17-1","queue":"qmail.local","reason":"the server has ended 3 times","sender":"bob@far.example",
                "recipients":["ana@example.org","x\\u001by@example.org"]},
                {"id":"ID:1","queue":"","reason":"","sender":"","recipients":[]}]""");
        answers.put("POST /api/queue/dead/17-1/retry", "{\"queue\":\"qmail.local\"}");
        assertThat(qmail("dead")).isZero();
        assertThat(qmail("dead", "--retry", "17-1")).isZero();
        assertThat(qmail("dead", "--drop", "ID:1")).isZero();
        assertThat(out)
                .hasToString("17-1\tqmail.local\tthe server has ended 3 times\t<bob@far.example> to"
                        + " ana@example.org x_y@example.org\nID:1\t\t\nsent to qmail.local\n");
        assertThat(asked)
                .containsExactly(
                        "GET /api/queue/dead?max=1000",
                        "POST /api/queue/dead/17-1/retry {}",
                        "DELETE /api/queue/dead/ID%3A1");
        assertThat(qmail("dead", "--retry", "17-1", "--drop", "17-1")).isEqualTo(100);
    }

    @Test
    void withJsonTheAnswerIsPassedOn() {
        answers.put("GET /api/queue", "{\"local\":1}");
        qmail("qstat", "--json");
        assertThat(out).hasToString("{\"local\":1}\n");
    }

    @Test
    void to5TcptoAndTcpok() {
        answers.put("GET /api/tcpto", "[{\"address\":\"192.0.2.1\",\"ago\":7,\"timeouts\":2}]");
        qmail("tcpto");
        assertThat(out).hasToString("192.0.2.1 timed out 7 seconds ago; # recent timeouts: 2\n");
        qmail("tcpok");
        assertThat(asked).last().isEqualTo("DELETE /api/tcpto");
    }

    @Test
    void beansTellsWhichAddressesHaveABeanAndTakesOthersOut() {
        answers.put("GET /api/beans", """
                [{"pattern":"orders@*","answer":"queue","state":"deployed","bean":"bean shop.Orders (shop)","absentSince":null,"waiting":0},
                {"pattern":"old@x.example","answer":"commit","state":"absent","bean":null,"absentSince":"2026-11-02T03:04:05.678Z",
                "waiting":3}]""");
        assertThat(qmail("beans")).isZero();
        assertThat(out)
                .hasToString("orders@*\tqueue\tbean shop.Orders (shop)\n"
                        + "old@x.example\tcommit\tabsent since at least 2 Nov 2026 03:04:05 GMT, mail waiting: 3\n");
        assertThat(qmail("beans", "--remove", "old@*")).isZero();
        assertThat(asked).last().isEqualTo("DELETE /api/beans?pattern=old%40*");
    }

    @Test
    void vaddcommandsSendTheNewDomainOrUser() {
        answers.put("POST /api/domains", "{}");
        qmail("vadddomain", "example.org", "four words");
        qmail("vadduser", "ana@example.org", "secret");
        qmail("vadduser", "bo@example.org", "--no-password");
        qmail("vdeluser", "a/b@example.org");
        assertThat(asked)
                .containsExactly(
                        "POST /api/domains {\"name\":\"example.org\"}",
                        "PUT /api/domains/example.org/mailboxes/postmaster/password {\"password\":\"four words\"}",
                        "POST /api/domains/example.org/mailboxes {\"name\":\"ana\",\"password\":\"secret\"}",
                        "POST /api/domains/example.org/mailboxes {\"name\":\"bo\"}",
                        "DELETE /api/domains/example.org/mailboxes/a%2Fb");
    }

    @Test
    void valiasAddsAndRemovesTargets() {
        String aliases = "GET /api/domains/example.org/aliases";
        answers.put(aliases, "[]");
        qmail("valias", "info@example.org", "-i", "ana@example.org");
        answers.put(
                aliases, "[{\"name\":\"info\",\"address\":\"info@example.org\",\"targets\":[\"ana@example.org\"]}]");
        qmail("valias", "info@example.org", "-i", "bo@example.org");
        qmail("valias", "info@example.org", "-r", "ana@example.org");
        qmail("valias", "@example.org");
        asked.removeIf(aliases::equals);
        assertThat(asked)
                .containsExactly(
                        "POST /api/domains/example.org/aliases {\"name\":\"info\",\"targets\":[\"ana@example.org\"]}",
                        "PUT /api/domains/example.org/aliases/info {\"targets\":[\"ana@example.org\",\"bo@example.org\"]}",
                        "DELETE /api/domains/example.org/aliases/info");
        assertThat(out).hasToString("info@example.org -> ana@example.org\n");
    }

    @Test
    void svcTurnsServices() {
        assertThat(qmail("svc", "-p", "smtpd", "send")).isZero();
        assertThat(qmail("svc", "-d", "pop3d")).isZero();
        assertThat(qmail("svc", "-u", "pop3d")).isZero();
        assertThat(asked)
                .containsExactly(
                        "PUT /api/services/smtpd {\"state\":\"paused\"}",
                        "PUT /api/services/send {\"state\":\"paused\"}",
                        "PUT /api/services/pop3d {\"state\":\"down\"}",
                        "PUT /api/services/pop3d {\"state\":\"up\"}");
        assertThat(qmail("svc", "smtpd")).isEqualTo(100);
        assertThat(qmail("svc", "-u", "-d", "smtpd")).isEqualTo(100);
    }

    @Test
    void refusalsOfTheServerAreToldAndEndWith100() {
        status = 404;
        answers.put("DELETE /api/domains/x", "{\"detail\":\"domain 'x': is not served here\"}");
        assertThat(qmail("vdeldomain", "x")).isEqualTo(100);
        assertThat(err).hasToString("qmail vdeldomain: domain 'x': is not served here\n");
    }

    @Test
    void troubleOfTheServerEndsWith111() {
        status = 503;
        answers.put("GET /api/queue", "{\"detail\":\"the database does not answer\"}");
        assertThat(qmail("qstat")).isEqualTo(111);
        assertThat(err.toString()).contains("the database does not answer");
        server.stop(0);
        assertThat(qmail("qstat")).isEqualTo(111);
        assertThat(err.toString()).contains("is the server running?");
    }

    @Test
    void withoutAnAddressTheServersOwnSettingsTellIt() {
        answers.put("GET /api/queue", "{\"local\":1,\"remote\":0,\"deferred\":0,\"dead\":0}");
        System.setProperty(
                Env.QMAIL_HTTP_PORT.property(),
                String.valueOf(server.getAddress().getPort()));
        try {
            PrintWriter to = new PrintWriter(out);
            assertThat(Qmail.execute(
                            InputStream.nullInputStream(),
                            to,
                            new PrintWriter(err),
                            "qstat",
                            "--password-file=" + password))
                    .isZero();
            System.setProperty(Env.QMAIL_HTTP_PORT.property(), "1");
            assertThat(qmail("qstat")).as("an option goes before").isZero();
            System.setProperty(Env.QMAIL_HTTP_PORT.property(), "x");
            assertThat(Qmail.execute(
                            InputStream.nullInputStream(),
                            to,
                            new PrintWriter(err),
                            "qstat",
                            "--password-file=" + password))
                    .isEqualTo(100);
            assertThat(err.toString()).contains("QMAIL_HTTP_PORT is 'x': must be a port number");
        } finally {
            System.clearProperty(Env.QMAIL_HTTP_PORT.property());
        }
    }

    @Test
    void misuseTellsHowItIsUsed() {
        assertThat(qmail("vadduser")).isEqualTo(100);
        assertThat(err.toString()).contains("ADDRESS").contains("Usage: qmail vadduser");
        assertThat(qmail("vadduser", "ana")).isEqualTo(100);
        assertThat(err.toString()).contains("'ana': must be an address, such as ana@example.org");
    }

    @Test
    void auth18AppPasswordsAreMadeListedAndRevoked() {
        String path = "/api/domains/example.org/mailboxes/ana/apppasswords";
        answers.put("POST " + path, "{\"name\":\"phone\",\"scope\":\"pop3\",\"password\":\"abcd-efgh\"}");
        assertThat(qmail("user", "apppassword", "add", "ana@example.org", "phone", "--scope", "pop3"))
                .isZero();
        assertThat(asked).last().isEqualTo("POST " + path + " {\"name\":\"phone\",\"scope\":\"pop3\"}");
        assertThat(out).hasToString("abcd-efgh\n");
        out.getBuffer().setLength(0);

        answers.put("GET " + path, """
                [{"name":"phone","scope":"pop3","created":"2026-11-02T03:04:05Z","lastUsed":null},
                {"name":"printer","scope":"both","created":"2026-11-02T03:04:05Z","lastUsed":"2026-11-03T04:00:00Z"}]""");
        assertThat(qmail("user", "apppassword", "list", "ana@example.org")).isZero();
        assertThat(out).hasToString("phone\tpop3\tnever used\nprinter\tboth\tlast used 2026-11-03T04:00:00Z\n");

        assertThat(qmail("user", "apppassword", "revoke", "ana@example.org", "Ana's phone"))
                .isZero();
        assertThat(asked).last().isEqualTo("DELETE " + path + "/Ana%27s%20phone");
    }

    @Test
    void auth18RightsAreToldAndChanged() {
        String path = "/api/domains/example.org/mailboxes/ana";
        answers.put("GET " + path, "{\"pop3\":true,\"submission\":true,\"relay\":false}");
        assertThat(qmail("user", "rights", "ana@example.org")).isZero();
        assertThat(out).hasToString("pop3: on\nsubmission: on\nrelay: off\n");
        assertThat(asked).containsExactly("GET " + path);

        assertThat(qmail("user", "rights", "ana@example.org", "--relay=off", "--pop3=on"))
                .isZero();
        assertThat(asked).contains("PUT " + path + "/rights {\"pop3\":true,\"relay\":false}");
        assertThat(qmail("user", "rights", "ana@example.org", "--relay=maybe")).isEqualTo(100);
    }
}
