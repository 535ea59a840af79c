package ee.qmail.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Activity;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.message.DeliveryReport;
import ee.qmail.message.EnhancedStatus;
import ee.qmail.message.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every verb, state and limit of the server side, as dialogues. */
class SmtpSessionTest {
    @Test
    void smtp1And2And15AMessageGoesThrough() {
        Dialogue client = Dialogue.opened();
        client.send("EHLO client.example")
                .expect(
                        "250-mail.example.org",
                        "250-PIPELINING",
                        "250-8BITMIME",
                        "250-SIZE 0",
                        "250-ENHANCEDSTATUSCODES",
                        "250-CHUNKING",
                        "250-DSN",
                        "250 SMTPUTF8");
        client.send("MAIL FROM:<ana@example.net> BODY=8BITMIME SIZE=100").expect("250 2.1.0 ok");
        client.send("RCPT TO:<bo@example.org>").expect("250 2.1.5 ok");
        client.send("rcpt to: <cy@example.org>").expect("250 2.1.5 ok");
        client.send("DATA").expect("354 go ahead");
        client.send("Subject: x", "", "..", "..two", "end", ".").expect("250 2.0.0 ok 1795309323 qp *");
        client.send("QUIT").expect("221 2.0.0 mail.example.org").expectDisconnected();

        var message = client.taken.get(0).message();
        assertThat(message.envelope().sender()).isEqualTo("ana@example.net");
        assertThat(message.envelope().recipients()).containsExactly("bo@example.org", "cy@example.org");
        assertThat(message.envelope().attributes().text())
                .isEqualTo("client=192.0.2.7\nhelo=client.example\nprotocol=ESMTP");
        assertThat(message.arrival()).isEqualTo(Dialogue.NOW);
        assertThat(client.onlyText()).isEqualTo("Subject: x\n\n.\n.two\nend\n");
        assertThat(client.taken.get(0).text())
                .startsWith("Received: from unknown (HELO client.example) (192.0.2.7)\n"
                        + "  by me.example.org with ESMTP id " + message.id() + "; 22 Nov 2026 01:02:03 -0000\n");
        assertThat(message.wireSize())
                .isEqualTo(client.taken.get(0).text().replace("\n", "\r\n").length());
        assertThat(client.bodies.get(0).size()).isEqualTo(message.body().size());
    }

    @Test
    void smtp3And11ReceivedNamesHeloAndProtocol() {
        assertThat(received("HELO c", ""))
                .contains("from unknown (HELO c) (192")
                .contains(" with SMTP id ");
        assertThat(received("EHLO c", "")).contains(" with ESMTP id ");
        assertThat(received("EHLO c", " SMTPUTF8")).contains(" with UTF8SMTP id ");
        assertThat(received("NOOP", "")).contains("from unknown (192").contains(" with SMTP id ");
        assertThat(received("HELO a(b\tc", "")).contains("(HELO a?b?c)");
        assertThat(received("HELO " + "x".repeat(2000), "")).contains("(HELO " + "x".repeat(255) + ")");
    }

    private static String received(String hello, String parameters) {
        Dialogue client = Dialogue.opened();
        client.send(hello, "MAIL FROM:<a@b>" + parameters, "RCPT TO:<c@d>", "DATA", "x", ".");
        return client.taken.get(0).text();
    }

    @Test
    void refusalGreetsAndEnds() {
        var policy =
                SmtpPolicy.open("m", "m", 0, 100, Duration.ofSeconds(1), 1000).refused("554 5.7.1 go away");
        Dialogue client = new Dialogue(policy);
        client.session().open();
        client.expect("554 5.7.1 go away").expectDisconnected();
    }

    @Test
    void nothingIsReadBeforeOpen() {
        Dialogue client = new Dialogue(Dialogue.policy(null, 0, 100));
        client.send("NOOP").expectNothing();
        client.session().open();
        client.resume().expect("220 *", "250 2.0.0 ok");
    }

