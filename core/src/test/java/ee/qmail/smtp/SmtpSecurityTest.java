package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.sasl.SaslMechanism;
import ee.qmail.sasl.SaslOffer;
import ee.qmail.sasl.SaslStep;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** STARTTLS (RFC 3207), AUTH (RFC 4954) and the rules of submission (RFC 6409), as dialogues; named by the ids of doors.md. */
class SmtpSecurityTest {
    private static final SaslOffer OFFER =
            new SaslOffer(EnumSet.of(SaslMechanism.PLAIN, SaslMechanism.LOGIN), null, null, null);
    private static final SmtpPolicy OPEN = Dialogue.policy(null, 0, 100);
    private static final SmtpPolicy SUBMISSION = OPEN.login(List.of("PLAIN", "LOGIN"), true);
    private static final Login RIGHT = new Login(Optional.of(new Identity("ana@example.org", Path.of("ana"), true)), 0);
    private static final Login WRONG = new Login(Optional.empty(), 0);

    private static Dialogue mx() {
        Dialogue client = Dialogue.opened();
        client.certificate = true;
        return client;
    }

    /** At the door for users, in clear. */
    private static Dialogue submission() {
        Client client = new Client(Dialogue.peer(), Door.SUBMISSION);
        Dialogue dialogue = new Dialogue(client, OPEN.login(List.of(), true), SaslOffer.NONE);
        dialogue.certificate = true;
        dialogue.session().open();
        return dialogue.expect("220 *");
    }

