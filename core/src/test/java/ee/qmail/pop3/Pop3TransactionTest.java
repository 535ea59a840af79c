package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.maildir.Maildir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialogues with an open mailbox: qmail-pop3d (POP-5 to POP-9). */
class Pop3TransactionTest {
    @TempDir
    Path maildir;

    @BeforeEach
    void threeMessages() throws IOException {
        new Maildir(maildir).create();
        put("cur/1.a.host:2,S", "Subject: a\n\none\n.two\nthree\n");
        put("new/2.b.host", "Subject: b\n\nno end");
        put("new/3.c.host,S=5", "c: d\n");
    }

    @Test
    void pop6StatCountsOctetsOnTheWireAndNoDeletedMessages() {
        open().send("STAT")
                .expect("+OK 3 60")
                .send("DELE 1")
                .expect("+OK ")
                .send("STAT")
                .expect("+OK 2 28");
    }

    @Test
    void pop6ListAndUidlSkipDeletedMessages() {
        open().send("LIST")
                .expect("+OK ", "1 32", "2 22", "3 6", ".")
                .send("UIDL")
                .expect("+OK ", "1 1.a.host", "2 2.b.host", "3 3.c.host,S=5", ".")
                .send("DELE 2")
                .expect("+OK ")
                .send("LIST")
                .expect("+OK ", "1 32", "3 6", ".")
                .send("UIDL")
                .expect("+OK ", "1 1.a.host", "3 3.c.host,S=5", ".")
                .expectNothing();
    }

    /** A repeated delivery has the same file name in both. */
    @Test
    void aSessionDoesNotTouchTheSuccessorOfItsMailbox(@TempDir Path deleted) throws IOException {
        Pop3Dialogue dialogue = open().send("DELE 1").expect("+OK ");
        Path old = deleted.resolve("Maildir");
        Files.move(maildir, old);
        threeMessages();

        dialogue.send("RETR 2").expect("-ERR [SYS/TEMP] unable to open that message");
        dialogue.send("QUIT").expect("-ERR [SYS/TEMP] unable to unlink all deleted messages");

        assertThat(maildir.resolve("cur/1.a.host:2,S")).exists();
        assertThat(maildir.resolve("new/2.b.host")).exists();
        assertThat(old.resolve("cur/1.a.host:2,S")).exists();
    }

    @Test
    void listAndUidlOfOneMessage() {
        open().send("LIST 2")
                .expect("+OK 2 22")
                .send("UIDL 3")
                .expect("+OK 3 3.c.host,S=5")
                .expectNothing();
    }

