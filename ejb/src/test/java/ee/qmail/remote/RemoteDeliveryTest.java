package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.SmtpRoute;
import ee.qmail.dns.FakeDns;
import ee.qmail.jms.Reports;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deliveries to scripted servers on loopback addresses. */
@Timeout(60)
class RemoteDeliveryTest {
    private static final String[] GOOD = {"220 hi", "250 there", "250 ok", "250 ok", "354 go", "text:250 taken", ""};
    /** More than the buffers of two sockets. */
    private static final Body LARGE = Body.of("x\n".repeat(5_000_000));

    private static final Envelope ENVELOPE = new Envelope("s@x", List.of("a@y"));

    private final FakeDns dns = new FakeDns();
    private final TcpTo tcpTo = new TcpTo(Clock.systemUTC());
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Optional<SmtpRoute> relay = Optional.empty();
    private Duration timeout = Duration.ofSeconds(20);
    private Duration total = Duration.ofSeconds(40);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private ScriptedServer server(String ip, int port, String... script) throws IOException {
        ScriptedServer server = new ScriptedServer(ip, port, script);
        opened.add(server);
        return server;
    }

    private List<DeliveryReport> deliver(int port, Envelope envelope, Body body) {
        var settings = new RemoteSettings("me.example", timeout, timeout, total, domain -> relay, port);
        var exchangers = new MailExchangers(dns, address -> false, new Random(1));
        return new RemoteDelivery(() -> settings, exchangers, TestTools.of(tcpTo))
                .deliver("y", envelope, body, 3, false);
    }

    private DeliveryReport deliver(int port) {
        return deliver(port, ENVELOPE, Body.of("Subject: x\n\n.\nend\n")).get(0);
    }

    @Test
    void aBodyIsNotReadForADestinationWithoutAConnection() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        dns.mx("y", 10, "mx").host("mx", "127.0.0.1");
        Body unread = new Body() {
            @Override
            public long size() {
                return 2;
            }

            @Override
            public InputStream open() {
                throw new AssertionError("the body is read");
            }
        };
        assertThat(deliver(port, ENVELOPE, unread))
                .singleElement()
                .extracting(DeliveryReport::outcome)
                .isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void aMessageArrives() throws IOException {
        ScriptedServer server = server("127.0.0.1", 0, GOOD);
        dns.mx("y", 10, "mx").host("mx", "127.0.0.1");
        assertThat(deliver(server.port()))
                .satisfies(Reports.isSuccess("a@y", "127.0.0.1 accepted message.\nRemote host said: 250 taken"));
        assertThat(server.heard)
                .startsWith(
                        "EHLO me.example", "MAIL FROM:<s@x>", "RCPT TO:<a@y>", "DATA", "Subject: x", "", "..", "end");
    }

    @Test
    void rm11RecipientsGoInOneGroup() throws IOException {
        ScriptedServer server = server(
                "127.0.0.1",
                0,
                "220 hi",
                "250-x\n250-SIZE\n250 PIPELINING",
                "4:250 s\n250 a\n550 b\n354 go",
                "text:250 ok",
                "");
        dns.host("y", "127.0.0.1");
        var reports = deliver(server.port(), new Envelope("", List.of("a@y", "b@y")), Body.of("x\n"));
        assertThat(reports).extracting(DeliveryReport::outcome).containsExactly(Outcome.SUCCESS, Outcome.FAILURE);
        assertThat(server.heard).startsWith("EHLO me.example", "MAIL FROM:<> SIZE=3", "RCPT TO:<a@y>", "RCPT TO:<b@y>");
    }

    @Test
    void rm6TheNextHostIsTriedWhenOneIsBusyOrGone() throws IOException {
        ScriptedServer last = server("127.0.0.5", 0, GOOD);
        ScriptedServer busy = server("127.0.0.2", last.port(), "421 busy");
        ScriptedServer dropping = server("127.0.0.3", last.port(), "220 hi", "");
        dns.mx("y", 1, "h2").mx("y", 2, "h3").mx("y", 3, "h4").mx("y", 4, "h5");
        for (int i = 2; i <= 5; i++) {
            dns.host("h" + i, "127.0.0." + i);
        }
        assertThat(deliver(last.port()).text()).startsWith("127.0.0.5 accepted message.");
        assertThat(busy.heard).isEmpty();
        assertThat(dropping.heard).startsWith("EHLO me.example");
        assertThat(tcpTo.list()).isEmpty();
    }

