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
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limits of a session and the times for which a client is let wait (ABUSE-4, ABUSE-5), as dialogues. */
class SmtpPatienceTest {
    private static final SaslOffer OFFER = new SaslOffer(EnumSet.of(SaslMechanism.PLAIN), null, null, null);
    private static final Login RIGHT = new Login(Optional.of(new Identity("ana@example.org", Path.of("ana"), true)), 0);
    private static final Duration LATE = Duration.ofSeconds(2);
    private static final Duration TARPIT = Duration.ofSeconds(5);
    private static final SmtpPolicy OPEN = Dialogue.policy(null, 0, 100);
    private static final SmtpPolicy SUBMISSION = OPEN.login(List.of("PLAIN"), true);

    private static Dialogue late() {
        Dialogue client = new Dialogue(OPEN.waiting(new SmtpPolicy.Patience(LATE, 0, Duration.ZERO)));
        client.session().open();
        return client.expectNothing();
    }

    private static Dialogue user() {
        Dialogue client = new Dialogue(new Client(Dialogue.peer(), Door.SUBMISSIONS), SUBMISSION, OFFER);
        client.session().open();
        return client.expect("220 *");
    }

    private static void logIn(Dialogue client) {
        client.send("EHLO c", "AUTH PLAIN AGFuYQBzZWNyZXQ=");
        client.takeReplies();
        client.session().answered(RIGHT);
        client.expect("235 *");
    }

    private static void nobody(Dialogue client) {
        for (String name : List.of("b", "c", "d", "e")) {
            client.verdicts.put(name + "@example.org", RecipientVerdict.NO_SUCH_MAILBOX);
        }
    }

    // ---- ABUSE-5

    @Test
    void abuse5ASilentClientIsGreetedLate() {
        late().pass(LATE).expect("220 mail.example.org ESMTP").send("NOOP").expect("250 *");
    }

    @ParameterizedTest
    @ValueSource(strings = {"E", "EHLO c\r\n", "\u0016\u0003\u0001"})
    void abuse5AClientThatSpeaksBeforeTheGreetingIsRefused(String early) {
        Dialogue client = late().sendRaw(early).expect("554 5.5.0 *").expectDisconnected();
        client.pass(LATE).expectDisconnected();
        assertThat(client.drains).isTrue();
    }

    @Test
    void abuse5AServerThatStopsDoesNotGreet() {
        Dialogue client = late();
        client.session().shutDown();
        client.expect("421 4.3.2 *").pass(LATE).expectDisconnected();
    }

    // ---- ABUSE-4

    @Test
    void abuse4CommandsBeforeTheLogInAreCounted() {
        Dialogue client = user();
        for (int i = 0; i < SmtpSession.MAX_BEFORE_LOGIN; i++) {
            client.send("NOOP").expect("250 *");
        }
        client.send("NOOP")
                .expect("421 4.7.0 too many commands before the log-in")
                .expectDisconnected();
    }

    @Test
    void abuse4BehindTheLogInTheyAreNot() {
        Dialogue client = user();
        logIn(client);
        for (int i = 0; i < SmtpSession.MAX_BEFORE_LOGIN; i++) {
            client.send("NOOP").expect("250 *");
        }
        client.pass(SmtpSession.LOGIN_TIME).expectNothing();
    }

    @Test
    void abuse4AClientHas30SecondsToLogIn() {
        user().pass(Duration.ofSeconds(30))
                .expect("421 4.4.2 timeout, log in sooner")
                .expectDisconnected();
    }

    /** A check of a password may take some seconds. */
    @Test
    void abuse4ALogInThatIsLookedAtIsWaitedFor() {
        Dialogue client = user();
        client.send("EHLO c", "AUTH PLAIN AGFuYQBzZWNyZXQ=");
        client.takeReplies();
        client.pass(SmtpSession.LOGIN_TIME).expectNothing();
        client.session().answered(RIGHT);
        client.expect("235 *").pass(Duration.ofSeconds(1)).expectNothing().expectNoCall();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP", "RSET", "EHLO c", "VRFY x", "HELP"})
    void abuse4CommandsThatBringNoMailAreCounted(String command) {
        Dialogue client = Dialogue.opened();
        for (int i = 0; i < SmtpSession.MAX_IDLE; i++) {
            client.send(command);
        }
        client.takeReplies();
        client.expectNothing().send(command).expect("421 4.7.0 too many commands that bring no mail");
        client.expectDisconnected();
    }

    @Test
    void abuse4AMessageSetsThatCountBack() {
        Dialogue client = Dialogue.opened();
        for (int i = 0; i < 2 * SmtpSession.MAX_IDLE; i++) {
            client.send("RSET")
                    .expect("250 *")
                    .begin()
                    .send("Subject: x", "", "x", ".")
                    .expect("250 *");
        }
        client.expectNothing();
    }

    @Test
    void abuse4WhoGuessesRecipientsIsAnsweredLate() {
        Dialogue client = new Dialogue(OPEN.waiting(new SmtpPolicy.Patience(Duration.ZERO, 2, TARPIT)));
        client.session().open();
        nobody(client);
        client.send("MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org>", "RCPT TO:<c@example.org>");
        client.expect("220 *", "250 *", "550 5.1.1 *", "550 5.1.1 *");
        client.send("RCPT TO:<d@example.org>", "RCPT TO:<e@example.org>").expectNothing();
        client.pass(TARPIT).expect("550 5.1.1 *").expectNothing();
        client.pass(TARPIT).expect("550 5.1.1 *");
        client.send("RCPT TO:<bo@example.org>").expect("250 *");
    }

    @Test
    void abuse4AClientThatIsGoneMeanwhileGetsNoAnswer() {
        Dialogue client = new Dialogue(OPEN.waiting(new SmtpPolicy.Patience(Duration.ZERO, 1, TARPIT)));
        client.session().open();
        nobody(client);
        client.send("MAIL FROM:<a@example.net>", "RCPT TO:<b@example.org>", "RCPT TO:<c@example.org>");
        client.takeReplies();
        client.session().disconnected();
        client.pass(TARPIT);
        assertThat(client.replies()).isEmpty();
    }

    @Test
    void abuse4WhereANetworkHasBegunTlsTooOftenItComesBackLater() {
        Dialogue client = Dialogue.opened();
        client.certificate = true;
        client.tlsIsAdmitted = false;
        client.send("STARTTLS").expect("421 4.7.0 too many TLS handshakes *").expectDisconnected();
        assertThat(client.tlsBegins).isFalse();
    }
}
