package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Pop3Policy;
import ee.qmail.maildir.Maildir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialogues before the mailbox is open: qmail-popup (POP-1, POP-2). */
class Pop3AuthorizationTest {
    private static final Pop3Policy APOP = Pop3Dialogue.policy(true);
    private static final String DIGEST = "c4c9334bac560ecc979e58001b3e22fb";

    private static final String TOO_LONG = "-ERR line too long, a command has at most 510 octets";

    @TempDir
    Path maildir;

    @BeforeEach
    void create() throws IOException {
        new Maildir(maildir).create();
    }

    @Test
    void pop1GreetsAndLogsIn() {
        Pop3Dialogue.loggedIn(maildir)
                .send("STAT")
                .expect("+OK 0 0")
                .send("QUIT")
                .expect("+OK ")
                .expectClosed();
    }

    @Test
    void aRefusedClientIsToldWhy() {
        Pop3Policy refusal =
                new Pop3Policy("too many connections", "mx", false, List.of(), Duration.ofMinutes(20), 1000);
        new Pop3Dialogue(maildir, refusal)
                .open()
                .expect("-ERR too many connections")
                .expectClosed();
    }

    @Test
    void verbsAreTakenInAnyCaseAndWithABareLf() {
        new Pop3Dialogue(maildir)
                .open()
                .expect("+OK mx.example.org")
                .octets("uSeR ana@example.org\npass secret word\nnoop\n".getBytes(StandardCharsets.US_ASCII))
                .expect("+OK ", "+OK ", "+OK ")
                .expectNothing();
    }

