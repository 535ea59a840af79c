package ee.qmail.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.accounts.NotFoundException;
import ee.qmail.directory.InvalidInputException;
import ee.qmail.home.QmailHome;
import ee.qmail.log.Tai64n;
import ee.qmail.log.reader.LogLine;
import ee.qmail.log.reader.LogName;
import ee.qmail.log.reader.LogQuestion;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private static final LogQuestion SEVERE = new LogQuestion(null, Level.SEVERE, null, null, null, null, null, 1);
    private static final LogQuestion OF_17 = new LogQuestion(null, null, null, null, new QueueId(17), null, null, 1);

    @TempDir
    Path directory;

    @Test
    void eachServiceHasItsLog() throws IOException {
        Logs logs = new Logs(new QmailHome(directory));
        Path smtpd = Files.createDirectories(directory.resolve("log/smtpd"));
        Files.writeString(smtpd.resolve("current"), Tai64n.stamp(Instant.EPOCH) + " tcpserver: status: 0/9\n");
        assertThat(logs.isHere(LogName.SMTPD)).isTrue();
        assertThat(logs.read(LogName.SMTPD, LogQuestion.newest(9)).lines())
                .extracting(LogLine::text)
                .containsExactly("tcpserver: status: 0/9");
        assertThat(logs.read(LogName.SEND, LogQuestion.newest(9)).lines()).isEmpty();
    }

    @Test
    void whatALogDoesNotHaveIsNotAskedFor() {
        Logs logs = new Logs(new QmailHome(directory));
        assertThatThrownBy(() -> logs.read(LogName.SEND, SEVERE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("level: ");
        assertThatThrownBy(() -> logs.read(LogName.SMTPD, OF_17))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("queueId: ");
    }

    @Test
    void theLogOfAnotherApplicationServerIsElsewhereThoughAFileIsThere() throws IOException {
        Logs logs = new Logs(new QmailHome(directory));
        Files.createDirectories(directory.resolve("log"));
        Files.writeString(directory.resolve("log/server.0.log"), "2026-11-03T15:00:00.000+0100 INFO a.B: early\n");
        assertThat(logs.isHere(LogName.SERVER)).isFalse();
        assertThatThrownBy(() -> logs.read(LogName.SERVER, LogQuestion.newest(9)))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("is kept by the application server");
    }
}
