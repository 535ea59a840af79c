package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.Credentials;
import ee.qmail.control.SmtpRoute;
import ee.qmail.control.TlsLevel;
import ee.qmail.dns.FakeDns;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.time.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries with TLS and a log-in, and several on a connection, to a server on loopback (section 6 of the facts about the doors). */
@Timeout(60)
class RemoteTlsTest {
    private static final Envelope ENVELOPE = new Envelope("s@x", List.of("a@y"));
    private static final Body SMALL = Body.of("Subject: x\n\nx\n");
    private static final Duration BACK_OFF = Duration.ofSeconds(400);

    @TempDir
    private Path control;

    private final FakeDns dns = new FakeDns();
    private final SettableClock clock = new SettableClock();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Optional<SmtpRoute> relay = Optional.empty();
    private Optional<TlsLevel> stated = Optional.empty();
    private Duration timeout = Duration.ofSeconds(20);
    private Duration total = Duration.ofSeconds(40);
    private RemoteTools tools;
    private SmtpPeer peer;

    @BeforeEach
    void keepTwo() {
        tools = TestTools.of(new TcpTo(clock), control, clock, 2);
        dns.mx("y", 10, "mx.example").host("mx.example", "127.0.0.1");
    }

    @AfterEach
    void close() throws Exception {
        tools.connections().close();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private SmtpPeer peer(String ip, int port, String store) throws IOException {
        SmtpPeer made = new SmtpPeer(ip, port, store);
        opened.add(made);
        return made;
    }

    private void serve(String store) throws IOException {
        peer = peer("127.0.0.1", 0, store);
    }

    private DeliveryReport deliver(Body body, boolean triedBefore) {
        var settings = new RemoteSettings(
                "me.example",
                timeout,
                timeout,
                total,
                domain -> relay,
                peer.port(),
                sender -> Optional.empty(),
                domain -> stated);
        var exchangers = new MailExchangers(dns, address -> false, new Random(1));
        return new RemoteDelivery(() -> settings, exchangers, tools)
                .deliver("y", ENVELOPE, body, body.size() + 3, triedBefore)
                .get(0);
    }

    private DeliveryReport deliver() {
        return deliver(SMALL, false);
    }

    private DeliveryReport deliverAgain() {
        return deliver(SMALL, true);
    }

    private static void isDeferral(DeliveryReport report, Reason reason) {
        assertThat(report.reason()).as(report.text()).isEqualTo(reason);
        assertThat(report.outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    private void certify(String host, String authority) throws IOException {
        Path file = Files.createDirectories(control.resolve("tlshosts")).resolve(host + ".pem");
        try (InputStream in = getClass().getResourceAsStream(authority)) {
            Files.copy(in, file);
        }
        tools = TestTools.of(new TcpTo(clock), control, clock, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mx.p12", "other.p12", "common.p12", "expired.p12"})
    void rtls2AnyCertificateIsTakenWhereNothingIsDemanded(String store) throws IOException {
        serve(store);
        assertThat(deliver().text())
                .matches(
                        "127\\.0\\.0\\.1 accepted message \\(TLSv1\\.3, TLS_AES_\\w+, may\\)\\.\nRemote host said: 250 taken");
        assertThat(peer.heard)
                .startsWith(
                        "(connection)",
                        "EHLO me.example",
                        "STARTTLS",
                        "(TLS [type=host_name (0), value=mx.example])",
                        "EHLO me.example",
                        "MAIL FROM:<s@x>");
    }

    @ParameterizedTest
    @CsvSource({"MAY, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "ENCRYPT, "})
    void rtls3OldSuitesAreForThoseThatWouldGetClearTextOtherwise(TlsLevel level, String suite) throws IOException {
        serve("mx.p12");
        stated = Optional.of(level);
        peer.protocols = new String[] {"TLSv1.2"};
        peer.suites = new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"};
        DeliveryReport report = deliver();
        if (suite != null) {
            assertThat(report.text()).contains("(TLSv1.2, " + suite + ", may)");
        } else {
            isDeferral(report, Reason.TLS_FAILED);
        }
    }

    @Test
    void rtls1WithoutTlsAtTheOtherSideMailGoesInClear() throws IOException {
        serve(null);
        assertThat(deliver().text()).startsWith("127.0.0.1 accepted message.\n");
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsLevel.class,
            names = {"ENCRYPT", "VERIFY"})
    void rtls4StrippingShowsNothingWhereTlsIsDemanded(TlsLevel level) throws IOException {
        serve("mx.p12");
        peer.offersTls = false;
        stated = Optional.of(level);
        isDeferral(deliver(), Reason.TLS_NOT_OFFERED);
        assertThat(peer.heard).contains("EHLO me.example").noneMatch(line -> line.startsWith("MAIL"));
        clock.pass(BACK_OFF);
        isDeferral(deliverAgain(), Reason.TLS_NOT_OFFERED);
    }

    @Test
    void rtls1EncryptTakesAnyCertificate() throws IOException {
        serve("expired.p12");
        stated = Optional.of(TlsLevel.ENCRYPT);
        assertThat(deliver().text()).contains(", encrypt)");
    }

    /** Nobody whom Java trusts has made the certificate. */
    @Test
    void rtls1VerifyAsksThoseWhomTheJvmTrusts() throws IOException {
        serve("mx.p12");
        stated = Optional.of(TlsLevel.VERIFY);
        isDeferral(deliver(), Reason.TLS_FAILED);
        assertThat(peer.heard).noneMatch(line -> line.startsWith("MAIL"));
        try (InputStream in = getClass().getResourceAsStream("ca.pem")) {
            Files.copy(in, control.resolve("remoteca.pem"));
        }
        assertThat(deliver().text()).contains(", verify)");
    }

    @Test
    void rtls5AFileInTlshostsDemandsACertificateOfItsAuthorities() throws IOException {
        serve("mx.p12");
        certify("mx.example", "ca.pem");
        assertThat(deliver().text()).contains(", verify)");
    }

    @ParameterizedTest
    @CsvSource({"mx.p12, stranger.pem", "other.p12, ca.pem", "common.p12, ca.pem", "expired.p12, ca.pem"})
    void rtls6AStrangeIssuerAnotherNameAndAnExpiredOneAreRefused(String store, String authority) throws IOException {
        serve(store);
        certify("mx.example", authority);
        stated = Optional.of(TlsLevel.MAY);
        for (boolean again : new boolean[] {false, true}) {
            isDeferral(deliver(SMALL, again), Reason.TLS_FAILED);
            clock.pass(BACK_OFF);
        }
        assertThat(peer.heard).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void rtls6TheCommonNameCountsWhereNoOtherNamesAre() throws IOException {
        serve("common.p12");
        dns.mx("y", 5, "common").host("common", "127.0.0.1");
        certify("common", "ca.pem");
        assertThat(deliver().text()).contains(", verify)");
    }

    @Test
    void rtls5ABrokenFileKeepsTheMailWaiting() throws IOException {
        serve("mx.p12");
        Files.createDirectories(control.resolve("tlshosts"));
        Files.writeString(control.resolve("tlshosts/mx.example.pem"), "nonsense");
        tools = TestTools.of(new TcpTo(clock), control, clock, 2);
        DeliveryReport report = deliver();
        isDeferral(report, Reason.TLS_FAILED);
        assertThat(report.text()).contains("mx.example.pem: has no certificate");
    }

    @Test
    void rtls5NotlshostsAndTheExhaustiveListMeanNoTls() throws IOException {
        serve("mx.p12");
        Files.createDirectories(control.resolve("notlshosts"));
        Files.createFile(control.resolve("notlshosts/MX.example"));
        tools = TestTools.of(new TcpTo(clock), control, clock, 0);
        assertThat(deliver().text()).startsWith("127.0.0.1 accepted message.\n");
        stated = Optional.of(TlsLevel.ENCRYPT);
        assertThat(deliver().text()).contains(", encrypt)");
        stated = Optional.empty();
        Files.delete(control.resolve("notlshosts/MX.example"));
        Files.createDirectories(control.resolve("tlshosts"));
        Files.createFile(control.resolve("tlshosts/exhaustivelist"));
        tools = TestTools.of(new TcpTo(clock), control, clock, 0);
        assertThat(deliver().text()).startsWith("127.0.0.1 accepted message.\n");
    }

    @Test
    void rtls4OctetsBehindTheReplyToStarttlsEndTheConversation() throws IOException {
        serve("mx.p12");
        peer.startTls = "220 ok\n250-FAKE";
        for (boolean again : new boolean[] {false, true}) {
            isDeferral(deliver(SMALL, again), Reason.TLS_INJECTED);
            clock.pass(BACK_OFF);
        }
        assertThat(peer.heard).noneMatch(line -> line.startsWith("MAIL"));
    }

    private void breakTls(String how) {
        if (how.startsWith("220")) {
            peer.insteadOfHandshake = "250 I do not know what that is";
        } else {
            peer.startTls = how;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"220 go", "454 no certificate", "501 what?"})
    void rtls2MailGoesInClearOnlyWhenItHasWaitedForIt(String how) throws IOException {
        serve("mx.p12");
        breakTls(how);
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(deliverAgain().outcome()).isEqualTo(Outcome.DEFERRAL);
        clock.pass(BACK_OFF);
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(peer.heard).noneMatch(line -> line.startsWith("MAIL"));

        assertThat(deliverAgain().text()).startsWith("127.0.0.1 accepted message.\n");
        long asked = peer.count("STARTTLS");
        assertThat(deliver().text()).startsWith("127.0.0.1 accepted message.\n");
        assertThat(peer.count("STARTTLS")).isEqualTo(asked);

        clock.pass(Duration.ofMinutes(61));
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
        assertThat(peer.count("STARTTLS")).isEqualTo(asked + 1);
    }

    @Test
    void rtls2TheOtherHostsComeFirst() throws IOException {
        serve("mx.p12");
        breakTls("454 no");
        SmtpPeer other = peer("127.0.0.2", peer.port(), "mx.p12");
        dns.mx("y", 20, "mx2.example").host("mx2.example", "127.0.0.2");
        assertThat(deliver().text()).startsWith("127.0.0.2 accepted message (TLSv1.3");
        clock.pass(BACK_OFF);
        assertThat(deliverAgain().text()).startsWith("127.0.0.2 accepted message (TLSv1.3");
        other.close();
        assertThat(deliverAgain().text()).startsWith("127.0.0.1 accepted message.\n");
    }

    @Test
    void rtls2SuccessForgetsEarlierFailures() throws IOException {
        serve("mx.p12");
        breakTls("454 no");
        deliver();
        clock.pass(BACK_OFF);
        peer.startTls = "220 go";
        assertThat(deliver().text()).contains("TLSv1.3");
        tools.connections().close(); // so that the next message begins anew
        tools = withoutKept();
        breakTls("454 no");
        isDeferral(deliverAgain(), Reason.TLS_REFUSED);
    }

    private RemoteTools withoutKept() {
        return new RemoteTools(
                tools.tcpTo(),
                tools.rules(),
                tools.tls(),
                tools.tlsFailures(),
                new KeptConnections(0, System::nanoTime, task -> {}),
                tools.refusedLogins());
    }

    /** The handshake has the rest of the delivery's time at most. */
    @Test
    void code10AServerThatIsSilentInTheHandshakeIsLeft() throws IOException {
        total = Duration.ofMillis(500);
        ScriptedServer silent = new ScriptedServer("127.0.0.1", 0, "220 hi", "250-x\n250 STARTTLS", "220 go", "hang");
        opened.add(silent);
        peer = null;
        var settings = new RemoteSettings("me.example", timeout, timeout, total, domain -> relay, silent.port());
        var report = new RemoteDelivery(() -> settings, new MailExchangers(dns, address -> false, new Random(1)), tools)
                .deliver("y", ENVELOPE, SMALL, 3, false)
                .get(0);
        isDeferral(report, Reason.TLS_FAILED);
        assertThat(report.text()).contains("it takes too long");
    }

    @Test
    void code10AServerThatDoesNotReadIsLeft() throws IOException {
        serve("mx.p12");
        peer.readsText = false;
        timeout = Duration.ofMillis(400);
        DeliveryReport report = deliver(Body.of(new byte[30_000_000]), false);
        isDeferral(report, Reason.CONNECTION_DIED);
    }

    @Test
    void code10ALargeTextArrives() throws IOException {
        serve("mx.p12");
        assertThat(deliver(Body.of("a line of text\n".repeat(400_000)), false).outcome())
                .isEqualTo(Outcome.SUCCESS);
        assertThat(peer.heard).contains("(text)");
    }

    /** Somebody who cuts the connection must not make a reply of its first half. */
    @Test
    void tls14AReplyThatIsCutOffIsALostConnection() throws IOException {
        serve("mx.p12");
        peer.taken = null;
        isDeferral(deliver(), Reason.CONNECTION_DIED_LATE);
    }

    /** Only there does a route mean TLS from the first octet. */
    private void serveAt465(String store) throws IOException {
        try {
            peer = peer("127.0.0.1", 465, store);
        } catch (BindException e) {
            Assumptions.abort("port 465 cannot be had: " + e.getMessage());
        }
        peer.implicitTls = true;
    }

    @Test
    void rtls16AtPort465TlsBeginsWithTheFirstOctet() throws IOException {
        serveAt465("mx.p12");
        certify("mx.example", "ca.pem");
        peer.user = "me";
        peer.password = "right";
        route("me", "right");
        assertThat(deliver().text()).contains(", verify)");
        assertThat(deliver().text()).contains(", verify)");
        assertThat(peer.heard)
                .startsWith(
                        "(connection)",
                        "(TLS [type=host_name (0), value=mx.example])",
                        "EHLO me.example",
                        "AUTH PLAIN AG1lAHJpZ2h0")
                .doesNotContain("STARTTLS");
        assertThat(peer.count("(connection)")).isEqualTo(1);
    }

    @Test
    void rtls2AtPort465MailNeverGoesInClear() throws IOException {
        serveAt465("mx.p12");
        peer.protocols = new String[] {"TLSv1.2"};
        peer.suites = new String[] {"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"};
        stated = Optional.of(TlsLevel.ENCRYPT);
        relay = Optional.of(new SmtpRoute("mx.example", 465));
        for (int i = 0; i < 2; i++) {
            isDeferral(deliverAgain(), Reason.TLS_FAILED);
            clock.pass(BACK_OFF);
        }
        stated = Optional.empty();
        assertThat(deliver().text()).contains(", may)");
    }

    private void route(String user, String password) {
        relay = Optional.of(new SmtpRoute("mx.example", peer.port(), new Credentials(user, password)));
    }

    private void relayWithLogin() throws IOException {
        serve("mx.p12");
        certify("mx.example", "ca.pem");
        peer.user = "me";
        peer.password = "right";
    }

    @Test
    void rtls16ALogInBehindTls() throws IOException {
        relayWithLogin();
        route("me", "right");
        assertThat(deliver().text()).contains(", verify)");
        assertThat(peer.heard).filteredOn(line -> line.startsWith("AUTH")).hasSize(1);
    }

    @Test
    void rtls17WithALogInTheCertificateIsVerifiedUnlessSomethingElseIsStated() throws IOException {
        serve("mx.p12");
        peer.user = "me";
        peer.password = "right";
        route("me", "right");
        isDeferral(deliver(), Reason.TLS_FAILED);
        clock.pass(BACK_OFF);
        isDeferral(deliverAgain(), Reason.TLS_FAILED);
        assertThat(peer.heard).noneMatch(line -> line.startsWith("AUTH"));
        stated = Optional.of(TlsLevel.ENCRYPT);
        assertThat(deliver().text()).contains(", encrypt)");
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsLevel.class,
            names = {"NONE", "MAY"})
    void rtls16APasswordNeverGoesInClear(TlsLevel level) throws IOException {
        serve("mx.p12");
        peer.offersTls = false;
        peer.user = "me";
        route("me", "right");
        stated = Optional.of(level);
        isDeferral(deliver(), Reason.LOGIN_NOT_OFFERED);
        assertThat(peer.heard).noneMatch(line -> line.startsWith("AUTH"));
    }

    @Test
    void rtls16AWrongPasswordKeepsTheMailWaitingAndIsTold() throws IOException {
        relayWithLogin();
        route("me", "geheim");
        isDeferral(deliver(), Reason.LOGIN_REFUSED);
        assertThat(tools.refusedLogins().warnings())
                .singleElement()
                .asString()
                .contains("mx.example:" + peer.port(), "me", "535 5.7.8 wrong")
                .doesNotContain("geheim");
        long connections = peer.count("(connection)");
        DeliveryReport paused = deliverAgain();
        isDeferral(paused, Reason.LOGIN_PAUSED);
        assertThat(peer.count("(connection)")).isEqualTo(connections);

        clock.pass(Duration.ofMinutes(6));
        isDeferral(deliverAgain(), Reason.LOGIN_REFUSED);
        peer.password = "geheim";
        clock.pass(Duration.ofMinutes(6));
        assertThat(deliverAgain().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(tools.refusedLogins().warnings()).isEmpty();
    }

    @Test
    void rtls16AnotherPasswordIsTriedAtOnce() throws IOException {
        relayWithLogin();
        route("me", "wrong");
        isDeferral(deliver(), Reason.LOGIN_REFUSED);
        route("me", "right");
        assertThat(deliverAgain().outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void theNextMessageUsesTheConnection() throws IOException {
        serve("mx.p12");
        for (int i = 0; i < 5; i++) {
            assertThat(deliver().text()).contains("TLSv1.3");
        }
        assertThat(peer.count("(connection)")).isEqualTo(1);
        assertThat(peer.count("STARTTLS")).isEqualTo(1);
        assertThat(peer.count("RSET")).isEqualTo(4);
        assertThat(peer.count("(text)")).isEqualTo(5);
        tools.connections().close();
        assertThat(awaited("QUIT")).isTrue();
    }

    private boolean awaited(String line) {
        long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (peer.count(line) == 0 && System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        return peer.count(line) > 0;
    }

    @ParameterizedTest
    @CsvSource({"mx.p12, ", ", ", "mx.p12, 421 enough", ", 450 4.7.0 too many messages"})
    void aConnectionThatHasEndedIsNoFailureOfTheMessage(String store, String closing) throws IOException {
        serve(store);
        peer.messages = 1;
        peer.closing = closing;
        for (int i = 0; i < 4; i++) {
            assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        }
        assertThat(peer.count("(text)")).isEqualTo(4);
        assertThat(peer.count("(connection)")).isEqualTo(4);
    }

    @Test
    void aConnectionIsNotUsedWithAnotherPolicyOrOtherCredentials() throws IOException {
        serve("mx.p12");
        deliver();
        stated = Optional.of(TlsLevel.ENCRYPT);
        deliver();
        assertThat(peer.count("(connection)")).isEqualTo(2);
        peer.user = "me";
        peer.password = "right";
        route("me", "right");
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(peer.count("(connection)")).isEqualTo(3);
        peer.password = "other";
        route("me", "other");
        assertThat(deliver().outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(peer.count("(connection)")).isEqualTo(4);
    }
}
