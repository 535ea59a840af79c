package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A server that cannot start says why, and leaves the running one alone. */
@ExtendWith(SharedServer.class)
class StartIT {
    private final QmailServer running;
    private QmailServer second;

    StartIT(QmailServer running) {
        this.running = running;
    }

    @AfterEach
    void endSecond() {
        second.end();
        assertThat(running.admin().open("/health/ready").statusCode()).isEqualTo(200);
    }

    private void assertCannotStart(String... words) {
        second.launch();
        assertThat(second.awaitExit()).isEqualTo(111);
        assertThat(second.output()).contains("cannot start: ").contains(words).doesNotContain("\tat ");
    }

    @Test
    void qs8ASecondServerInTheSameHome() {
        second = new QmailServer(running.home());
        assertCannotStart("another server runs in " + running.home(), "QMAIL_HOME");
    }

    @Test
    void aPortThatIsTaken() {
        second = QmailServer.inNewHome("second").with("QMAIL_POP3_PORT", String.valueOf(running.pop3Port()));
        assertCannotStart("port " + running.pop3Port() + " ", "QMAIL_POP3_PORT");
    }

    @Test
    void aPortThatIsNoNumber() {
        second = QmailServer.inNewHome("second").with("QMAIL_SMTP_PORT", "smtp");
        assertCannotStart("QMAIL_SMTP_PORT is 'smtp': must be a port number from 0 to 65535");
    }

    @Test
    void aHomeThatIsAFile() throws IOException {
        second = QmailServer.inNewHome("second");
        Files.writeString(second.home(), "not a directory");
        assertCannotStart(second.home().toString());
        assertThat(second.home()).isRegularFile();
    }

    @Test
    void aControlFileThatIsADirectory() throws IOException {
        second = QmailServer.inNewHome("second");
        Files.createDirectories(second.home().resolve("control/badmailfrom"));
        Files.writeString(second.home().resolve("control/me"), "mail.it.example\n");
        assertCannotStart("control/badmailfrom", "must be a regular file");
    }

    @Test
    void aQueueThatALaterVersionHasWritten() throws IOException {
        second = QmailServer.inNewHome("second");
        Path mark = Files.createDirectories(second.home().resolve("queue")).resolve("format");
        Files.writeString(mark, "999\nqmail EE 9.9.0\n");
        assertCannotStart("qmail EE 9.9.0", "format 999", "start that version or a later one");
        assertThat(mark).hasContent("999\nqmail EE 9.9.0");
        assertThat(second.home().resolve("control")).doesNotExist();
    }

    /** The table in which Flyway keeps what was done to a database. */
    @Test
    void aDatabaseThatALaterVersionHasChanged() throws SQLException {
        second = QmailServer.inNewHome("second");
        String url = "jdbc:h2:file:" + second.home().resolve("db/qmail");
        try (Connection database = DriverManager.getConnection(url, "qmail", "qmail");
                Statement statement = database.createStatement()) {
            statement.execute("create table \"flyway_schema_history\" (\"installed_rank\" int primary key,"
                    + " \"version\" varchar(50), \"description\" varchar(200), \"type\" varchar(20), \"script\" varchar(1000),"
                    + " \"checksum\" int, \"installed_by\" varchar(100), \"installed_on\" timestamp,"
                    + " \"execution_time\" int, \"success\" boolean)");
            statement.execute("insert into \"flyway_schema_history\" values (1, '999', 'folders', 'SQL',"
                    + " 'V999__folders.sql', 1, 'qmail', timestamp '2031-01-02 03:04:05', 1, true)");
        }
        assertCannotStart("the database is in version 999 (folders)", "start that qmail EE or a later one");
    }
}