    /** A host that has not seen the mail says nothing about it, however final that is. */
    @Test
    void rm6TheNextHostIsTriedWhenOneIsClosedForGood() throws IOException {
        ScriptedServer closed = server("127.0.0.2", 0, "554 no");
        server("127.0.0.3", closed.port(), "220 hi", "550 who", "550 are you");
        ScriptedServer other = server("127.0.0.4", closed.port(), GOOD);
        dns.mx("y", 1, "h2").mx("y", 2, "h3").mx("y", 3, "h4");
        dns.host("h2", "127.0.0.2").host("h3", "127.0.0.3").host("h4", "127.0.0.4");
        assertThat(deliver(closed.port()).text()).startsWith("127.0.0.4 accepted message.");
        assertThat(other.heard).startsWith("EHLO me.example");
    }

    @Test
    void aPermanentRefusalOfAllHostsIsFinal() throws IOException {
        ScriptedServer closed = server("127.0.0.2", 0, "554 no");
        server("127.0.0.3", closed.port(), "521 no mail here");
        dns.mx("y", 1, "h2").mx("y", 2, "h3").host("h2", "127.0.0.2").host("h3", "127.0.0.3");
        assertThat(deliver(closed.port()))
                .satisfies(Reports.isFailure(
                        "a@y", "Connected to 127.0.0.3 but greeting failed.\nRemote host said: 521 no mail here"));
    }

    /** The one that is down may take it tomorrow. */
    @Test
    void oneHostThatIsDownOrBusyKeepsTheMailWaiting() throws IOException {
        ScriptedServer closed = server("127.0.0.2", 0, "554 no");
        dns.mx("y", 1, "h2").mx("y", 2, "h3").host("h2", "127.0.0.2").host("h3", "127.0.0.3");
        assertThat(deliver(closed.port()).outcome()).isEqualTo(Outcome.DEFERRAL);
        server("127.0.0.3", closed.port(), "421 busy");
        assertThat(deliver(closed.port()))
                .satisfies(Reports.isDeferral(
                        "a@y", "Connected to 127.0.0.3 but greeting failed.\nRemote host said: 421 busy"));
    }

