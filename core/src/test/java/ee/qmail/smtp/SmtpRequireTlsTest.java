package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Tls;
import ee.qmail.message.Attribute;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.smtp.ClientSecurity.StartTls;
import ee.qmail.smtp.SmtpClientSessionTest.Server;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REQUIRETLS and TLS-Required (RFC 8689), as dialogues of both sides. */
class SmtpRequireTlsTest {
    private static final SmtpPolicy OPEN = Dialogue.policy(null, 0, 100);
    private static final Tls TLS = new Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256", "mail.example.org", false, null, null);
    private static final BodyTraits TRAITS = new BodyTraits(42, false, false);

    // ---- the server's side

    private static Dialogue encrypted(Door door) {
        Dialogue client = new Dialogue(new Client(Dialogue.peer(), door).with(TLS), OPEN, SaslOffer.NONE);
        client.session().open();
        client.expect("220 *").send("EHLO c");
        return client;
    }

    private static Optional<String> tag(String parameters, String... header) {
        Dialogue client = encrypted(Door.MX);
        client.send("MAIL FROM:<a@b>" + parameters, "RCPT TO:<c@d>", "DATA");
        client.send(header).send("", "TLS-Required: No", ".");
        return client.taken.get(0).message().envelope().attributes().get(Attribute.REQUIRETLS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Door.class,
            names = {"MX", "SUBMISSION", "SUBMISSIONS"})
    void rtls14ItIsOfferedUnderTlsAtEachDoor(Door door) {
        Dialogue client = encrypted(door);
        assertThat(client.replies()).contains("250 REQUIRETLS\r\n");
        client.takeReplies();
        client.send("MAIL FROM:<a@b> REQUIRETLS").expect("250 2.1.0 ok");
    }

    @Test
    void rtls14InClearItIsNotOfferedAndNotTaken() {
        Dialogue client = Dialogue.opened();
        client.certificate = true;
        client.send("EHLO c");
        assertThat(client.replies()).contains("STARTTLS").doesNotContain("REQUIRETLS");
        client.takeReplies();
        client.send("MAIL FROM:<a@b> REQUIRETLS").expect("555 5.5.4 *");
        client.send("STARTTLS").expect("220 *").secured(OPEN, SaslOffer.NONE);
        client.send("MAIL FROM:<a@b> REQUIRETLS").expect("555 5.5.4 *");
        client.send("HELO c").expect("250 *");
        client.send("MAIL FROM:<a@b> REQUIRETLS").expect("555 5.5.4 *");
        client.send("EHLO c").takeReplies();
        client.send("MAIL FROM:<a@b> REQUIRETLS").expect("250 2.1.0 ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"REQUIRETLS=", "REQUIRETLS=YES", "REQUIRETLSX", "SIZE=1 REQUIRETLS=1"})
    void code12ItHasNoValue(String parameters) {
        Dialogue client = encrypted(Door.MX);
        client.takeReplies();
        client.send("MAIL FROM:<a@b> " + parameters).expect("555 5.5.4 *");
    }

    @Test
    void code5AMessageIsTaggedByTheParameterOrElseByItsHeader() {
        assertThat(tag("", "Subject: x")).isEmpty();
        assertThat(tag(" SIZE=9 requiretls SMTPUTF8", "Subject: x")).contains("yes");
        assertThat(tag("", "Subject: x", "TLS-Required: No")).contains("no");
        assertThat(tag(" REQUIRETLS", "TLS-Required: No")).contains("yes");
    }

    @Test
    void code5TheWishDoesNotOutliveItsMessage() {
        Dialogue client = encrypted(Door.MX);
        client.send("MAIL FROM:<a@b> REQUIRETLS", "RCPT TO:<c@d>", "DATA", "x", ".");
        client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "TLS-Required: No", "", ".");
        client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "x", ".");
        assertThat(client.taken.stream()
                        .map(taken -> taken.message().envelope().attributes().get(Attribute.REQUIRETLS)))
                .containsExactly(Optional.of("yes"), Optional.of("no"), Optional.empty());
    }

    @Test
    void rtls14TheHeaderCountsInChunksToo() {
        Dialogue client = encrypted(Door.MX);
        client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>");
        client.sendRaw("BDAT 10\r\nTLS-RequirBDAT 10 LAST\r\ned: No\r\n\r\n");
        assertThat(client.taken.get(0).message().envelope().isTlsWaived()).isTrue();
    }

    // ---- the client's side

    private static Envelope envelope(String sender, String tag) {
        Envelope plain = new Envelope(sender, List.of("a@y"));
        return tag == null ? plain : plain.with(plain.attributes().with(Attribute.REQUIRETLS, tag));
    }

    private static Server server(StartTls startTls, Envelope envelope, String ehlo) {
        var security = new ClientSecurity(startTls);
        Server server = new Server(new SmtpClientSession("me.example", "192.0.2.9", envelope, TRAITS, security));
        return server.says("220 hi").hears("EHLO me.example").says(ehlo);
    }

    private static Server behindTls(StartTls startTls, Envelope envelope, String ehlo) {
        Server server = server(startTls, envelope, "250-x\n250 STARTTLS")
                .hears("STARTTLS")
                .says("220 go");
        server.client.tlsStarted("TLSv1.3, SUITE, verify");
        return server.hears("EHLO me.example").says(ehlo);
    }

    private static void isRefused(Server server, Reason reason, Outcome outcome, String status) {
        assertThat(server.client.isDone()).isTrue();
        assertThat(server.client.isNextHost()).isTrue();
        assertThat(server.client.reports()).singleElement().satisfies(report -> {
            assertThat(report.reason()).as(report.text()).isEqualTo(reason);
            assertThat(report.outcome()).isEqualTo(outcome);
            assertThat(report.text()).contains(" (#" + status + ")");
        });
    }

    @Test
    void rtls14ItIsHandedOnToAServerThatOffersIt() {
        behindTls(StartTls.REQUIRETLS, envelope("s@x", "yes"), "250-x\n250-SIZE\n250 REQUIRETLS")
                .hears("MAIL FROM:<s@x> SIZE=42 REQUIRETLS");
        behindTls(StartTls.DEMANDED, envelope("s@x", null), "250-x\n250 REQUIRETLS")
                .hears("MAIL FROM:<s@x>");
        behindTls(StartTls.DEMANDED, envelope("s@x", "no"), "250-x\n250 REQUIRETLS")
                .hears("MAIL FROM:<s@x>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 x", "250-x\n250 REQUIRETLSX", "502 what?"})
    void rtls14AServerThatDoesNotOfferItDoesNotSeeTheMail(String ehlo) {
        Server server = behindTls(StartTls.REQUIRETLS, envelope("s@x", "yes"), ehlo);
        if (ehlo.startsWith("502")) {
            server.hears("HELO me.example").says("250 x");
        }
        isRefused(server.hears("QUIT"), Reason.REQUIRETLS_NOT_OFFERED, Outcome.FAILURE, "5.7.30");
    }

    @Test
    void rtls14NorOneThatOffersItInClear() {
        Server server = server(StartTls.REQUIRETLS, envelope("s@x", "yes"), "250-x\n250 REQUIRETLS")
                .hears("QUIT");
        isRefused(server, Reason.REQUIRED_TLS_MISSING, Outcome.FAILURE, "5.7.10");
        server = behindTls(StartTls.REQUIRETLS, envelope("s@x", "yes"), "250 x");
        isRefused(server.hears("QUIT"), Reason.REQUIRETLS_NOT_OFFERED, Outcome.FAILURE, "5.7.30");
    }

    @ParameterizedTest
    @CsvSource({
        "502 5.5.1 what?, REQUIRED_TLS_MISSING, FAILURE, 5.7.10",
        "454 4.7.0 not now, TLS_REFUSED, DEFERRAL, 4.7.4"
    })
    void rtls14ARefusalOfStarttlsForGoodIsToldAtOnce(String reply, Reason reason, Outcome outcome, String status) {
        Server server = server(StartTls.REQUIRETLS, envelope("s@x", "yes"), "250-x\n250 STARTTLS")
                .hears("STARTTLS")
                .says(reply)
                .hears("QUIT");
        isRefused(server, reason, outcome, status);
        assertThat(server.client.reports().get(0).text()).contains(reply);
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRETLS, true, REQUIRED_TLS_MISSING, FAILURE, 5.7.10",
        "REQUIRETLS, false, TLS_FAILED, DEFERRAL, 4.7.5",
        "DEMANDED, true, TLS_FAILED, DEFERRAL, 4.7.5"
    })
    void rtls14ACertificateThatIsNotTrustedIsToldAtOnceAndABrokenNetworkIsADeferral(
            StartTls startTls, boolean disagreed, Reason reason, Outcome outcome, String status) {
        Server server = server(startTls, envelope("s@x", "yes"), "250-x\n250 STARTTLS")
                .hears("STARTTLS")
                .says("220 go");
        server.client.tlsFailed("no valid path", disagreed);
        isRefused(server, reason, outcome, status);
        assertThat(server.client.reports().get(0).text()).contains(": no valid path. (#");
    }