    private static Dialogue encrypted() {
        Dialogue client = submission();
        client.send("STARTTLS").expect("220 2.0.0 ready for TLS").secured(SUBMISSION, OFFER);
        client.send("EHLO c");
        assertThat(new String(client.takeReplies(), StandardCharsets.US_ASCII))
                .contains("250 AUTH PLAIN LOGIN\r\n")
                .doesNotContain("STARTTLS");
        return client;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String plain(String user, String password) {
        return "AUTH PLAIN " + base64("\0" + user + "\0" + password);
    }

    @Test
    void tls1StarttlsIsOfferedWhereThereIsACertificateAndNotDemandedFromOtherServers() {
        Dialogue client = Dialogue.opened();
        client.send("EHLO c");
        assertThat(client.replies()).doesNotContain("STARTTLS", "AUTH");
        client.takeReplies();
        client.certificate = true;
        client.send("EHLO c");
        assertThat(client.replies()).contains("250 STARTTLS\r\n").doesNotContain("AUTH");
        client.takeReplies();
        client.begin().send("x", ".").expect("250 *");
    }

    @Test
    void tls2StarttlsHasNoArgumentAndNeedsACertificate() {
        Dialogue client = Dialogue.opened();
        client.send("STARTTLS").expect("454 4.7.0 *");
        client.certificate = true;
        client.send("STARTTLS now").expect("501 5.5.4 *");
        assertThat(client.tlsBegins).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAIL FROM:<x@example.net>\r\n", "RSE", "\r\n"})
    void tls3NothingMayFollowStarttlsBeforeTlsBegins(String behind) {
        Dialogue client = mx();
        client.sendRaw("EHLO c\r\n");
        client.takeReplies();
        client.sendRaw("STARTTLS\r\n" + behind)
                .expect("501 5.5.1 nothing may follow STARTTLS *")
                .expectDisconnected();
        assertThat(client.tlsBegins).isFalse();
    }

    @Test
    void tls3OctetsThatComeWhileTlsBeginsAreNotTaken() {
        Dialogue client = mx();
        client.send("STARTTLS").expect("220 *");
        client.send("MAIL FROM:<x@example.net>").expectNothing();
        assertThat(client.leftOver()).isPositive();
    }

    @Test
    void tls4TheClientIsAStrangerAfterTlsHasBegun() {
        Dialogue client = mx();
        client.send("EHLO before");
        client.takeReplies();
        client.send("STARTTLS").expect("220 *").secured(OPEN, SaslOffer.NONE);
        client.send("RCPT TO:<bo@example.org>").expect("503 *");
        client.send("MAIL FROM:<a@example.net>", "RCPT TO:<bo@example.org>", "DATA", "x", ".")
                .expect("250 *", "250 *", "354 *", "250 *");
        assertThat(client.taken.get(0).text())
                .contains("from unknown (192.0.2.7)")
                .contains(" with ESMTPS (TLSv1.3 TLS_AES_128_GCM_SHA256) id ");
        assertThat(client.taken.get(0).message().envelope().attributes().text())
                .isEqualTo("client=192.0.2.7\nprotocol=ESMTPS\ntls=TLSv1.3 TLS_AES_128_GCM_SHA256");
    }

    @Test
    void tls5ThereIsOneHandshakeAndNoneInATransaction() {
        Dialogue client = mx();
        client.send("MAIL FROM:<a@example.net>").expect("250 *");
        client.send("STARTTLS").expect("503 5.5.1 *");
        client.send("RCPT TO:<bo@example.org>").expect("250 *");
        client.send("STARTTLS").expect("503 5.5.1 *");
        client.send("RSET", "STARTTLS").expect("250 *", "220 *").secured(OPEN, SaslOffer.NONE);
        client.send("STARTTLS").expect("503 5.5.1 TLS has begun already");
    }

    @Test
    void tls8AClientHelloInClearIsAnsweredWithOneLineAndTheEnd() {
        Dialogue client = mx();
        client.sendRaw("\u0016\u0003\u0001\u0002\u0000\u0001")
                .expect("554 5.5.2 *")
                .expectDisconnected();
    }

    @Test
    void auth2InClearNothingOfALogInIsLookedAt() {
        Dialogue client = submission();
        client.send("EHLO c");
        assertThat(client.replies()).contains("STARTTLS").doesNotContain("AUTH");
        client.takeReplies();
        client.send(plain("ana", "secret")).expect("538 5.7.11 *");
        client.send("MAIL FROM:<ana@example.org>").expect("530 5.7.0 STARTTLS first*");
        assertThat(client.questions).isEmpty();
    }

    @Test
    void auth1NoLogInIsOfferedToOtherServers() {
        Dialogue client = mx();
        client.send(plain("ana", "secret")).expect("502 *");
    }

    @Test
    void auth3TheOrderOfALogIn() {
        Dialogue client = submission();
        client.send("STARTTLS").expect("220 *").secured(SUBMISSION, OFFER);
        client.send(plain("ana", "secret")).expect("503 5.5.1 EHLO first");
        client.send("HELO c", plain("ana", "secret")).expect("250 *", "503 5.5.1 EHLO first");
        client.send("EHLO c");
        client.takeReplies();
        client.send("MAIL FROM:<ana@example.org>").expect("530 5.7.0 log in first");
        client.send(plain("ana", "secret"));
        client.session().answered(RIGHT);
        client.expect("235 2.7.0 *");
        client.send(plain("ana", "secret")).expect("503 5.5.1 already logged in");
        client.send("STARTTLS").expect("503 *");
        client.send("EHLO c");
        assertThat(client.replies()).doesNotContain("AUTH", "STARTTLS");
        client.takeReplies();
        client.send("MAIL FROM:<ana@example.org>").expect("250 *");
        client.send(plain("ana", "secret")).expect("503 *");
    }

    @Test
    void sub1AndCode13AfterALogInMailGoesEverywhereAndSaysHowItCame() {
        Dialogue client = encrypted();
        client.send(plain("ana", "secret"));
        assertThat(client.questions).containsExactly(new SaslStep.CheckPassword("ana", "secret"));
        client.session().answered(RIGHT);
        client.expect("235 2.7.0 *").begin().send("x", ".").expect("250 *");
        assertThat(client.taken.get(0).text()).contains(" with ESMTPSA (TLSv1.3 ");
        assertThat(client.taken.get(0).message().envelope().attributes().text())
                .isEqualTo("client=192.0.2.7\nhelo=c\nprotocol=ESMTPSA\ntls=TLSv1.3 TLS_AES_128_GCM_SHA256\n"
                        + "login=ana@example.org");
    }

    @Test
    void code13TheMachineOfAUserCanBeHidden() {
        Dialogue client = submission();
        client.send("STARTTLS").expect("220 *").secured(SUBMISSION.hiding(), OFFER);
        client.send("EHLO secret.example");
        client.takeReplies();
        client.send(plain("ana", "secret"));
        client.session().answered(RIGHT);
        client.expect("235 2.7.0 *").begin().send("x", ".").expect("250 *");
        assertThat(client.taken.get(0).text())
                .startsWith("Received: from unknown\n  by me.example.org with ESMTPSA (TLSv1.3 ")
                .doesNotContain("192.0.2.7", "secret.example");
    }

    @Test
    void auth4LoginInLinesOfItsOwn() {
        Dialogue client = encrypted();
        client.send("AUTH LOGIN").expect("334 VXNlcm5hbWU6");
        client.send(base64("ana")).expect("334 UGFzc3dvcmQ6");
        client.send(base64("secret"));
        assertThat(client.questions).containsExactly(new SaslStep.CheckPassword("ana", "secret"));
        client.session().answered(RIGHT);
        client.expect("235 *");
    }

    @Test
    void auth4MalformedAndCancelledLogIns() {
        Dialogue client = encrypted();
        client.send("AUTH").expect("501 5.5.4 *");
        client.send("AUTH CRAM-MD5").expect("504 5.5.4 *");
        client.send("AUTH PLAIN not-base64").expect("501 5.5.2 *");
        client.send("AUTH LOGIN").expect("334 *").send("*").expect("501 5.7.0 *");
        client.send("NOOP").expect("250 *");
        assertThat(client.questions).isEmpty();
    }

    @Test
    void auth4AnEmptyChallengeKeepsItsBlank() {
        encrypted().send("AUTH PLAIN").expect("334 ");
    }

    @Test
    void auth5ThreeWrongLogInsEndTheConnection() {
        Dialogue client = encrypted();
        for (int i = 0; i < 2; i++) {
            client.send(plain("ana", "wrong"));
            client.session().answered(WRONG);
            client.expect("535 5.7.8 *");
        }
        client.send(plain("ana", "wrong"));
        client.session().answered(WRONG);
        client.expect("535 5.7.8 *", "421 4.7.0 *").expectDisconnected();
    }

    @Test
    void auth5TroubleOfTheServerIsNotAWrongPassword() {
        Dialogue client = encrypted();
        for (int i = 0; i < 5; i++) {
            client.send(plain("ana", "secret"));
            client.session().unanswered();
            client.expect("454 4.7.0 *");
        }
        client.send(plain("ana", "secret"));
        client.session().answered(new Login(Optional.empty(), 17));
        client.expect("454 4.7.0 too many wrong log-ins, try again in 17 seconds");
    }

    @Test
    void code11LongLinesAreForLogInsOnly() {
        Dialogue client = encrypted();
        client.send("AUTH PLAIN " + base64("\0ana\0" + "x".repeat(8_000)));
        client.takeReplies();
        Dialogue other = encrypted();
        other.send("MAIL FROM:<" + "x".repeat(2_100) + "@example.org>").expect("500 5.5.2 command line too long");
        other.send("AUTH LOGIN").expect("334 *");
        other.send("x".repeat(13_000)).expect("501 5.5.2 *");
        other.send("AUTH LOGIN").expect("334 *");
        other.sendRaw("x".repeat(60_000)).expect("500 *").expectDisconnected();
    }

    @Test
    void sub2ASenderOfAnotherUserIsRefused() {
        Dialogue client = encrypted();
        client.verdicts.put("bo@example.org", RecipientVerdict.NOT_YOUR_SENDER);
        client.send(plain("ana", "secret"));
        client.session().answered(RIGHT);
        client.expect("235 *");
        client.send("MAIL FROM:<bo@example.org>", "RCPT TO:<bo@example.org>").expect("250 *", "550 5.7.1 *");
    }

    @Test
    void sub4WhatCannotBeCompletedIsRefusedWithItsReason() {
        Dialogue client = mx();
        client.answerLater = true;
        client.send("MAIL FROM:<a@example.net>", "RCPT TO:<bo@example.org>").expect("250 *");
        client.session().recipientChecked(RecipientVerdict.ACCEPTED);
        client.resume().send("DATA").expect("250 *", "354 *").send("x", ".");
        client.session().rejected("554 5.6.0 From: no\r\n250 address");
        client.expect("554 5.6.0 From: no 250 address");
    }

    @Test
    void auth16TheAuthParameterOfMailIsTakenAndMeansNothing() {
        Dialogue client = mx();
        client.send("MAIL FROM:<a@example.net> AUTH=<>").expect("250 *");
        client.send("RSET", "MAIL FROM:<a@example.net> AUTH=ana+40example.org").expect("250 *", "250 *");
        client.send("RSET", "MAIL FROM:<a@example.net> AUTH=a+4").expect("250 *", "555 *");
    }

    /** The password was right, and what its user may do cannot be told. */
    @Test
    void auth5TroubleBehindARightPasswordIsNoWrongOne() {
        Dialogue client = encrypted();
        client.rightsAreUnknown = true;
        client.send(plain("ana", "secret"));
        client.session().answered(RIGHT);
        client.expect("454 4.7.0 *").send("MAIL FROM:<ana@example.org>").expect("530 5.7.0 *");
    }
}