    @Test
    void aFinalRefusalOfTheMailIsNotTakenElsewhere() throws IOException {
        ScriptedServer refusing = server("127.0.0.2", 0, "220 hi", "250 there", "553 not from you", "");
        ScriptedServer other = server("127.0.0.3", refusing.port(), GOOD);
        dns.mx("y", 1, "h2").mx("y", 2, "h3").host("h2", "127.0.0.2").host("h3", "127.0.0.3");
        assertThat(deliver(refusing.port()).outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(other.heard).isEmpty();
    }

    /** RFC 5321 4.5.3.1.10. */
    @Test
    void recipientsThatAreTooManyAreToldInAnotherSession() throws IOException {
        List<List<String>> sessions = new CopyOnWriteArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 10, FakeDns.ip("127.0.0.1"))) {
            new Thread(() -> takeAFewEach(listener, 2, sessions)).start();
            dns.host("y", "127.0.0.1");
            List<String> recipients = List.of("a@y", "b@y", "c@y", "d@y", "e@y");
            var reports = deliver(listener.getLocalPort(), new Envelope("s@x", recipients), Body.of("x\n"));
            assertThat(reports).extracting(DeliveryReport::recipient).containsExactlyElementsOf(recipients);
            assertThat(reports).extracting(DeliveryReport::outcome).containsOnly(Outcome.SUCCESS);
            assertThat(sessions)
                    .containsExactly(List.of("<a@y>", "<b@y>"), List.of("<c@y>", "<d@y>"), List.of("<e@y>"));
        }
    }

    /** So that a server that takes one at a time does not hold a worker for a thousand. */
    @Test
    void furtherSessionsAreLimitedAndTheRestWaits() throws IOException {
        List<List<String>> sessions = new CopyOnWriteArrayList<>();
        try (ServerSocket listener = new ServerSocket(0, 10, FakeDns.ip("127.0.0.1"))) {
            new Thread(() -> takeAFewEach(listener, 1, sessions)).start();
            dns.host("y", "127.0.0.1");
            List<String> recipients =
                    IntStream.range(0, 30).mapToObj(i -> i + "@y").toList();
            var reports = deliver(listener.getLocalPort(), new Envelope("s@x", recipients), Body.of("x\n"));
            assertThat(sessions).hasSize(21);
            assertThat(reports.subList(0, 21)).allMatch(report -> report.outcome() == Outcome.SUCCESS);
            assertThat(reports.subList(21, 30)).allMatch(report -> report.outcome() == Outcome.DEFERRAL);
        }
    }

    private static void takeAFewEach(ServerSocket listener, int most, List<List<String>> sessions) {
        while (!listener.isClosed()) {
            try (var client = listener.accept()) {
                client.setTcpNoDelay(true);
                List<String> taken = new CopyOnWriteArrayList<>();
                sessions.add(taken);
                takeAFew(client, most, taken);
            } catch (IOException e) {
                // the test is over, or the client has gone
            }
        }
    }

    private static void takeAFew(Socket client, int most, List<String> taken) throws IOException {
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        say(client, "220 hi");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            boolean room = taken.size() < most;
            if (line.startsWith("RCPT") && room) {
                taken.add(line.substring(8));
            }
            if (line.equals("QUIT")) {
                return;
            }
            say(client, line.startsWith("RCPT") && !room ? "552 too many" : line.equals("DATA") ? "354 go" : "250 ok");
            if (line.equals("DATA")) {
                while (!in.readLine().equals(".")) {
                    // the text
                }
                say(client, "250 taken");
            }
        }
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Its 250 would otherwise pass for the answer to a message that it has not got. */
    @Test
    void aServerThatAnswersBeforeTheFinalDotHasNotGotTheMail() throws IOException {
        CountDownLatch early = new CountDownLatch(1);
        try (ServerSocket listener = new ServerSocket(0, 1, FakeDns.ip("127.0.0.1"))) {
            new Thread(() -> answerTooEarly(listener, "250 thanks", early)).start();
            dns.host("y", "127.0.0.1");
            var reports = deliver(listener.getLocalPort(), ENVELOPE, new Waiting(early));
            assertThat(reports.get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
            assertThat(reports.get(0).text()).contains("250 thanks").doesNotContain("duplicate");
        }
    }

    /** The connection is reset, since the server has not read all; its reply came before that. */
    @ParameterizedTest
    @CsvSource({
        "554 5.6.0 no, FAILURE, 127.0.0.1 failed after I sent the message.",
        "552 too large, FAILURE, 127.0.0.1 failed after I sent the message.",
        "452 full, DEFERRAL, 127.0.0.1 failed after I sent the message.",
        "421 closing, DEFERRAL, 127.0.0.1 failed after I sent the message.",
        "250 taken, DEFERRAL, Connected to 127.0.0.1 but connection died.",
        "'', DEFERRAL, Connected to 127.0.0.1 but connection died."
    })
    void aServerThatRefusesInTheMiddleOfTheTextIsHeard(String reply, Outcome outcome, String text) throws IOException {
        ScriptedServer server = server("127.0.0.1", 0, "220 hi", "250 x", "250 ok", "250 ok", "354 go", reply);
        dns.host("y", "127.0.0.1");
        for (int run = 0; run < 20; run++) {
            DeliveryReport report = deliver(server.port(), ENVELOPE, LARGE).get(0);
            assertThat(report.outcome()).isEqualTo(outcome);
            assertThat(report.text()).startsWith(text).doesNotContain("duplicate");
            if (text.contains("failed")) {
                assertThat(report.text()).endsWith("Remote host said: " + reply);
            }
        }
    }

    /** It reads what is sent in vain, so that the writing does not fail. */
    @ParameterizedTest
    @CsvSource({"554 5.6.0 no, FAILURE", "421 closing, DEFERRAL", "250 taken, DEFERRAL"})
    void aServerThatRefusesTheTextAndDropsTheRestIsHeard(String reply, Outcome outcome) throws IOException {
        ScriptedServer server =
                server("127.0.0.1", 0, "220 hi", "250 x", "250 ok", "250 ok", "354 go", "drain:" + reply);
        dns.host("y", "127.0.0.1");
        for (int run = 0; run < 20; run++) {
            assertThat(deliver(server.port(), ENVELOPE, LARGE))
                    .singleElement()
                    .extracting(DeliveryReport::outcome)
                    .isEqualTo(outcome);
        }
    }

    /** It may be an answer too many: only one that ends the connection is about the text. */
    @Test
    void aRefusalInTheMiddleOfTheTextOfAServerThatStaysIsNotFinal() throws IOException {
        CountDownLatch early = new CountDownLatch(1);
        try (ServerSocket listener = new ServerSocket(0, 1, FakeDns.ip("127.0.0.1"))) {
            new Thread(() -> answerTooEarly(listener, "550 no", early)).start();
            dns.host("y", "127.0.0.1");
            var reports = deliver(listener.getLocalPort(), ENVELOPE, new Waiting(early));
            assertThat(reports.get(0).outcome()).isEqualTo(Outcome.DEFERRAL);
            assertThat(reports.get(0).text()).contains("550 no");
        }
    }

    private void answerTooEarly(ServerSocket listener, String reply, CountDownLatch early) {
        try {
            talk(listener, reply);
            early.countDown();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Says everything up to 354 in good order. */
    private void talk(ServerSocket listener, String last) throws IOException {
        var client = listener.accept();
        client.setTcpNoDelay(true);
        opened.add(client);
        var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
        for (String reply : List.of("220 hi", "250 there", "250 ok", "250 ok", "354 go")) {
            say(client, reply);
            if (!reply.startsWith("354")) {
                in.readLine();
            }
        }
        if (!last.isEmpty()) {
            say(client, last);
        }
    }

    /** When it is read for the second time, to be sent, it has no end until something has happened. */
    private record Waiting(CountDownLatch until, AtomicInteger opened) implements Body {
        Waiting(CountDownLatch until) {
            this(until, new AtomicInteger());
        }

        @Override
        public long size() {
            return 2;
        }

        @Override
        public InputStream open() {
            InputStream text = new ByteArrayInputStream("x\n".getBytes(StandardCharsets.US_ASCII));
            if (opened.getAndIncrement() == 0) {
                return text;
            }
            return new SequenceInputStream(text, new InputStream() {
                @Override
                public int read() throws IOException {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    return -1;
                }
            });
        }
    }

    @Test
    void whenAllAreBusyTheLastOneIsReported() throws IOException {
        ScriptedServer busy = server("127.0.0.2", 0, "421 busy");
        dns.host("y", "127.0.0.2", "127.0.0.3");
        assertThat(deliver(busy.port()).text()).endsWith("but greeting failed.\nRemote host said: 421 busy");
    }

    @Test
    void rm6NoHostListens() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0)) {
            port = unused.getLocalPort();
        }
        dns.host("y", "127.0.0.2");
        assertThat(deliver(port))
                .satisfies(Reports.isDeferral("a@y", "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)"));
        assertThat(tcpTo.list()).isEmpty();
    }

    @Test
    void unknownDomainsFailForEveryRecipient() {
        assertThat(deliver(25, new Envelope("s@x", List.of("a@y", "b@y")), Body.of("")))
                .extracting(DeliveryReport::outcome)
                .containsExactly(Outcome.FAILURE, Outcome.FAILURE);
    }

    @Test
    void aRelayIsUsedInsteadOfMailExchangers() throws IOException {
        ScriptedServer server = server("127.0.0.1", 0, GOOD);
        dns.mx("y", 10, "elsewhere").mx("r", 10, "elsewhere").host("r", "127.0.0.1");
        relay = Optional.of(new SmtpRoute("r", server.port()));
        assertThat(deliver(1).outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void rm8ConnectionLostBehindTheFinalDot() throws IOException {
        ScriptedServer server = server("127.0.0.1", 0, "220 hi", "250 x", "250 ok", "250 ok", "354 go", "text:");
        dns.host("y", "127.0.0.1");
        assertThat(deliver(server.port()))
                .satisfies(Reports.isDeferral(
                        "a@y", "Connected to 127.0.0.1 but connection died. Possible duplicate! (#4.4.2)"));
    }

    @Test
    void silenceIsLimited() throws IOException {
        timeout = Duration.ofMillis(200);
        ScriptedServer server = server("127.0.0.1", 0, "220 hi", "250 x", "hang");
        dns.host("y", "127.0.0.1");
        assertThat(deliver(server.port()).text()).isEqualTo("Connected to 127.0.0.1 but connection died. (#4.4.2)");
    }

    @Test
    void aServerThatDoesNotReadIsLeft() throws IOException {
        timeout = Duration.ofMillis(300);
        try (ServerSocket deaf = new ServerSocket()) {
            deaf.setReceiveBufferSize(8192);
            deaf.bind(new InetSocketAddress(FakeDns.ip("127.0.0.1"), 0));
            Thread greeter = new Thread(() -> greetAndStopReading(deaf));
            greeter.start();
            dns.host("y", "127.0.0.1");
            Body large = Body.of(new byte[30_000_000]);
            assertThat(deliver(deaf.getLocalPort(), ENVELOPE, large).get(0).text())
                    .isEqualTo("Connected to 127.0.0.1 but connection died. (#4.4.2)");
        }
    }

    private void greetAndStopReading(ServerSocket listener) {
        try {
            talk(listener, "");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theWholeDeliveryIsLimited() throws IOException {
        total = Duration.ofMillis(300);
        ScriptedServer server = server("127.0.0.2", 0, "220 hi", "hang");
        ScriptedServer second = server("127.0.0.3", server.port(), GOOD);
        dns.host("y", "127.0.0.2", "127.0.0.3");
        assertThat(deliver(server.port()).outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(second.heard).isEmpty();
    }

    @Test
    void timeoutsAreRemembered() throws IOException {
        timeout = Duration.ofMillis(200);
        try (ServerSocket full = new ServerSocket(0, 1, FakeDns.ip("127.0.0.1"))) {
            for (int i = 0; i < 10; i++) {
                SocketChannel waiting = SocketChannel.open();
                opened.add(waiting);
                waiting.configureBlocking(false);
                waiting.connect(full.getLocalSocketAddress());
            }
            dns.host("y", "127.0.0.1");
            assertThat(deliver(full.getLocalPort()).text()).endsWith("(#4.4.1)");
            assertThat(tcpTo.list()).extracting(TcpTo.Timeout::address).containsExactly(FakeDns.ip("127.0.0.1"));
        }
    }

    @Test
    void rm9AnUnreadableTextIsNeverEndedWithADot() throws IOException {
        ScriptedServer server = server("127.0.0.1", 0, GOOD);
        dns.host("y", "127.0.0.1");
        assertThat(deliver(server.port(), ENVELOPE, new Torn()).get(0))
                .satisfies(Reports.isDeferral("a@y", "Unable to read message. (#4.3.0)"));
        assertThat(server.heard).doesNotContain(".", "QUIT");
    }

    /** Can be read in full once, and then no more. */
    private static final class Torn implements Body {
        private boolean read;

        @Override
        public long size() {
            return 5;
        }

        @Override
        public InputStream open() {
            InputStream good = new ByteArrayInputStream("text\n".getBytes());
            if (!read) {
                read = true;
                return good;
            }
            return new SequenceInputStream(good, new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("planned");
                }
            });
        }
    }
}
