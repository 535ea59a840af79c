package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Admin;
import ee.qmail.it.harness.Http;
import ee.qmail.it.harness.Pop3Client;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Vitals;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.SmtpClient;
import ee.qmail.test.server.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers try at the doors, while honest clients use them: on the runnable jar with the heap that it has by default. */
@Tag("alone")
class HostileDoorsIT {
    private static final byte[] LIVE =
            "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
    /** An answer of JSON: up to its last chunk, or to its last brace. */
    private static final Pattern WHOLE =
            Pattern.compile("(?is).*transfer-encoding: chunked.*\r\n0\r\n\r\n|(?!.*transfer-encoding).*\\}\\s*");

    private static final String ANA = "ana@" + QmailServer.DOMAIN;
    private static final String PASSWORD = "correct horse";
    /** Below the limit of connections from one address, and together above the threads of the server. */
    private static final int OF_ONE = 90;

    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final int ADDRESSES = 3;
    private static final int STRANGERS = OF_ONE * ADDRESSES;

    private static QmailServer server;

    private final List<Socket> sockets = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = QmailServer.inNewHome("doors").start();
        server.prepare();
        server.admin().createMailbox("ana", PASSWORD);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A client of its own for each test: what it does wrong is counted. */
    /** With the credentials that a browser remembers. */
    @Test
    void aPageOfAnotherSiteCannotUseTheApi() throws IOException {
        String foreign = from("127.0.0.71").basic("admin", QmailServer.ADMIN_PASSWORD, "Sec-Fetch-Site: cross-site");
        assertThat(foreign).startsWith("HTTP/1.1 403 ").contains("pages of other sites cannot use this API");
        assertThat(from("127.0.0.71").basic("admin", QmailServer.ADMIN_PASSWORD, "Sec-Fetch-Site: same-origin"))
                .startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anEmptyPasswordOpensNothing() throws IOException {
        assertThat(from("127.0.0.72").basic("admin", "")).startsWith("HTTP/1.1 401 ");
    }

    private Http from(String address) {
        return new Http(address, server.httpPort());
    }

    private void open(String... requests) throws IOException {
        for (int i = 0; i < STRANGERS; i++) {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.setReceiveBufferSize(2_048);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.1." + (1 + i / OF_ONE)), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.httpPort()));
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(requests[i % requests.length].getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Everything that an honest client does at the doors, each in time. */
    private void honestClientsAreServed() throws IOException {
        for (String path : List.of("/health/live", "/health/ready", "/console/login.xhtml")) {
            inTime(path, () -> assertThat(from("127.0.0.1").get(path)).startsWith("HTTP/1.1 200 "));
        }
        inTime(
                "log-in",
                () -> assertThat(server.admin().startPage(server.admin().openSession()))
                        .isEqualTo(200));
        inTime(
                "REST",
                () -> assertThat(
                                server.admin().send("GET", "/api/domains", null).statusCode())
                        .isEqualTo(200));
        inTime("SMTP", () -> {
            try (SmtpClient client = server.smtp().ehlo()) {
                client.message(
                        "bob@example.net", List.of(ANA), "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
        inTime("POP3", () -> {
            try (Pop3Client client = server.pop3()) {
                client.login(ANA, PASSWORD);
            }
        });
    }

    /** Work that may fail. */
    private interface Work {
        void run() throws IOException;
    }

    private static void inTime(String what, Work work) throws IOException {
        long begin = System.nanoTime();
        work.run();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(what).isLessThan(Duration.ofSeconds(5));
    }

    private void awaitEndOfStrangers() {
        Await.until(
                "all " + STRANGERS + " strangers are put out",
                () -> sockets.stream().allMatch(HostileDoorsIT::isEnded));
    }

    private static boolean isEnded(Socket socket) {
        try {
            socket.setSoTimeout(1);
            byte[] buffer = new byte[4_096];
            while (true) {
                if (socket.getInputStream().read(buffer) < 0) {
                    return true;
                }
            }
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** Each comes at the moment in which the one before is finished; the server takes 250 on one connection. */
    @Test
    void manyRequestsOnOneConnectionAreAllAnswered() throws IOException {
        for (int connection = 0; connection < 40; connection++) {
            try (Socket socket = new Socket("127.0.0.1", server.httpPort())) {
                socket.setSoTimeout(10_000);
                socket.setTcpNoDelay(true);
                for (int request = 0; request < 249; request++) {
                    socket.getOutputStream().write(LIVE);
                    assertThat(answer(socket.getInputStream()))
                            .as("answer %s of connection %s", request, connection)
                            .startsWith("HTTP/1.1 200 ")
                            .contains("\"status\":\"UP\"");
                }
            }
        }
    }

    private static String answer(InputStream in) throws IOException {
        byte[] octets = new byte[4_096];
        StringBuilder answer = new StringBuilder();
        while (!WHOLE.matcher(answer).matches()) {
            int count = in.read(octets);
            if (count < 0) {
                return answer + "(end of the connection)";
            }
            answer.append(new String(octets, 0, count, StandardCharsets.ISO_8859_1));
        }
        return answer.toString();
    }

    @Test
    void aSlowClientHoldsOnlyAConnectionForABoundedTime() throws IOException {
        open(
                "POST /console/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nn",
                "POST /console/login.xhtml HTTP/1.1\r\nHost: x\r\n" + FORM + "Content-Length: 100\r\n\r\nn",
                "POST /console/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nn",
                "GET /console/login.xhtml HTTP/1.1\r\nHost: x\r\nX: ",
                "\r\n");
        honestClientsAreServed();
        // an octet each second does not prolong it
        for (int i = 0; i < 3; i++) {
            for (Socket socket : sockets) {
                socket.getOutputStream().write('a');
            }
            Await.elapsed(Duration.ofSeconds(1));
        }
        honestClientsAreServed();
        awaitEndOfStrangers();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/console/login", "/console/index.xhtml", "/api/messages", "/jakarta.faces.resource/x.js.xhtml"})
    void aLargeBodyIsNotAwaitedWithoutALogIn(String path) throws IOException {
        open("POST " + path + " HTTP/1.1\r\nHost: x\r\n" + FORM + "Content-Length: 1000000\r\n\r\nname=");
        honestClientsAreServed();
        awaitEndOfStrangers();
    }

    @Test
    void aClientThatDoesNotReadTheAnswerHoldsNoThread() throws IOException {
        open("GET /jakarta.faces.resource/jquery/jquery.js.xhtml?ln=primefaces HTTP/1.1\r\nHost: x\r\n\r\n".repeat(8));
        honestClientsAreServed();
    }

    /** Together they ask for more than all answers may have of the memory, and for the next before they have the first. */
    @Test
    void answersThatAreNotReadFillNoMemory() throws IOException {
        long before = liveHeap();
        open(
                "GET /jakarta.faces.resource/moment/moment-timezone-with-data.js.xhtml?ln=primefaces HTTP/1.1\r\nHost: x\r\n\r\n"
                        .repeat(6));
        honestClientsAreServed();
        assertThat(liveHeap() - before).isLessThan(200_000_000);
        honestClientsAreServed();
    }

    @Test
    void theNextRequestIsAnsweredWhenTheAnswerBeforeIsTaken() throws IOException {
        String page =
                "GET /jakarta.faces.resource/moment/moment-timezone-with-data.js.xhtml?ln=primefaces HTTP/1.1\r\nHost: x\r\n";
        String answers = from("127.0.0.1").raw((page + "\r\n").repeat(3) + page + "Connection: close\r\n\r\n");
        assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(5);
    }

    @Test
    void oneAddressHasNoMoreThanItsShareOfConnections() throws IOException {
        int most = 100;
        for (int i = 0; i < most + 20; i++) {
            Socket socket = new Socket();
            sockets.add(socket);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.2.1"), 0));
            socket.connect(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), server.httpPort()));
        }
        Await.until(
                "20 are put out",
                () -> sockets.stream().filter(HostileDoorsIT::isEnded).count() >= 20);
        assertThat(sockets.stream().filter(HostileDoorsIT::isEnded).count()).isEqualTo(20);
        honestClientsAreServed();
    }

    /** 401 means that a hash was computed, 429 that none was. */
    @Test
    void checksFewOfManySimultaneousGuesses() throws IOException {
        List<String> answers = atATime(80, () -> from("127.0.3.1").basic("admin", "wrong"));
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 401 "))
                .hasSizeLessThanOrEqualTo(6);
        assertThat(answers)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 429 "))
                .hasSizeGreaterThanOrEqualTo(60);
        assertThat(from("127.0.3.1").basic("admin", QmailServer.ADMIN_PASSWORD)).startsWith("HTTP/1.1 429 ");
        honestClientsAreServed();
    }

    @Test
    void allDoorsCountTogether() throws IOException {
        String address = "127.0.3.2";
        int wrong = 0;
        int heldUp = 0;
        for (int i = 0; i < 4; i++) {
            try (Wire pop = Wire.connect(address, server.pop3Port())) {
                pop.readLine();
                for (int j = 0; j < 3; j++) {
                    pop.writeLine("USER " + (i * 3 + j) + "@" + QmailServer.DOMAIN);
                    pop.readLine();
                    pop.writeLine("PASS wrong");
                    String reply = pop.readLine();
                    wrong += reply.contains("[AUTH]") ? 1 : 0;
                    heldUp += reply.contains("too many wrong passwords") ? 1 : 0;
                }
            }
        }
        assertThat(wrong).isEqualTo(12);
        for (int i = 0; i < 12; i++) {
            from(address).basic("name" + i, "wrong");
        }
        assertThat(from(address).basic("other", "wrong")).startsWith("HTTP/1.1 429 ");
        assertThat(heldUp).isZero();
        honestClientsAreServed();
    }

    @Test
    void guessesFromAnAddressDoNotLockOutItsOtherUsers() throws IOException {
        String address = "127.0.3.3";
        assertThat(from(address).basic("admin", QmailServer.ADMIN_PASSWORD)).startsWith("HTTP/1.1 200 ");
        int lookedAt = 0;
        for (int i = 0; i < 30; i++) {
            lookedAt += from(address).basic("admin", "wrong" + i).startsWith("HTTP/1.1 401 ") ? 1 : 0;
        }
        assertThat(lookedAt).isBetween(5, 8);
        Await.until(
                "the owner comes in",
                () -> from(address)
                        .basicUnchecked("admin", QmailServer.ADMIN_PASSWORD)
                        .startsWith("HTTP/1.1 200 "));
    }

    @Test
    void forwardedAddressesCountOnlyFromATrustedProxy() throws IOException {
        Path proxies = server.home().resolve("control/trustedproxies");
        for (int i = 0; i < 6; i++) {
            from("127.0.3.4").basic("admin", "wrong", "X-Forwarded-For: 192.0.2." + i);
        }
        assertThat(from("127.0.3.4").basic("admin", "wrong", "X-Forwarded-For: 192.0.2.99"))
                .startsWith("HTTP/1.1 429 ");
        Files.writeString(proxies, "127.0.3.4\n");
        try {
            Await.until(
                    "the proxy is trusted",
                    () -> from("127.0.3.4")
                            .basicUnchecked("admin", "wrong", "X-Forwarded-For: 192.0.2.100")
                            .startsWith("HTTP/1.1 401 "));
            for (int i = 0; i < 6; i++) {
                from("127.0.3.4").basic("admin", "wrong", "X-Forwarded-For: 192.0.2.101");
            }
            assertThat(from("127.0.3.4").basic("admin", "wrong", "X-Forwarded-For: 192.0.2.101"))
                    .startsWith("HTTP/1.1 429 ");
            assertThat(from("127.0.3.4").basic("admin", "wrong", "X-Forwarded-For: 192.0.2.102"))
                    .startsWith("HTTP/1.1 401 ");
        } finally {
            Files.delete(proxies);
        }
    }

    @Test
    void keepsNoSessionOfClientsThatHaveNotLoggedIn() throws IOException {
        long before = liveHeap();
        for (String path :
                List.of("/console/login.xhtml", "/console/index.xhtml", "/", "/health/ready", "/api/domains")) {
            assertThat(from("127.0.0.1").get(path)).doesNotContainIgnoringCase("Set-Cookie");
        }
        atATime(3_000, () -> from("127.0.0.1").get("/console/login.xhtml"));
        assertThat(liveHeap() - before).isLessThan(30_000_000);
    }

    private static long liveHeap() throws IOException {
        try (Vitals vitals = new Vitals(server.pid())) {
            return vitals.sample().liveHeap();
        }
    }

    @Test
    void sessionsOfOneAdministratorHaveABound() throws IOException {
        String first = server.admin().openSession();
        assertThat(server.admin().startPage(first)).isEqualTo(200);
        for (int i = 0; i < 50; i++) {
            server.admin().openSession();
        }
        assertThat(server.admin().startPage(first)).isEqualTo(302);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /health/live HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "GET /health/live HTTP/1.1\r\n\r\n",
                "GET /health/live HTTP/1.1\nHost: a\n\n",
                "GET http://b/health/live HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /health/live HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n",
                "POST /console/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "POST /console/login HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
                "POST /console/login HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\nx\r\n0\r\n\r\n",
            })
    void requestsThatTwoReadersMightUnderstandDifferentlyAre400(String request) throws IOException {
        assertThat(from("127.0.0.1").raw(request)).startsWith("HTTP/1.1 400 ");
    }

    @Test
    void answersTellNoVersionAndNoHostThatWasSent() throws IOException {
        for (String path : List.of(
                "/",
                "/console",
                "/console/",
                "/console/index.xhtml",
                "/resources",
                "/WEB-INF",
                "/health/live",
                "/api",
                "/nothing",
                "//evil.example/")) {
            String answer = from("127.0.0.1")
                    .raw("GET " + path + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 ").doesNotContainIgnoringCase("http://evil");
            assertThat(answer.substring(0, answer.indexOf("\r\n\r\n")))
                    .doesNotContainIgnoringCase("\nserver:")
                    .doesNotContainIgnoringCase("powered")
                    .doesNotContainIgnoringCase("payara");
        }
        HttpResponse<String> created = server.admin().send("POST", "/api/domains", "{\"name\":\"relative.example\"}");
        assertThat(created.headers().firstValue("Location")).contains("/api/domains/relative.example");
    }

    @Test
    void behindATlsProxyCookiesAndAddressesAreSafe() throws IOException {
        Path url = server.home().resolve("control/consoleurl");
        Files.writeString(url, "https://mail.example.org\n");
        try {
            Await.until(
                    "it is read",
                    () -> from("127.0.0.1")
                            .getUnchecked("/console/login.xhtml")
                            .contains("Strict-Transport-Security: "));
            String form = "name=admin&password=" + QmailServer.ADMIN_PASSWORD;
            String answer = from("127.0.0.1")
                    .raw("POST /console/login HTTP/1.1\r\nHost: mail.example.org\r\nConnection: close\r\n"
                            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + form.length()
                            + "\r\n\r\n" + form);
            assertThat(answer).contains("\r\nLocation: /console/index.xhtml\r\n");
            assertThat(answer.lines().filter(line -> line.startsWith("Set-Cookie: ")))
                    .singleElement()
                    .asString()
                    .contains("; Secure")
                    .containsIgnoringCase("; SameSite=Strict")
                    .contains("; HttpOnly");
        } finally {
            Files.delete(url);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"allowedprograms", "defaultdelivery"})
    void settingsThatRunProgramsAreChangedOnTheMachineOnly(String file) {
        String body = "{\"content\":\"/bin/sh\"}";
        HttpResponse<String> written = server.admin().send("PUT", "/api/control/" + file, body);
        assertThat(written.statusCode()).isEqualTo(403);
        assertThat(written.body()).contains("control/" + file, "on the machine only");
        assertThat(server.admin().send("DELETE", "/api/control/" + file, null).statusCode())
                .isEqualTo(403);
        assertThat(server.home().resolve("control").resolve(file)).doesNotExist();
        assertThat(server.admin().send("GET", "/api/control/" + file, null).body())
                .contains("\"machineOnly\":true");
    }

    @Test
    void anotherMessageUnderAUsedKeyIsRefused() {
        Admin admin = server.admin();
        String first = admin.inject("?recipient=" + ANA, "Subject: one\n\none\n", "order-1")
                .body();
        assertThat(admin.inject("?recipient=" + ANA, "Subject: one\n\none\n", "order-1")
                        .body())
                .isEqualTo(first);
        assertThat(admin.inject("?recipient=" + ANA, "Subject: two\n\ntwo\n", "order-1")
                        .statusCode())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "eleven char", "control\tcharacter"})
    void theFirstPasswordIsRefusedAtTheStart(String password) {
        QmailServer weak = QmailServer.inNewHome("weak").with("QMAIL_ADMIN_PASSWORD", password);
        weak.launch();
        assertThat(weak.awaitExit()).isEqualTo(111);
        assertThat(weak.output()).contains("QMAIL_ADMIN_PASSWORD: must be 12 to 128 characters");
    }

    private static <T> List<T> atATime(int count, Callable<T> task) {
        ExecutorService clients = Executors.newFixedThreadPool(80);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                futures.add(clients.submit(task));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        } finally {
            clients.shutdownNow();
        }
    }
}