    @Test
    void rtls14AConnectionThatBeginsWithTlsMustOfferItToo() {
        for (String offer : List.of("250 x", "250-x\n250 REQUIRETLS")) {
            var security = new ClientSecurity(StartTls.REQUIRETLS);
            Server server = new Server(
                    new SmtpClientSession("me.example", "192.0.2.9", envelope("s@x", "yes"), TRAITS, security));
            server.client.tlsStarted("TLSv1.3, SUITE, verify");
            server.hears().says("220 hi").hears("EHLO me.example").says(offer);
            server.hears(offer.contains("REQUIRETLS") ? "MAIL FROM:<s@x> REQUIRETLS" : "QUIT");
        }
    }

    /** A log-in tells a server more than it needs to know if it does not get the mail. */
    @Test
    void rtls14AServerThatDoesNotOfferItSeesNoLogin() {
        var security = new ClientSecurity(StartTls.REQUIRETLS, "me", "secret");
        Server server =
                new Server(new SmtpClientSession("me.example", "192.0.2.9", envelope("s@x", "yes"), TRAITS, security));
        server.client.tlsStarted("TLSv1.3, SUITE, verify");
        server.hears().says("220 hi").hears("EHLO me.example").says("250-x\n250 AUTH PLAIN");
        isRefused(server.hears("QUIT"), Reason.REQUIRETLS_NOT_OFFERED, Outcome.FAILURE, "5.7.30");
    }

    /** RFC 8689 section 5: a bounce is not lost because of it. */
    @Test
    void rtls14WhereItIsNotDemandedItIsHandedOnIfItIsOfferedUnderTls() {
        behindTls(StartTls.IF_OFFERED, envelope("", "yes"), "250-x\n250 REQUIRETLS")
                .hears("MAIL FROM:<> REQUIRETLS");
        behindTls(StartTls.IF_OFFERED, envelope("", "yes"), "250 x").hears("MAIL FROM:<>");
        server(StartTls.IF_OFFERED, envelope("", "yes"), "250-x\n250 REQUIRETLS")
                .hears("MAIL FROM:<>");
    }
}
