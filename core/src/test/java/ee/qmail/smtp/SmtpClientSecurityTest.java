package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.message.Reason;
import ee.qmail.smtp.ClientSecurity.StartTls;
import ee.qmail.smtp.SmtpClientSessionTest.Server;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS, AUTH and more than one message on a connection, as dialogues of the client (section 6 of the facts about the doors). */
class SmtpClientSecurityTest {
    private static final BodyTraits TRAITS = new BodyTraits(42, false, false);
    private static final Envelope ENVELOPE = new Envelope("s@x", List.of("a@y"));
    private static final ClientSecurity LOGIN = new ClientSecurity(StartTls.DEMANDED, "me", "secret");

    private static Server server(ClientSecurity security) {
        Server server = new Server(new SmtpClientSession("me.example", "192.0.2.9", ENVELOPE, TRAITS, security));
        return server.says("220 hi").hears("EHLO me.example");
    }

    private static Server behindTls(ClientSecurity security, String ehlo) {
        Server server =
                server(security).says("250-x\n250 STARTTLS").hears("STARTTLS").says("220 go");
        server.client.tlsStarted("TLSv1.3, SUITE, may");
        return server.hears("EHLO me.example").says(ehlo);
    }

    private static Reason reason(Server server) {
        assertThat(server.client.isDone()).isTrue();
        assertThat(server.client.reports()).allMatch(report -> report.outcome() == Outcome.DEFERRAL);
        return server.client.reports().get(0).reason();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rtls3WhatWasHeardBeforeTlsDoesNotCountBehindIt() {
        Server server = server(new ClientSecurity(StartTls.IF_OFFERED))
                .says("250-x\n250-PIPELINING\n250-SIZE 100\n250 STARTTLS")
                .hears("STARTTLS")
                .says("220 go")
                .hears();
        assertThat(server.client.wantsTls()).isTrue();
        server.client.tlsStarted("TLSv1.3, SUITE, may");
        assertThat(server.client.wantsTls()).isFalse();
        server.hears("EHLO me.example").says("250 x").hears("MAIL FROM:<s@x>").says("250 ok");
        server.hears("RCPT TO:<a@y>")
                .says("250 ok")
                .hears("DATA")
                .says("354 go")
                .hearsBody();
        server.says("250 taken").hears("QUIT").hearsNothingMore();
        server.reports("K192.0.2.9 accepted message (TLSv1.3, SUITE, may).\nRemote host said: 250 taken");
    }

    @Test
    void rtls1NoneDoesNotAskForTls() {
        server(new ClientSecurity(StartTls.NEVER)).says("250-x\n250 STARTTLS").hears("MAIL FROM:<s@x>");
        server(new ClientSecurity(StartTls.IF_OFFERED)).says("250 x").hears("MAIL FROM:<s@x>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 x", "250-x\n250 STARTTLSX", "502 what?"})
    void rtls4WithoutAnOfferNothingIsShownWhereTlsIsDemanded(String ehlo) {
        Server server = server(new ClientSecurity(StartTls.DEMANDED)).says(ehlo);
        if (ehlo.startsWith("502")) {
            server.hears("HELO me.example").says("250 x");
        }
        server.hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.TLS_NOT_OFFERED);
        assertThat(server.client.isNextHost()).isTrue();
        assertThat(server.client.reports().get(0).text()).endsWith("(#4.7.4)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 not now", "501 what?", "554 no"})
    void rtls2ARefusalOfStarttlsIsADeferralWhateverItsCode(String reply) {
        Server server = server(new ClientSecurity(StartTls.IF_OFFERED))
                .says("250-x\n250 STARTTLS")
                .hears("STARTTLS")
                .says(reply)
                .hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.TLS_REFUSED);
        assertThat(server.client.isNextHost()).isTrue();
        assertThat(server.client.reports().get(0).text()).contains("Remote host said: " + reply);
    }

    @ParameterizedTest
    @ValueSource(strings = {"220 ok\n250-FAKE\n250 AUTH PLAIN", "220 ok\n2", "220 ok\n\n"})
    void rtls4OctetsBehindTheReplyToStarttlsAreAnAttack(String replies) {
        Server server = server(LOGIN)
                .says("250-x\n250 STARTTLS")
                .hears("STARTTLS")
                .says(replies)
                .hears();
        assertThat(reason(server)).isEqualTo(Reason.TLS_INJECTED);
        assertThat(server.client.isNextHost()).isTrue();
        assertThat(server.client.wantsTls()).isFalse();
        assertThat(server.client.reports().get(0).text()).endsWith("(#4.7.0)");
    }

    @Test
    void rtls4AReplyToStarttlsThatComesWithTheReplyToEhloIsNone() {
        Server server = server(LOGIN).says("250-x\n250 STARTTLS\n220 go").hears();
        assertThat(reason(server)).isEqualTo(Reason.UNASKED);
        assertThat(server.client.isNextHost()).isTrue();
    }

    /** As PREAUTH of IMAP: a server that skips a step skips TLS with it. */
    @Test
    void rtls4APositiveReplyBeforeTlsDoesNotTakeItsPlace() {
        Server server = server(new ClientSecurity(StartTls.DEMANDED))
                .says("250-x\n250 STARTTLS")
                .hears("STARTTLS")
                .says("250 ok")
                .hears();
        assertThat(server.client.wantsTls()).isTrue();
        server.client.tlsFailed("Unsupported or unrecognized SSL message", true);
        assertThat(reason(server)).isEqualTo(Reason.TLS_FAILED);
        assertThat(server.client.reports().get(0).text())
                .isEqualTo("Connected to 192.0.2.9 but TLS failed: Unsupported or unrecognized SSL message. (#4.7.5)");
    }

    @Test
    void rtls4AConnectionThatIsLostInTheHandshakeMakesWayForTheNextHost() {
        Server server =
                server(LOGIN).says("250-x\n250 STARTTLS").hears("STARTTLS").says("220 go");
        server.client.connectionLost();
        assertThat(server.client.isNextHost()).isTrue();
        assertThat(reason(server)).isEqualTo(Reason.CONNECTION_DIED);
    }

    @Test
    void rtls16AConnectionThatBeginsWithTlsNeedsNoStarttls() {
        Server server = new Server(new SmtpClientSession("me.example", "192.0.2.9", ENVELOPE, TRAITS, LOGIN));
        server.client.tlsStarted("TLSv1.2, SUITE, verify");
        server.hears().says("220 hi").hears("EHLO me.example").says("250-x\n250-STARTTLS\n250 AUTH PLAIN");
        server.hears("AUTH PLAIN " + base64("\0me\0secret")).says("235 welcome").hears("MAIL FROM:<s@x>");
        assertThat(server.client.isEncrypted()).isTrue();
        assertThat(server.client.isMailShown()).isTrue();
    }

    @Test
    void rtls16PlainGoesBeforeLogin() {
        behindTls(LOGIN, "250-x\n250-AUTH LOGIN CRAM-MD5 PLAIN\n250 AUTH=LOGIN PLAIN")
                .hears("AUTH PLAIN " + base64("\0me\0secret"))
                .says("235 ok")
                .hears("MAIL FROM:<s@x>");
    }

    @Test
    void rtls16LoginWhereThereIsNothingElse() {
        behindTls(LOGIN, "250-x\n250 AUTH=LOGIN")
                .hears("AUTH LOGIN")
                .says("334 VXNlcm5hbWU6")
                .hears(base64("me"))
                .says("334 UGFzc3dvcmQ6")
                .hears(base64("secret"))
                .says("235 ok")
                .hears("MAIL FROM:<s@x>");
    }

    /** A server may have no secret for SCRAM, and know the password all the same. */
    @Test
    void rtls16PlainFollowsARefusalOfScram() {
        Server server = behindTls(LOGIN, "250-x\n250 AUTH PLAIN SCRAM-SHA-256");
        assertThat(new String(server.client.takeOutput(), StandardCharsets.US_ASCII))
                .startsWith("AUTH SCRAM-SHA-256 biwsbj1tZSxyP")
                .doesNotContain(base64("\0me\0secret"));
        server.says("535 no")
                .hears("AUTH PLAIN " + base64("\0me\0secret"))
                .says("535 5.7.8 no")
                .hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.LOGIN_REFUSED);
    }

    @Test
    void rtls16AWrongPasswordIsADeferralAndNotTriedAtTheNextAddress() {
        Server server = behindTls(LOGIN, "250-x\n250 AUTH PLAIN")
                .hears("AUTH PLAIN " + base64("\0me\0secret"))
                .says("535 5.7.8 no")
                .hears("QUIT");
        assertThat(server.client.isNextHost()).isFalse();
        assertThat(server.client.isMailShown()).isFalse();
        server.reports("ZConnected to 192.0.2.9 but my log-in was refused. (#4.7.8)\nRemote host said: 535 5.7.8 no");
    }

    @Test
    void rtls16TroubleOfTheRelayIsTold() {
        Server server = behindTls(LOGIN, "250-x\n250 AUTH PLAIN").says("454 4.7.0 later");
        server.reports("ZConnected to 192.0.2.9 but I could not log in.\nRemote host said: 454 4.7.0 later");
        assertThat(server.client.isNextHost()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(
            value = StartTls.class,
            names = {"NEVER", "IF_OFFERED"})
    void rtls16APasswordIsNeverSentInClear(StartTls startTls) {
        Server server = server(new ClientSecurity(startTls, "me", "secret"))
                .says("250-x\n250 AUTH PLAIN LOGIN CRAM-MD5")
                .hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.LOGIN_NOT_OFFERED);
    }

    /** It tells no password. */
    @Test
    void rtls16ScramMayBeUsedInClearWhereNoTlsIsStated() {
        Server server =
                server(new ClientSecurity(StartTls.NEVER, "me", "secret")).says("250-x\n250 AUTH SCRAM-SHA-256 PLAIN");
        assertThat(new String(server.client.takeOutput(), StandardCharsets.US_ASCII))
                .startsWith("AUTH SCRAM-SHA-256 ");
        server.says("535 no").hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.LOGIN_REFUSED);
    }

    @Test
    void rtls16AServerWithoutALogInDoesNotGetTheMail() {
        Server server = behindTls(LOGIN, "250 x").hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.LOGIN_NOT_OFFERED);
    }

    @ParameterizedTest
    @CsvSource({"235 ok", "334 dj1hYWFh"})
    void rtls16AServerThatDoesNotProveThatItKnowsThePasswordIsNotBelieved(String last) {
        Server server = behindTls(LOGIN, "250-x\n250 AUTH PLAIN SCRAM-SHA-256");
        String first = new String(server.client.takeOutput(), StandardCharsets.US_ASCII).strip();
        String bare = new String(Base64.getDecoder().decode(first.substring(first.lastIndexOf(' ') + 1)));
        String nonce = bare.substring(bare.indexOf("r=") + 2);
        server.says("334 " + base64("r=" + nonce + "more,s=" + base64("salt") + ",i=4096"));
        assertThat(new String(server.client.takeOutput(), StandardCharsets.US_ASCII))
                .isNotEmpty();
        server.says(last);
        if (last.startsWith("334")) {
            server.hears("*").says("501 cancelled");
        }
        server.hears("QUIT");
        assertThat(reason(server)).isEqualTo(Reason.LOGIN_NOT_PROVED);
    }

    private static Server reused() {
        Server first = behindTls(LOGIN, "250-x\n250-PIPELINING\n250 AUTH PLAIN").says("235 ok");
        first.says("250 ok\n250 ok\n354 go").hearsBody().says("250 taken");
        assertThat(first.client.isReusable()).isTrue();
        return new Server(first.client.next(new Envelope("t@x", List.of("b@y")), TRAITS));
    }

    /** RSET goes with the rest in one piece: another message costs no round trip more (RFC 2920 3.1). */
    @Test
    void anotherMessageNeedsNoGreetingTlsOrLogIn() {
        Server second = reused().hears("RSET", "MAIL FROM:<t@x>", "RCPT TO:<b@y>", "DATA");
        second.says("250 reset\n250 ok\n250 ok\n354 go")
                .hearsBody()
                .says("250 taken")
                .hears("QUIT");
        second.reports("K192.0.2.9 accepted message (TLSv1.3, SUITE, may).\nRemote host said: 250 taken");
        assertThat(second.client.isReusable()).isTrue();
        assertThat(second.client.isStale()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 bye",
                "250 reset\n421 too many",
                "250 reset\n452 too many",
                "500 what?",
                "250 a\n550 b",
                "nonsense"
            })
    void aConnectionThatHasServedItsTimeIsNoFailureOfTheMessage(String replies) {
        Server second = reused().hears("RSET", "MAIL FROM:<t@x>", "RCPT TO:<b@y>", "DATA");
        second.says(replies);
        assertThat(second.client.isDone()).isTrue();
        assertThat(second.client.isStale()).isTrue();
        assertThat(second.client.isReusable()).isFalse();
    }

    @Test
    void aConnectionThatDiesBeforeTheTextIsNoFailureOfTheMessage() {
        Server second = reused().says("250 reset\n250 ok");
        second.client.connectionLost();
        assertThat(second.client.isStale()).isTrue();
    }

    /** The other side may have it. */
    @Test
    void aConnectionThatDiesBehindTheTextIsNotTriedAgain() {
        Server second = reused().says("250 reset\n250 ok\n250 ok\n354 go").hearsBody();
        second.client.connectionLost();
        assertThat(second.client.isStale()).isFalse();
        assertThat(reason(second)).isEqualTo(Reason.CONNECTION_DIED_LATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 closing", "250 taken\n421 closing"})
    void aServerThatClosesIsNotUsedAgain(String reply) {
        Server first = server(ClientSecurity.NONE).says("250-x\n250 PIPELINING");
        first.says("250 ok\n250 ok\n354 go").hearsBody().says(reply);
        assertThat(first.client.isDone()).isTrue();
        assertThat(first.client.isReusable()).isFalse();
    }

    @Test
    void theTextOfItsDemandsHasNoPassword() {
        assertThat(LOGIN).asString().contains("me").doesNotContain("secret");
    }
}
