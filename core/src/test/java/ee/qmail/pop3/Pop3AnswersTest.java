package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Activity;
import ee.qmail.contract.Login;
import ee.qmail.maildir.Maildir;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that come later, or never, or when nobody waits any more. */
class Pop3AnswersTest {
    @TempDir
    Path maildir;

    private Pop3Dialogue dialogue;

    @BeforeEach
    void open() throws IOException {
        new Maildir(maildir).create();
        Files.writeString(maildir.resolve("new/1.a.host"), "a: b\n\nc\n");
        dialogue = new Pop3Dialogue(maildir).open().expect("+OK mx.example.org");
        dialogue.later = true;
    }

    @Test
    void whileAnAnswerIsDueNothingIsTaken() {
        dialogue.send("USER ana@example.org").send("PASS secret word").expect("+OK ");
        ByteBuffer noop = ByteBuffer.wrap("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
        dialogue.session.input(noop);
        assertThat(noop.remaining()).isEqualTo(6);
        assertThat(dialogue.session.isWaiting()).isTrue();
        dialogue.answer().expectNothing().answer().expectNothing().answer().expect("+OK ");
        assertThat(dialogue.session.isWaiting()).isFalse();
    }

    @Test
    void pipelinedCommandsAreAnsweredInOrder() {
        dialogue.octets(
                "USER ana@example.org\r\nPASS secret word\r\nSTAT\r\nRETR 1\r\nDELE 1\r\nSTAT\r\nQUIT\r\nNOOP\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        while (dialogue.hasAnswers()) {
            dialogue.answer();
        }
        dialogue.expect("+OK ", "+OK ", "+OK 1 11", "+OK 11 octets", "a: b", "", "c", ".", "+OK ", "+OK 0 0", "+OK ")
                .expectClosed();
        assertThat(maildir.resolve("new/1.a.host")).doesNotExist();
    }

    @Test
    void anAnswerAfterTheEndIsIgnored() {
        dialogue.send("USER ana@example.org").expect("+OK ").send("PASS secret word");
        dialogue.session.disconnected();
        dialogue.answer().expectNothing();
        assertThat(dialogue.hasAnswers()).as("no lock is asked for").isFalse();
        assertThat(dialogue.session.isWaiting()).isFalse();
        assertThat(dialogue.disconnected).isFalse();
    }

    @Test
    void anAnswerNobodyAskedForIsAMistakeOfTheShell() {
        assertThatThrownBy(() -> dialogue.session.answered(new Login(Optional.empty(), 0)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("answer in state AUTHORIZATION: only allowed in AUTHENTICATING");
    }

    @Test
    void aMessageThatBreaksOffEndsTheConnectionAndDeletesNothing() {
        login();
        dialogue.send("DELE 1").expect("+OK ").send("RSET").expect("+OK ").send("RETR 1");
        dialogue.session.sendFailed();
        dialogue.expectClosed();
        assertThat(maildir.resolve("new/1.a.host")).exists();
    }

    @Test
    void anUpdateAtWorkIsBroughtToItsEnd() {
        login();
        dialogue.send("DELE 1").expect("+OK ").send("QUIT");
        dialogue.session.shutDown();
        dialogue.session.timedOut();
        dialogue.expectOpen().answer().expect("+OK ").expectClosed();
        assertThat(maildir.resolve("new/1.a.host")).doesNotExist();
    }

    @Test
    void anAdministratorEndsAConnectionInWordsWhereTheyAreNoPartOfAMessage() {
        login();
        assertThat(dialogue.session.messages()).isZero();
        dialogue.send("RETR 1");
        assertThat(dialogue.session.activity()).isEqualTo(Activity.SENDING);
        assertThat(dialogue.session.messages()).isEqualTo(1);
        dialogue.session.dismiss();
        dialogue.expectClosed();
        assertThat(maildir.resolve("new/1.a.host")).exists();
    }

    @Test
    void anAdministratorEndsAConnectionThatAwaitsACommandButNoUpdate() {
        login();
        dialogue.send("DELE 1").expect("+OK ");
        dialogue.send("QUIT");
        assertThat(dialogue.session.activity()).isEqualTo(Activity.DELETING);
        dialogue.session.dismiss();
        dialogue.expectOpen().answer().expect("+OK ").expectClosed();
        assertThat(maildir.resolve("new/1.a.host")).doesNotExist();
    }

    @Test
    void anAdministratorEndsAConnectionWhereNothingIsDeletedThen() {
        login();
        dialogue.send("DELE 1").expect("+OK ");
        assertThat(dialogue.session.activity()).isEqualTo(Activity.COMMAND);
        dialogue.session.dismiss();
        dialogue.expect("-ERR [SYS/TEMP] an administrator has ended this connection")
                .expectClosed();
        assertThat(maildir.resolve("new/1.a.host")).exists();
    }

    @Test
    void theTroubleOfAnUpdateIsReportedEvenIfTheClientHasGone() throws IOException {
        login();
        Files.delete(maildir.resolve("new/1.a.host"));
        Files.createDirectories(maildir.resolve("new/1.a.host/in the way"));
        dialogue.send("DELE 1").expect("+OK ").send("QUIT");
        dialogue.session.disconnected();
        dialogue.answer().expectNothing();
        assertThat(dialogue.troubles).hasSize(1);
    }

    @Test
    void closingTwiceDisconnectsOnce() {
        dialogue.session.timedOut();
        dialogue.session.shutDown();
        dialogue.session.disconnected();
        dialogue.send("NOOP").expectClosed();
    }

    @Test
    void aFloodOfPipelinedCommandsNeedsNoDeepStack() {
        dialogue.later = false;
        dialogue.login();
        dialogue.octets("RETR 1\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
        assertThat(dialogue.sends).isEqualTo(100_000);
        assertThat(dialogue.all()).hasSizeGreaterThan(2_900_000);
    }

    private void login() {
        dialogue.later = false;
        dialogue.login();
        dialogue.later = true;
    }
}