    @Test
    void aListingOfManyMessagesIsSentAsAStream() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            put("new/" + (1_000 + i) + ".many.host", "x\n");
        }
        Pop3Dialogue dialogue = open().send("DELE 3003").expect("+OK ").send("LIST");
        String lines =
                IntStream.rangeClosed(4, 3_002).mapToObj(i -> i + " 3\r\n").collect(Collectors.joining());
        assertThat(dialogue.all()).endsWith("+OK \r\n1 32\r\n2 22\r\n3 6\r\n" + lines + ".\r\n");
        assertThat(dialogue.sends).isEqualTo(1);
    }

    @Test
    void pop7RetrSendsTheWholeMessageWithStuffedDots() {
        open().send("RETR 1")
                .expect("+OK 32 octets", "Subject: a", "", "one", "..two", "three", ".")
                .send("RETR 2")
                .expect("+OK 22 octets", "Subject: b", "", "no end", ".")
                .expectNothing();
    }

    @Test
    void pop7TopSendsTheHeaderAndSoManyLines() {
        open().send("TOP 1 0")
                .expect("+OK ", "Subject: a", "", ".")
                .send("TOP 1 2")
                .expect("+OK ", "Subject: a", "", "one", "..two", ".")
                .send("top 1  99999999999999999999")
                .expect("+OK ", "Subject: a", "", "one", "..two", "three", ".")
                .send("TOP 3 1")
                .expect("+OK ", "c: d", ".")
                .expectNothing();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LIST %s", "UIDL %s", "RETR %s", "TOP %s 1", "DELE %s"})
    void pop8AMessageNumberIsChecked(String command) {
        open().send("DELE 1")
                .expect("+OK ")
                .send(command.formatted("0"))
                .expect("-ERR messages are counted from 1")
                .send(command.formatted("000"))
                .expect("-ERR messages are counted from 1")
                .send(command.formatted("4"))
                .expect("-ERR not that many messages")
                .send(command.formatted("4294967297"))
                .expect("-ERR not that many messages")
                .send(command.formatted("9".repeat(300)))
                .expect("-ERR not that many messages")
                .send(command.formatted("1"))
                .expect("-ERR already deleted")
                .expectOpen();
        for (String wrong : List.of("x", "-1", "+1", "1x", "\u00b2")) {
            assertThat(open().send(command.formatted(wrong)).nextLine()).startsWith("-ERR syntax error, expected ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RETR",
                "RETR 1 5",
                "TOP",
                "TOP 1",
                "TOP 1 x",
                "TOP 1 -1",
                "TOP 1 2 3",
                "DELE",
                "DELE 1 2",
                "LIST 1 2"
            })
    void argumentsAreCounted(String command) {
        assertThat(open().send(command).nextLine()).startsWith("-ERR syntax error, expected " + command.split(" ")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAST", "APOP ana c4c9334bac560ecc979e58001b3e22fb", "", " STAT", "STATX", "PA\u00df"})
    void unsupportedCommandsAreUnimplemented(String command) {
        open().send(command).expect("-ERR unimplemented").expectOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"USER ana@example.org", "PASS secret word", "STLS", "AUTH PLAIN"})
    void nobodyLogsInTwice(String command) {
        open().send(command).expect("-ERR already authorized").expectOpen();
    }

    @Test
    void pop9RsetUndeletes() {
        open().send("DELE 1")
                .send("DELE 3")
                .send("RSET")
                .expect("+OK ", "+OK ", "+OK ")
                .send("STAT")
                .expect("+OK 3 60")
                .send("QUIT")
                .expect("+OK ")
                .expectClosed();
        assertThat(files()).hasSize(3);
    }

    @Test
    void pop9QuitDeletesWhatIsMarkedAndMovesTheRestToCur() {
        open().send("DELE 1")
                .send("DELE 3")
                .expect("+OK ", "+OK ")
                .send("QUIT")
                .expect("+OK ")
                .expectClosed();
        assertThat(files()).containsExactly("cur/2.b.host:2,");
    }

    @Test
    void messageNumbersAndUniqueIdsOutliveTheMove() {
        open().send("QUIT").expect("+OK ").expectClosed();
        open().send("UIDL").expect("+OK ", "1 1.a.host", "2 2.b.host", "3 3.c.host,S=5", ".");
    }

    @Test
    void mailThatArrivesDuringASessionWaitsForTheNext() throws IOException {
        Pop3Dialogue dialogue = open();
        put("new/4.d.host", "late\n");
        dialogue.send("STAT").expect("+OK 3 60").send("QUIT").expect("+OK ");
        assertThat(files()).contains("new/4.d.host");
    }

    @Test
    void pop9WithoutQuitNothingChanges() {
        List<String> before = files();
        Pop3Dialogue gone = open().send("DELE 1").expect("+OK ");
        gone.session.disconnected();
        Pop3Dialogue silent = open().send("DELE 1").expect("+OK ");
        silent.session.timedOut();
        silent.expectClosed();
        Pop3Dialogue stopped = open().send("DELE 1").expect("+OK ");
        stopped.session.shutDown();
        stopped.expectClosed();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aMessageThatCannotBeOpenedIsAnErrorAndTheSessionGoesOn() throws IOException {
        Pop3Dialogue dialogue = open();
        Files.delete(maildir.resolve("new/2.b.host"));
        dialogue.send("RETR 2")
                .expect("-ERR [SYS/TEMP] unable to open that message")
                .send("TOP 2 0")
                .expect("-ERR [SYS/TEMP] unable to open that message")
                .send("NOOP")
                .expect("+OK ")
                .expectOpen();
        assertThat(dialogue.troubles).hasSize(2).allMatch(trouble -> trouble.contains("2.b.host"));
    }

    @Test
    void aMessageWhoseFirstOctetsCannotBeReadIsAnErrorToo() throws IOException {
        Pop3Dialogue dialogue = open();
        Files.delete(maildir.resolve("new/2.b.host"));
        Files.createDirectory(maildir.resolve("new/2.b.host"));
        dialogue.send("RETR 2")
                .expect("-ERR [SYS/TEMP] unable to open that message")
                .expectOpen();
    }

    @Test
    void pop8ADeletionThatFailsIsReportedAndTheOthersAreDone() throws IOException {
        Pop3Dialogue dialogue = open();
        Files.delete(maildir.resolve("new/2.b.host"));
        Files.createDirectories(maildir.resolve("new/2.b.host/in the way"));
        dialogue.send("DELE 1")
                .send("DELE 2")
                .expect("+OK ", "+OK ")
                .send("QUIT")
                .expect("-ERR [SYS/TEMP] unable to unlink all deleted messages")
                .expectClosed();
        assertThat(files()).containsExactly("cur/3.c.host,S=5:2,", "new/2.b.host");
        assertThat(dialogue.troubles).singleElement().asString().contains("2.b.host");
    }

    @Test
    void aMoveThatFailsIsReported() throws IOException {
        Pop3Dialogue dialogue = open();
        Files.delete(maildir.resolve("cur/1.a.host:2,S"));
        Files.delete(maildir.resolve("cur"));
        assertThat(dialogue.send("QUIT").nextLine()).startsWith("-ERR [SYS/TEMP] deleted messages are gone, but");
        assertThat(dialogue.expectClosed().troubles).hasSize(1);
        assertThat(maildir.resolve("new/2.b.host")).exists();
    }

    @Test
    void leftoversOfCrashedDeliveriesGoAtLogin() throws IOException {
        put("tmp/old", "");
        Files.setLastModifiedTime(
                maildir.resolve("tmp/old"),
                FileTime.from(Pop3Dialogue.NOW.minus(Maildir.TMP_LIFETIME).minusSeconds(1)));
        open();
        assertThat(maildir.resolve("tmp/old")).doesNotExist();
    }

    @Test
    void troubleWithTidyingUpIsForTheLogOnly() throws IOException {
        Files.delete(maildir.resolve("tmp"));
        put("tmp", "no directory");
        Pop3Dialogue dialogue = open().send("STAT").expect("+OK 3 60");
        assertThat(dialogue.troubles).singleElement().asString().contains("unable to read directory tmp");
    }

    @Test
    void aMessageThatHasGrownInPlaceIsSentWithItsOwnSize() throws IOException {
        Pop3Dialogue dialogue = open();
        put("new/2.b.host", "x\n".repeat(20_000));
        dialogue.send("LIST 2").expect("+OK 2 22").send("RETR 2").expect("+OK 60000 octets");
        for (int i = 0; i < 20_000; i++) {
            dialogue.expect("x");
        }
        dialogue.expect(".").send("LIST 2").expect("+OK 2 60000");
    }

    @Test
    void readAheadOfAGrownMessageIsBounded() throws IOException {
        Pop3Dialogue dialogue = open();
        put("new/2.b.host", "x".repeat(2 * ReadAhead.MAX_OCTETS) + "\n");
        Maildrop maildrop = new Maildrop(new Maildir(maildir), new Maildir(maildir).list());
        assertThat(maildrop.retrSmall(2, ReadAhead.MAX_OCTETS)).isNull();
        assertThat(maildrop.retrSmall(1, ReadAhead.MAX_OCTETS)).isNotNull();
        dialogue.send("QUIT").expect("+OK ");
    }

    private Pop3Dialogue open() {
        return Pop3Dialogue.loggedIn(maildir);
    }

    private void put(String file, String text) throws IOException {
        Files.write(maildir.resolve(file), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private List<String> files() {
        try (Stream<Path> files =
                Stream.concat(Files.list(maildir.resolve("cur")), Files.list(maildir.resolve("new")))) {
            return files.map(file -> maildir.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