    @Test
    void smtp1And2SimpleVerbsAnswerInAnyCaseAndWithBareLf() {
        Dialogue.opened()
                .send("noop")
                .expect("250 2.0.0 ok")
                .send("Noop something")
                .expect("250 2.0.0 ok")
                .sendRaw("NOOP\n")
                .expect("250 2.0.0 ok")
                .send("RSET")
                .expect("250 2.0.0 flushed")
                .send("VRFY ana")
                .expect("252 2.0.0 send some mail, i'll try my best")
                .send("HELP")
                .expect("214 2.0.0 HELO EHLO MAIL RCPT DATA BDAT RSET NOOP VRFY HELP STARTTLS AUTH QUIT")
                .send("HELO x")
                .expect("250 mail.example.org")
                .expectNothing();
    }

    @Test
    void smtp2And5And6And10WrongCommandsAreRefused() {
        Dialogue.opened()
                .send("EXPN list")
                .expect("502 5.5.1 unimplemented")
                .send("")
                .expect("502 5.5.1 *")
                .send("MAILFROM:<a@b>")
                .expect("502 5.5.1 *")
                .send("HELO")
                .expect("501 5.5.4 *")
                .send("RSET now")
                .expect("501 5.5.4 *")
                .send("QUIT now")
                .expect("501 5.5.4 *")
                .send("MAIL")
                .expect("501 5.5.4 *")
                .send("MAIL <a@b>")
                .expect("501 5.5.4 syntax: MAIL FROM:*")
                .send("MAIL FROM:<a@b")
                .expect("501 5.1.7 *")
                .send("RCPT TO:<a@b>")
                .expect("503 5.5.1 MAIL first")
                .send("DATA")
                .expect("503 5.5.1 MAIL first")
                .send("MAIL FROM:<>")
                .expect("250 2.1.0 *")
                .send("MAIL FROM:<a@b>")
                .expect("503 5.5.1 *")
                .send("RCPT <a@b>")
                .expect("501 5.5.4 syntax: RCPT TO:*")
                .send("RCPT TO:<>")
                .expect("501 5.1.3 *")
                .send("RCPT TO:<bo>")
                .expect("501 5.1.3 *")
                .send("RCPT TO:<a@b> SIZE=1")
                .expect("555 5.5.4 *")
                .send("DATA")
                .expect("503 5.5.1 RCPT first")
                .expectNothing();
    }

