package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.control.SmtpRoute;
import ee.qmail.control.TlsLevel;
import ee.qmail.dns.FakeDns;
import ee.qmail.message.Attribute;
import ee.qmail.message.Body;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.time.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries of messages with REQUIRETLS, or with {@code TLS-Required: No} (RFC 8689), to servers on loopback. */
@Timeout(60)
class RemoteRequireTlsTest {
    private static final Body SMALL = Body.of("Subject: x\n\nx\n");
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path control;

    private final FakeDns dns = new FakeDns();
    private final SettableClock clock = new SettableClock();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Optional<SmtpRoute> relay = Optional.empty();
    private Optional<TlsLevel> stated = Optional.empty();
    private RemoteTools tools;
    private SmtpPeer first;
    private SmtpPeer second;

    @BeforeEach
    void trust() throws IOException {
        try (InputStream in = getClass().getResourceAsStream("ca.pem")) {
            Files.copy(in, control.resolve("remoteca.pem"));
        }
        tools = TestTools.of(new TcpTo(clock), control, clock, 4);
        dns.mx("y", 10, "mx.example").host("mx.example", "127.0.0.1");
    }

    @AfterEach
    void close() throws Exception {
        tools.connections().close();
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private SmtpPeer serve(String store, boolean offers) throws IOException {
        first = peer("127.0.0.1", 0, store, offers);
        return first;
    }

    /** Another address of the same name. */
    private SmtpPeer serveSecond(String store, boolean offers) throws IOException {
        dns.host("mx.example", "127.0.0.1", "127.0.0.2");
        second = peer("127.0.0.2", first.port(), store, offers);
        return second;
    }

    private SmtpPeer peer(String ip, int port, String store, boolean offers) throws IOException {
        SmtpPeer made = new SmtpPeer(ip, port, store);
        made.offersRequireTls = offers;
        opened.add(made);
        return made;
    }

    private DeliveryReport deliver(String sender, String tag) {
        var settings = new RemoteSettings(
                "me.example",
                TIMEOUT,
                TIMEOUT,
                TIMEOUT.plus(TIMEOUT),
                domain -> relay,
                first.port(),
                from -> Optional.empty(),
                domain -> stated);
        Envelope envelope = new Envelope(sender, List.of("a@y"));
        if (tag != null) {
            envelope = envelope.with(envelope.attributes().with(Attribute.REQUIRETLS, tag));
        }
        return new RemoteDelivery(() -> settings, new MailExchangers(dns, address -> false, new Random(1)), tools)
                .deliver("y", envelope, SMALL, SMALL.size() + 3, false)
                .get(0);
    }

    private DeliveryReport deliver() {
        return deliver("s@x", Attribute.YES);
    }

    private static void is(DeliveryReport report, Outcome outcome, Reason reason, String status) {
        assertThat(report.reason()).as(report.text()).isEqualTo(reason);
        assertThat(report.outcome()).isEqualTo(outcome);
        assertThat(report.status()).hasToString(status);
    }

    private static void sawNothing(SmtpPeer peer) {
        assertThat(peer.heard).isNotEmpty().noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void rtls14AVerifiedServerThatOffersItGetsTheMailWithIt() throws IOException {
        serve("mx.p12", true);
        assertThat(deliver().text()).contains(", verify, REQUIRETLS).\n");
        assertThat(first.heard).contains("MAIL FROM:<s@x> REQUIRETLS");
    }

    @Test
    void rtls14WithoutTheOfferTheMailFails() throws IOException {
        serve("mx.p12", false);
        is(deliver(), Outcome.FAILURE, Reason.REQUIRETLS_NOT_OFFERED, "5.7.30");
        sawNothing(first);
    }

    @ParameterizedTest
    @ValueSource(strings = {"other.p12", "expired.p12"})
    void rtls14WithoutARightCertificateTheMailFails(String store) throws IOException {
        serve(store, true);
        is(deliver(), Outcome.FAILURE, Reason.REQUIRED_TLS_MISSING, "5.7.10");
        sawNothing(first);
    }

    @Test
    void rtls14WithoutTlsTheMailFailsEvenIfItIsOfferedInClear() throws IOException {
        serve(null, true);
        is(deliver(), Outcome.FAILURE, Reason.REQUIRED_TLS_MISSING, "5.7.10");
        sawNothing(first);
    }

    @ParameterizedTest
    @EnumSource(TlsLevel.class)
    void rtls1NothingThatIsStatedIsStronger(TlsLevel level) throws IOException {
        serve("expired.p12", true);
        stated = Optional.of(level);
        Files.createDirectories(control.resolve("notlshosts"));
        Files.createFile(control.resolve("notlshosts/mx.example"));
        tools = TestTools.of(new TcpTo(clock), control, clock, 0);
        is(deliver(), Outcome.FAILURE, Reason.REQUIRED_TLS_MISSING, "5.7.10");
        sawNothing(first);
    }

    @Test
    void rtls14TheFilesInTlshostsSayWhoseCertificatesCount() throws IOException {
        serve("mx.p12", true);
        Files.createDirectories(control.resolve("tlshosts"));
        try (InputStream in = getClass().getResourceAsStream("stranger.pem")) {
            Files.copy(in, control.resolve("tlshosts/mx.example.pem"));
        }
        tools = TestTools.of(new TcpTo(clock), control, clock, 0);
        is(deliver(), Outcome.FAILURE, Reason.REQUIRED_TLS_MISSING, "5.7.10");
        sawNothing(first);
    }

    /** Nothing that the other side could do better. */
    @Test
    void rtls14AMistakeInAFileHereIsADeferral() throws IOException {
        serve("mx.p12", true);
        Files.writeString(control.resolve("remoteca.pem"), "nonsense");
        is(deliver(), Outcome.DEFERRAL, Reason.TLS_FAILED, "4.7.5");
    }

    @Test
    void rtls14AConnectionThatBreaksInTheHandshakeIsADeferral() throws IOException {
        ScriptedServer broken = new ScriptedServer("127.0.0.1", 0, "220 hi", "250-x\n250 STARTTLS", "220 go");
        opened.add(broken);
        first = new SmtpPeer("127.0.0.3", broken.port(), null);
        opened.add(first);
        assertThat(deliver().outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @ParameterizedTest
    @CsvSource({"mx.p12, false", "expired.p12, true", ", true"})
    void rtls14TheNextMailExchangerIsTried(String store, boolean offers) throws IOException {
        serve(store, offers);
        serveSecond("mx.p12", true);
        assertThat(deliver().text()).startsWith("127.0.0.2 accepted message (TLSv1.3");
        assertThat(second.heard).contains("MAIL FROM:<s@x> REQUIRETLS");
        sawNothing(first);
    }

    @Test
    void rtls14AHostThatCannotBeReachedMayBeTheRightOneTomorrow() throws IOException {
        serve("mx.p12", false);
        serveSecond("mx.p12", true).close();
        is(deliver(), Outcome.DEFERRAL, Reason.NO_CONNECTION, "4.4.1");
        sawNothing(first);
    }

    @Test
    void rtls14AConnectionOfALowerLevelIsNotUsed() throws IOException {
        serve("mx.p12", true);
        stated = Optional.of(TlsLevel.VERIFY);
        assertThat(deliver("s@x", null).text()).contains(", verify)");
        stated = Optional.empty();
        assertThat(deliver("s@x", null).text()).contains(", may)");
        assertThat(first.count("(connection)")).isEqualTo(2);
        assertThat(deliver().text()).contains("REQUIRETLS");
        assertThat(first.count("(connection)")).isEqualTo(3);
        assertThat(deliver().text()).contains("REQUIRETLS");
        assertThat(first.count("(connection)")).isEqualTo(3);
        assertThat(first.count("MAIL FROM:<s@x> REQUIRETLS")).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "'', mx.p12, false, MAIL FROM:<>",
        "#@[], expired.p12, true, MAIL FROM:<> REQUIRETLS",
        "'', , true, MAIL FROM:<>"
    })
    void rtls14ABounceIsNotLostBecauseOfIt(String sender, String store, boolean offers, String mail)
            throws IOException {
        serve(store, offers);
        assertThat(deliver(sender, Attribute.YES).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(first.heard).contains(mail);
        assertThat(first.count("(connection)")).isEqualTo(2);
    }

    @Test
    void rtls14ABounceGoesToTheHostThatKeepsItProtectedIfThereIsOne() throws IOException {
        serve("mx.p12", false);
        serveSecond("mx.p12", true);
        assertThat(deliver("", Attribute.YES).text()).startsWith("127.0.0.2 accepted message (TLSv1.3");
        assertThat(second.heard).contains("MAIL FROM:<> REQUIRETLS");
        sawNothing(first);
    }

    /** What has been refused is not offered again in another way. */
    @Test
    void rtls14ABounceThatIsRefusedIsRefused() throws IOException {
        serve("mx.p12", true);
        first.taken = "554 5.7.1 no";
        is(deliver("", Attribute.YES), Outcome.FAILURE, Reason.MESSAGE_REJECTED, "5.7.1");
        assertThat(first.count("(connection)")).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsLevel.class,
            names = {"ENCRYPT", "VERIFY"})
    void rtls14WithTlsRequiredNoNothingIsDemandedOfTheDestination(TlsLevel level) throws IOException {
        stated = Optional.of(level);
        serve("expired.p12", true);
        assertThat(deliver("s@x", Attribute.NO).text()).contains(", may)");
        assertThat(first.heard).contains("MAIL FROM:<s@x>");
        first.close();
        serve(null, false);
        assertThat(deliver("s@x", Attribute.NO).text()).startsWith("127.0.0.1 accepted message.\n");
        assertThat(deliver("s@x", null).outcome()).isEqualTo(Outcome.DEFERRAL);
    }

    @Test
    void rtls14WithTlsRequiredNoAFileInTlshostsDoesNotCount() throws IOException {
        serve("mx.p12", true);
        Files.createDirectories(control.resolve("tlshosts"));
        try (InputStream in = getClass().getResourceAsStream("stranger.pem")) {
            Files.copy(in, control.resolve("tlshosts/mx.example.pem"));
        }
        tools = TestTools.of(new TcpTo(clock), control, clock, 0);
        assertThat(deliver("s@x", Attribute.NO).text()).contains(", may)");
    }

    @Test
    void rtls17WithTlsRequiredNoARelayIsTreatedAsEver() throws IOException {
        serve("expired.p12", true);
        relay = Optional.of(new SmtpRoute("mx.example", first.port()));
        stated = Optional.of(TlsLevel.VERIFY);
        is(deliver("s@x", Attribute.NO), Outcome.DEFERRAL, Reason.TLS_FAILED, "4.7.5");
        sawNothing(first);
    }
}
