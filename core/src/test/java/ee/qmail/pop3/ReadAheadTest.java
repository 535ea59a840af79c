package ee.qmail.pop3;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.maildir.Maildir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dialogues with a client that downloads one message after the other. */
class ReadAheadTest {
    private static final int MESSAGES = 60;

    @TempDir
    Path maildir;

    private Pop3Dialogue dialogue;

    @BeforeEach
    void open() throws IOException {
        new Maildir(maildir).create();
        for (int i = 1; i <= MESSAGES; i++) {
            put(i, ".text " + i + "\n");
        }
        dialogue = Pop3Dialogue.loggedIn(maildir);
    }

    private Path file(int number) {
        return maildir.resolve("new/" + (1_000 + number) + ".a.host");
    }

    private void put(int number, String text) throws IOException {
        Files.writeString(file(number), text, StandardCharsets.US_ASCII);
    }

    private void download(int number) {
        dialogue.send("RETR " + number)
                .expect("+OK " + (9 + (number < 10 ? 0 : 1)) + " octets", "..text " + number, ".");
    }

    @Test
    void aDownloadGetsEachMessageOnceAndWaitsForFewOfThem() {
        IntStream.rangeClosed(1, MESSAGES).forEach(this::download);

        dialogue.expectNothing();
        assertThat(dialogue.sends).isEqualTo(7);
    }

    @Test
    void noReadAheadForMessagesTakenOutOfOrder() {
        for (int number = MESSAGES; number > 0; number--) {
            download(number);
        }
        assertThat(dialogue.sends).isEqualTo(MESSAGES);
    }

    @Test
    void messagesThatAreDeletedMeanwhileAreLeftOut() {
        IntStream.rangeClosed(1, 4).forEach(this::download);
        dialogue.send("DELE 6").expect("+OK ").send("DELE 7").expect("+OK ");
        download(5);
        dialogue.send("RETR 6")
                .expect(new String(Pop3Reply.ALREADY_DELETED.octets(), StandardCharsets.US_ASCII).strip());
        download(8);
    }

    @Test
    void aDownloadThatDeletesEachMessageIsOneTooAndTheyComeBackWithRset() {
        for (int number = 1; number <= MESSAGES; number++) {
            download(number);
            dialogue.send("DELE " + number).expect("+OK ");
        }
        assertThat(dialogue.sends).isEqualTo(7);

        dialogue.send("RSET").expect("+OK ");
        download(1);
        download(2);
    }

    @Test
    void aMessageThatIsGoneIsToldByItsOwnRetr() throws IOException {
        Files.delete(file(3));
        download(1);
        download(2);

        dialogue.send("RETR 3").expect(new String(Pop3Reply.CANNOT_OPEN.octets(), StandardCharsets.US_ASCII).strip());
        download(4);
        assertThat(dialogue.troubles).hasSize(1);
    }

    @Test
    void largeMessagesAreNotKeptInMemory() throws IOException {
        Files.writeString(maildir.resolve("new/5000.a.host"), "x".repeat(ReadAhead.MAX_OCTETS) + "\n");
        put(5_000, ".text 5000\n");
        dialogue = Pop3Dialogue.loggedIn(maildir);
        IntStream.rangeClosed(1, MESSAGES).forEach(this::download);
        int before = dialogue.sends;

        dialogue.send("RETR " + (MESSAGES + 1));

        assertThat(dialogue.sends).isEqualTo(before + 1);
    }
}