    @Test
    void smtp3HelloAndResetEndTheTransaction() {
        for (String verb : new String[] {"HELO x", "EHLO x", "RSET"}) {
            Dialogue client = Dialogue.opened().send("MAIL FROM:<a@b>", verb);
            assertThat(client.replies()).contains("\r\n250 ");
            client.send("RCPT TO:<a@b>");
            assertThat(client.replies()).endsWith("503 5.5.1 MAIL first\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SIZE=",
                "SIZE=x",
                "SIZE=-1",
                "BODY=BINARYMIME",
                "AUTH=a+4",
                "SMTPUTF8=1",
                "SIZE=999999999999999999999"
            })
    void badParametersAreRefused(String parameter) {
        Dialogue.opened().send("MAIL FROM:<a@b> " + parameter).expect("555 5.5.4 *");
    }

    @Test
    void declaredSizeAboveDatabytesIsRefused() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 1000, 100));
        client.send("EHLO x").expect("250-*", "250-*", "250-*", "250-SIZE 1000", "250-*", "250-*", "250-*", "250 *");
        client.send("MAIL FROM:<a@b> SIZE=1001").expect("552 5.3.4 *");
        client.send("MAIL FROM:<a@b> SIZE=99999999999999999999").expect("552 5.3.4 *");
        client.send("MAIL FROM:<a@b> size=1000 body=7bit").expect("250 *");
    }

    @Test
    void utf8AddressesNeedTheParameter() {
        Dialogue client = Dialogue.opened();
        client.sendRaw(utf8("MAIL FROM:<añá@example.org>\r\n")).expect("553 5.6.7 *");
        client.send("MAIL FROM:<a@b>").expect("250 *");
        client.sendRaw(utf8("RCPT TO:<ñ@example.org>\r\n")).expect("553 5.6.7 *");
        client.send("RSET").expect("250 *");
        client.sendRaw(utf8("MAIL FROM:<añá@example.org> SMTPUTF8\r\n")).expect("250 *");
        client.sendRaw(utf8("RCPT TO:<ñ@пример.example>\r\n")).expect("250 *");
        client.sendRaw("RCPT TO:<\u00c3@example.org>\r\n").expect("501 5.1.3 *");
        assertThat(client.asked).containsExactly("ñ@пример.example");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void smtp6VerdictsAreAnswered() {
        Dialogue client = Dialogue.opened();
        client.verdicts.put("a@x", RecipientVerdict.NOT_IN_RCPTHOSTS);
        client.verdicts.put("b@x", RecipientVerdict.NO_SUCH_MAILBOX);
        client.verdicts.put("c@x", RecipientVerdict.BAD_MAIL_FROM);
        client.verdicts.put("d@x", RecipientVerdict.TRY_LATER);
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "RCPT TO:<c@x>", "RCPT TO:<d@x>", "DATA")
                .expect(
                        "250 *",
                        "553 5.7.1 sorry, that domain isn't in my list of allowed rcpthosts",
                        "550 5.1.1 *",
                        "553 5.7.1 sorry, your envelope sender is in my badmailfrom list",
                        "451 4.3.0 *",
                        "503 5.5.1 RCPT first");
        client.send("RCPT TO:<POSTMASTER>", "DATA", "hi", ".").expect("250 *", "354 *", "250 *");
        assertThat(client.taken.get(0).message().envelope().recipients()).containsExactly("POSTMASTER");
    }

    /** RFC 5321 4.5.3.1.8: a hundred fit, whatever they are. */
    @Test
    void manyLongRecipientsOfAStrangerAreTooManyAtOnce() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 0, 1_000));
        client.send("MAIL FROM:<s@x>").expect("250 *");
        String domain = "@" + ("d".repeat(60) + ".").repeat(4) + "example";
        for (int i = 0; i < 300; i++) {
            client.send("RCPT TO:<" + "a".repeat(250) + (100 + i) + domain + ">");
        }
        List<String> replies =
                new String(client.takeReplies(), StandardCharsets.UTF_8).lines().toList();
        assertThat(replies.subList(0, 101)).allMatch(reply -> reply.startsWith("250 "));
        assertThat(replies.subList(200, 300)).allMatch(reply -> reply.startsWith("452 4.5.3 "));
        client.send("DATA", "hi", ".").expect("354 *", "250 *");
    }

    @Test
    void aRecipientThatIsAcceptedAloneIsAnsweredByItsApplication() {
        Dialogue client = Dialogue.opened();
        client.verdicts.put("app@x", RecipientVerdict.ACCEPTED_ALONE);
        client.send("MAIL FROM:<s@x>", "RCPT TO:<app@x>", "RCPT TO:<a@x>", "DATA", "hi", ".")
                .expect("250 *", "250 *", "452 4.5.3 *", "354 *", "250 2.0.0 ok *");
        assertThat(client.asked).containsExactly("app@x");
        client.application = DeliveryReport.of("app@x", Reason.APPLICATION_FAILED);
        client.send("MAIL FROM:<s@x>", "RCPT TO:<app@x>", "DATA", "hi", ".")
                .expect("250 *", "250 *", "354 *", "451 4.3.0 *");
        client.application = DeliveryReport.of("app@x", Reason.APPLICATION_LEFT_ALONE);
        client.send("MAIL FROM:<s@x>", "RCPT TO:<app@x>", "DATA", "hi", ".")
                .expect(
                        "250 *",
                        "250 *",
                        "354 *",
                        "451 4.3.2 The application * is left alone for a while. Try again later.");
        client.application = DeliveryReport.rejected("app@x", EnhancedStatus.of("5.6.0"), "no order\nnumber");
        client.send("MAIL FROM:<s@x>", "RCPT TO:<app@x>", "DATA", "hi", ".")
                .expect("250 *", "250 *", "354 *", "550 5.6.0 no order number");
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<app@x>", "DATA", "hi", ".")
                .expect("250 *", "250 *", "452 4.5.3 *", "354 *", "250 2.0.0 ok *");
        assertThat(client.taken).hasSize(5);
        assertThat(client.taken.get(4).message().envelope().recipients()).containsExactly("a@x");
    }

    @Test
    void vp6AFullMailboxIsRefused() {
        Dialogue client = Dialogue.opened();
        client.verdicts.put("a@x", RecipientVerdict.MAILBOX_FULL);
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<b@x>")
                .expect("250 *", "552 5.2.2 sorry, this mailbox is full", "250 *");
    }

    @Test
    void rfc1870TheDeclaredSizeComesWithTheQuestionAboutEachRecipient() {
        Dialogue client = Dialogue.opened();
        client.send("MAIL FROM:<s@x> SIZE=1234", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "RSET");
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>");
        assertThat(client.askedSizes).containsExactly(1234L, 1234L, 0L);
    }

    @Test
    void vp6AMessageForMailboxesWithQuotasAloneIsRefusedWhenItHasCome() {
        Dialogue client = Dialogue.opened();
        client.verdicts.put("a@x", RecipientVerdict.ACCEPTED_WITHIN_QUOTA);
        client.verdicts.put("b@x", RecipientVerdict.ACCEPTED_WITHIN_QUOTA);
        client.unwanted = "552 5.2.2 planned";
        String[] alone = {"MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "DATA", "", "text", "."};
        client.send(alone).expect("250 *", "250 2.1.5 ok", "250 2.1.5 ok", "354 *", "552 5.2.2 planned");
        assertThat(client.taken).isEmpty();
        client.unwanted = null;
        client.send(alone).expect("250 *", "250 *", "250 *", "354 *", "250 2.0.0 ok *");
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<c@x>", "DATA", "", "text", ".")
                .expect("250 *", "250 *", "250 *", "354 *", "250 2.0.0 ok *");
        assertThat(client.doubted).hasSize(2);
        assertThat(client.taken).hasSize(2);
    }

    @Test
    void dq11AMessageThatWasDeliveredBeforeIsLookedAtWhenItHasCome() {
        Dialogue client = Dialogue.opened();
        client.unwanted = "554 5.4.6 planned";
        client.begin().send("DELIVERED-TO: a@x", "", ".").expect("554 5.4.6 planned");
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "BDAT 21 LAST")
                .expect("250 *", "250 *")
                .sendRaw("Delivered-To: a@x\r\n\r\n")
                .expect("554 5.4.6 planned");
        assertThat(client.taken).isEmpty();
        client.begin().send("Received: x", "", "Delivered-To: a@x", ".").expect("250 2.0.0 ok *");
        assertThat(client.doubted).hasSize(2);
    }

    @Test
    void ts6ABlockedClientIsGreetedAndHasItsRecipientsRefused() {
        Dialogue client = Dialogue.opened(Dialogue.policy("553 5.7.1 listed, see there", null, 0, 100));
        client.verdicts.put("a@x", RecipientVerdict.BLOCKED);
        client.send("EHLO h", "MAIL FROM:<s@x>", "RCPT TO:<a@x>", "QUIT")
                .expect(
                        "250-*",
                        "250-*",
                        "250-*",
                        "250-*",
                        "250-*",
                        "250-*",
                        "250-*",
                        "250 *",
                        "250 *",
                        "553 5.7.1 listed, see there",
                        "221 *");
    }

    @Test
    void smtp6RelayClientsGetTheirSuffix() {
        Dialogue client = Dialogue.opened(Dialogue.policy("@relay.example", 0, 100));
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<root>");
        assertThat(client.asked).containsExactly("a@x@relay.example", "root@relay.example");
    }

    @Test
    void recipientsAreLimited() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 0, 100));
        client.send("MAIL FROM:<s@x>").expect("250 *");
        for (int i = 0; i < 100; i++) {
            client.send("RCPT TO:<a" + i + "@x>").expect("250 2.1.5 ok");
        }
        client.send("RCPT TO:<more@x>").expect("452 4.5.3 *");
        client.send("DATA", "hi", ".").expect("354 *", "250 *");
        assertThat(client.taken.get(0).message().envelope().recipients()).hasSize(100);
    }

    @Test
    void guessingRecipientsEnds() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 0, 100));
        client.verdicts.put("no@x", RecipientVerdict.NO_SUCH_MAILBOX);
        client.send("MAIL FROM:<s@x>").expect("250 *");
        for (int i = 0; i < 100; i++) {
            client.send("RCPT TO:<no@x>").expect("550 5.1.1 *");
        }
        client.send("RCPT TO:<no@x>").expect("421 4.7.0 *").expectDisconnected();
    }

    @Test
    void errorsAreLimited() {
        Dialogue client = Dialogue.opened();
        for (int i = 0; i < SmtpSession.MAX_ERRORS; i++) {
            client.send("WHAT").expect("502 *");
        }
        client.send("NOOP").expect("250 *");
        client.send("WHAT", "NOOP").expect("421 4.7.0 *").expectDisconnected();
    }

    @Test
    void longLinesAreReadButNotKept() {
        Dialogue client = Dialogue.opened();
        client.send("NOOP " + "x".repeat(SmtpSession.MAX_LINE - 7)).expect("250 *");
        client.send("NOOP " + "x".repeat(SmtpSession.MAX_LINE - 6)).expect("500 5.5.2 *");
        client.send("NOOP " + "x".repeat(90_000)).expect("500 5.5.2 *");
        client.send("NOOP").expect("250 *");
        client.sendRaw("x".repeat(SmtpSession.ENDLESS)).expectNothing();
        client.sendRaw("x").expect("500 5.5.2 *").expectDisconnected();
    }

    @Test
    void answersMayComeLater() {
        Dialogue client = Dialogue.opened();
        client.answerLater = true;
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>", "RCPT TO:<b@x>", "DATA", "hi", ".", "NOOP")
                .expect("250 *");
        assertThat(client.session().isWaiting()).isTrue();
        client.expectNothing().resume().expectNothing();
        client.session().recipientChecked(RecipientVerdict.ACCEPTED);
        client.expect("250 2.1.5 *").resume();
        client.session().recipientChecked(RecipientVerdict.NO_SUCH_MAILBOX);
        client.expect("550 *").resume().expect("354 *").expectNothing();
        assertThat(client.session().isWaiting()).isTrue();
        assertThat(client.leftOver()).isEqualTo("NOOP\r\n".length());
        client.session().accepted();
        client.expect("250 2.0.0 ok *")
                .expectNothing()
                .resume()
                .expect("250 2.0.0 ok")
                .expectNothing();
        assertThat(client.session().isWaiting()).isFalse();
    }

    @Test
    void aFloodAnsweredAtOnceDoesNotRecurse() {
        Dialogue client = Dialogue.opened(Dialogue.policy("", 0, 1_000_000));
        client.send("MAIL FROM:<s@x>");
        client.send(Collections.nCopies(100_000, "RCPT TO:<a@x>").toArray(String[]::new));
        assertThat(client.asked).hasSize(100_000);
    }

    @Test
    void anAnswerNobodyAskedForIsAnError() {
        Dialogue client = Dialogue.opened();
        assertThatThrownBy(() -> client.session().accepted()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> client.session().recipientChecked(RecipientVerdict.ACCEPTED))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDeferredMessageMayBeFollowedByAnother() {
        Dialogue client = Dialogue.opened();
        client.defer = true;
        client.begin().send("x", ".").expect("451 4.3.0 *");
        client.defer = false;
        client.send("DATA").expect("503 5.5.1 MAIL first");
        client.begin().send("x", ".").expect("250 2.0.0 ok *");
    }

    @Test
    void aMessageThatCanNeverBeStoredIsRefusedForGoodAndMayBeFollowedByAnother() {
        Dialogue client = Dialogue.opened();
        client.refuse = true;
        client.begin().send("x", ".").expect("552 5.3.4 *");
        client.refuse = false;
        client.begin().send("x", ".").expect("250 2.0.0 ok *");
    }

    @Test
    void textBehindDataIsTheMessage() {
        Dialogue client = Dialogue.opened();
        client.send("MAIL FROM:<a@b>", "RCPT TO:<c@d>", "DATA", "QUIT", "MAIL FROM:<x@y>", ".", "QUIT")
                .expect("250 *", "250 *", "354 *", "250 *", "221 *")
                .expectDisconnected();
        assertThat(client.onlyText()).isEqualTo("QUIT\nMAIL FROM:<x@y>\n");
    }

    @Test
    void anEmptyMessageIsAMessage() {
        Dialogue client = Dialogue.opened().begin().send(".").expect("250 *");
        assertThat(client.onlyText()).isEmpty();
    }

    @Test
    void smtp13DatabytesCountsStoredOctetsWithoutReceived() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 10, 100));
        client.begin().send("..345678", "9", ".").expect("250 *");
        client.begin().send("..345678", "90", ".").expect("552 5.3.4 *");
        client.begin().send("x".repeat(100_000), ".", "NOOP").expect("552 5.3.4 *", "250 2.0.0 ok");
        assertThat(client.taken).hasSize(1);
    }

    @Test
    void aClientThatSendsFarTooMuchIsDisconnected() {
        Dialogue client = Dialogue.opened(Dialogue.policy(null, 10, 100)).begin();
        byte[] megabyte = new byte[1 << 20];
        java.util.Arrays.fill(megabyte, (byte) 'x');
        for (int i = 0; i < 100; i++) {
            client.sendRaw(megabyte).expectNothing();
        }
        client.sendRaw("xxxxxxxxxxxx").expect("552 5.3.4 *").expectDisconnected();
    }

    @Test
    void smtp14LoopsAreStopped() {
        String hop = "received: x";
        String other = "Delivered-To: y";
        Dialogue client = Dialogue.opened().begin();
        client.send(Collections.nCopies(99, hop).toArray(String[]::new))
                .send("", hop, ".")
                .expect("250 *");
        client.begin();
        client.send(Collections.nCopies(50, hop).toArray(String[]::new));
        client.send(Collections.nCopies(50, other).toArray(String[]::new));
        client.send("", ".").expect("554 5.4.6 *");
        client.send("NOOP").expect("250 *");
    }

    @Test
    void diskTroubleIsTemporary(@TempDir Path directory) throws Exception {
        Dialogue client = Dialogue.opened();
        client.threshold = 1000;
        client.spool = Files.createFile(directory.resolve("not-a-directory"));
        client.begin().send("x".repeat(5000), ".").expect("452 4.3.1 *");
        assertThat(client.spoolTrouble).isNotEmpty();
        client.send("NOOP").expect("250 *");
        assertThat(client.taken).isEmpty();
    }

    @Test
    void smtp17ASpoolFileGoesAwayWithItsMessage(@TempDir Path directory) {
        Dialogue client = Dialogue.opened();
        client.threshold = 10;
        client.spool = directory;
        client.begin().send("x".repeat(5000), ".").expect("250 *");
        assertThat(directory).isEmptyDirectory();
        client.begin().send("x".repeat(5000));
        assertThat(directory).isNotEmptyDirectory();
        client.session().disconnected();
        assertThat(directory).isEmptyDirectory();
        assertThat(client.session().isClosed()).isTrue();
    }

    @Test
    void aMessageGivenAwayOutlivesItsClient(@TempDir Path directory) {
        Dialogue client = Dialogue.opened();
        client.threshold = 10;
        client.spool = directory;
        client.begin();
        client.answerLater = true;
        client.send("x".repeat(5000), ".");
        client.session().disconnected();
        assertThat(directory).isNotEmptyDirectory();
        client.session().accepted();
        assertThat(directory).isEmptyDirectory();
        client.expectNothing();
    }

    @Test
    void aVerdictForAClientThatHasGoneIsDropped() {
        Dialogue client = Dialogue.opened();
        client.answerLater = true;
        client.send("MAIL FROM:<s@x>", "RCPT TO:<a@x>").expect("250 *");
        client.session().disconnected();
        client.session().recipientChecked(RecipientVerdict.ACCEPTED);
        client.expectNothing();
    }

    @Test
    void smtp16SilenceEnds() {
        Dialogue idle = Dialogue.opened();
        idle.session().timedOut();
        idle.expect("421 4.4.2 timeout").expectDisconnected();
        Dialogue sending = Dialogue.opened().begin().send("half");
        sending.session().timedOut();
        sending.expect("421 4.4.2 timeout").expectDisconnected();
        Dialogue waiting = Dialogue.opened().begin();
        waiting.answerLater = true;
        waiting.send(".");
        waiting.session().timedOut();
        waiting.expectNothing();
    }

    @Test
    void theServerStops() {
        Dialogue idle = Dialogue.opened();
        idle.session().shutDown();
        idle.expect("421 4.3.2 *").expectDisconnected();
        Dialogue waiting = Dialogue.opened().begin();
        waiting.answerLater = true;
        waiting.send(".");
        waiting.session().shutDown();
        waiting.expectNothing();
        waiting.session().accepted();
        waiting.expect("250 *", "421 4.3.2 *").expectDisconnected();
    }

    @Test
    void anAdministratorEndsAConnectionBehindTheAnswerAboutItsMessage() {
        Dialogue idle = Dialogue.opened();
        idle.session().dismiss();
        idle.expect("421 4.3.2 an administrator *").expectDisconnected();
        Dialogue sending = Dialogue.opened().begin().send("half");
        assertThat(sending.session().activity()).isEqualTo(Activity.TEXT);
        sending.session().dismiss();
        sending.expect("421 4.3.2 an administrator *").expectDisconnected();
        assertThat(sending.session().activity()).isEqualTo(Activity.ENDING);
        Dialogue waiting = Dialogue.opened().begin();
        waiting.answerLater = true;
        waiting.send(".");
        assertThat(waiting.session().activity()).isEqualTo(Activity.STORING);
        waiting.session().dismiss();
        waiting.expectNothing();
        assertThat(waiting.session().messages()).isZero();
        waiting.session().accepted();
        waiting.expect("250 *", "421 4.3.2 an administrator *").expectDisconnected();
        assertThat(waiting.session().messages()).isEqualTo(1);
    }

    @Test
    void onlyAClientThatMayBeSendingStillIsReadOn() {
        Dialogue sending = Dialogue.opened().begin().send("half");
        sending.session().shutDown();
        sending.expect("421 4.3.2 *").expectDisconnected();
        assertThat(sending.drains).isTrue();
        Dialogue idle = Dialogue.opened();
        idle.session().shutDown();
        Dialogue silent = Dialogue.opened().begin();
        silent.session().timedOut();
        Dialogue done = Dialogue.opened().send("QUIT");
        Dialogue refused = new Dialogue(
                SmtpPolicy.open("m", "m", 0, 100, Duration.ofSeconds(1), 1000).refused("554 5.7.1 go away"));
        refused.session().open();
        assertThat(List.of(idle, silent, done, refused)).allMatch(client -> client.disconnected && !client.drains);
    }

    @Test
    void directBuffersWork() {
        Dialogue client = Dialogue.opened().begin();
        byte[] octets = ("a".repeat(20_000) + "\r\n.\r\nNOOP\r\n").getBytes(StandardCharsets.US_ASCII);
        ByteBuffer direct = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
        client.session().input(direct);
        client.expect("250 *", "250 *");
        assertThat(client.onlyText()).isEqualTo("a".repeat(20_000) + "\n");
    }
}