    @Test
    void capabilitiesAreTheSameBeforeAndAfterLogin() {
        String[] capabilities = {
            "+OK ",
            "USER",
            "SASL PLAIN",
            "TOP",
            "UIDL",
            "PIPELINING",
            "RESP-CODES",
            "AUTH-RESP-CODE",
            "EXPIRE NEVER",
            "IMPLEMENTATION qmail-EE",
            "."
        };
        opened().send("CAPA")
                .expect(capabilities)
                .login()
                .send("CAPA")
                .expect(capabilities)
                .expectNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"STAT", "LIST 1", "UIDL", "RETR 1", "TOP 1 0", "DELE 1", "RSET", "LAST", "", "XYZZY"})
    void transactionCommandsNeedAuthorizationFirst(String command) {
        opened().send(command).expect("-ERR authorization first").expectOpen();
    }

    /** The upper case of a sharp s is SS. */
    @Test
    void aSharpSDoesNotCountAsSs() {
        opened().send("USER ana").expect("+OK ").send("PA\u00df secret").expect("-ERR authorization first");
    }

    @Test
    void quitAndNoopNeedNoPassword() {
        opened().send("NOOP").expect("+OK ").send("QUIT").expect("+OK ").expectClosed();
    }

    @Test
    void argumentsAreAskedFor() {
        opened().send("PASS x")
                .expect("-ERR USER first")
                .send("USER")
                .expect("-ERR syntax error, expected USER name")
                .send("USER  ")
                .expect("-ERR syntax error, expected USER name")
                .send("USER a\0b")
                .expect("-ERR syntax error, expected USER name")
                .send("USER ana")
                .expect("+OK ")
                .send("PASS")
                .expect("-ERR syntax error, expected PASS password")
                .expectOpen();
    }

    @Test
    void pop2ThreeWrongPasswordsEndTheConnection() {
        opened().send("USER ana@example.org")
                .expect("+OK ")
                .send("PASS wrong")
                .expect("-ERR [AUTH] authorization failed")
                .send("PASS wrong")
                .expect("-ERR USER first")
                .send("USER ana@example.org")
                .expect("+OK ")
                .send("PASS wrong")
                .expect("-ERR [AUTH] authorization failed")
                .send("USER bob@example.org")
                .expect("+OK ")
                .send("PASS secret word")
                .expect("-ERR [AUTH] authorization failed")
                .expectClosed();
    }

    @Test
    void aDelayedClientIsToldTheSecondsToWait() {
        Pop3Dialogue dialogue = opened();
        dialogue.heldUpSeconds = 17;
        for (int i = 0; i < 3; i++) {
            dialogue.send("USER ana@example.org")
                    .expect("+OK ")
                    .send("PASS secret word")
                    .expect("-ERR [SYS/TEMP] too many wrong passwords, try again in 17 seconds");
        }
        dialogue.expectClosed();
    }

    @Test
    void aPasswordIsTheRestOfTheLineInUtf8OrLatin1() {
        Pop3Dialogue dialogue = opened();
        dialogue.send("USER ana").send("PASS  two  blanks ");
        dialogue.send("USER ana").octets("PASS \u00e9\u20ac\r\n".getBytes(StandardCharsets.UTF_8));
        assertThat(dialogue.checks).containsExactly("ana/ two  blanks ", "ana/\u00e9\u20ac");
        Pop3Dialogue old = opened();
        old.send("USER ana").octets("PASS caf\u00e9\r\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThat(old.checks).containsExactly("ana/caf\u00e9");
    }

    @Test
    void aCheckThatCannotBeMadeIsNotAWrongPassword() {
        Pop3Dialogue dialogue = opened();
        dialogue.checkFails = true;
        for (int i = 0; i < 5; i++) {
            dialogue.send("USER ana@example.org")
                    .expect("+OK ")
                    .send("PASS secret word")
                    .expect("-ERR [SYS/TEMP] unable to check the password now, try again later");
        }
        dialogue.checkFails = false;
        dialogue.login();
    }

    @Test
    void aMailboxInUseCanBeTriedAgain() {
        Pop3Dialogue dialogue = opened();
        dialogue.lockGranted = false;
        dialogue.send("USER ana@example.org")
                .expect("+OK ")
                .send("PASS secret word")
                .expect("-ERR [IN-USE] another session has this mailbox open, try again when it has ended")
                .expectOpen();
        dialogue.lockGranted = true;
        dialogue.login().send("STAT").expect("+OK 0 0");
    }

    @Test
    void anUnreadableMailboxIsATemporaryFailureWithACauseForTheLog() throws IOException {
        Files.delete(maildir.resolve("new"));
        Pop3Dialogue dialogue = opened();
        dialogue.send("USER ana@example.org")
                .expect("+OK ")
                .send("PASS secret word")
                .expect("-ERR [SYS/TEMP] unable to read the mailbox now, try again later")
                .expectClosed();
        assertThat(dialogue.troubles).singleElement().asString().startsWith("while reading Maildir " + maildir);
    }

    @Test
    void apopIsNotOfferedWhereNoSecretAllowsIt() {
        opened().send("APOP ana@example.org " + DIGEST)
                .expect("-ERR unimplemented")
                .expectOpen();
    }

    @Test
    void apopHandsOnTheTimeStampOfTheGreeting() {
        Pop3Dialogue dialogue = new Pop3Dialogue(maildir, APOP).open();
        String timestamp = dialogue.nextLine().substring("+OK ".length());
        assertThat(timestamp).matches("<\\d+\\.1767323045000@mx\\.example\\.org>");
        dialogue.send("APOP ana@example.org " + DIGEST)
                .expect("+OK ")
                .send("STAT")
                .expect("+OK 0 0");
        assertThat(dialogue.checks).containsExactly("ana@example.org/" + timestamp + "/" + DIGEST);
    }

    @Test
    void everyGreetingHasAnotherTimeStamp() {
        assertThat(new Pop3Dialogue(maildir, APOP).open().all())
                .isNotEqualTo(new Pop3Dialogue(maildir, APOP).open().all());
    }

    @Test
    void apopNeedsANameAndADigestAndCountsAsATry() {
        Pop3Dialogue dialogue = new Pop3Dialogue(maildir, APOP).open();
        dialogue.nextLine();
        String error = "-ERR syntax error, expected APOP name digest";
        dialogue.send("APOP").expect(error).send("APOP ana").expect(error);
        dialogue.send("APOP " + DIGEST).expect(error).send("APOP ana abc").expect(error);
        for (int i = 0; i < 3; i++) {
            dialogue.send("APOP bob " + DIGEST).expect("-ERR [AUTH] authorization failed");
        }
        dialogue.expectClosed();
    }

    @Test
    void aLineOfTheLimitIsTakenAndALongerOneRefused() {
        opened().send("NOOP " + "x".repeat(505))
                .expect("+OK ")
                .send("NOOP " + "x".repeat(506))
                .expect(TOO_LONG)
                .send("NOOP " + "x".repeat(9_000))
                .expect(TOO_LONG)
                .send("NOOP")
                .expect("+OK ")
                .octets("x".repeat(10_239).getBytes(StandardCharsets.US_ASCII))
                .expectNothing()
                .expectOpen()
                .octets("xx".getBytes(StandardCharsets.US_ASCII))
                .expect(TOO_LONG)
                .expectClosed();
    }

    @Test
    void aBareLfDoesNotMakeRoomForMore() {
        opened().octets(("NOOP " + "x".repeat(505) + "\n").getBytes(StandardCharsets.US_ASCII))
                .expect("+OK ")
                .octets(("NOOP " + "x".repeat(506) + "\n").getBytes(StandardCharsets.US_ASCII))
                .expect(TOO_LONG)
                .expectOpen();
    }

    @Test
    void fiftyCommandsMustDoToLogIn() {
        Pop3Dialogue dialogue = opened();
        for (int i = 0; i < 50; i++) {
            dialogue.send("NOOP").expect("+OK ");
        }
        dialogue.send("NOOP")
                .expect("-ERR too many commands without authorization")
                .expectClosed();
    }

    @Test
    void linesThatAreTooLongCountAsCommandsBeforeTheLogIn() {
        Pop3Dialogue dialogue = opened();
        for (int i = 0; i < 50; i++) {
            dialogue.send("x".repeat(511)).expect(TOO_LONG);
        }
        dialogue.send("x".repeat(511))
                .expect("-ERR too many commands without authorization")
                .expectClosed();
        assertThat(dialogue.drains).isTrue();
    }

    @Test
    void afterTheLogInTheyDoNotCount() {
        Pop3Dialogue dialogue = opened().login();
        for (int i = 0; i < 100; i++) {
            dialogue.send("x".repeat(511)).expect(TOO_LONG);
        }
        dialogue.send("NOOP").expect("+OK ").expectOpen();
    }

    @Test
    void quitLeavesNothingToBeRead() {
        Pop3Dialogue dialogue = opened().send("QUIT").expect("+OK ").expectClosed();
        assertThat(dialogue.drains).isFalse();
    }

    private Pop3Dialogue opened() {
        return new Pop3Dialogue(maildir).open().expect("+OK mx.example.org");
    }
}
