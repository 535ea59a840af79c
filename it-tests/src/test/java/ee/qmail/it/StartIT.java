package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import java.util.stream.Stream;
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
        assertThat(second.output()).doesNotContain("\tat ");
        assertThat(second.output().lines().reduce((earlier, last) -> last).orElse(""))
                .startsWith("qmail: cannot start: ")
                .contains(words);
    }

    @Test
    void qs8ASecondServerInTheSameHome() {
        second = new QmailServer(running.home());
        assertCannotStart("another server runs in " + running.home(), "QMAIL_HOME");
    }

    @Test
    void termBeforeItIsReadyEndsItWithoutTrouble() {
        second = QmailServer.inNewHome("second");
        second.launch();
        Await.until("the start is under way", () -> second.output().contains("SMTP and POP3"));
        ProcessHandle.of(second.pid()).orElseThrow().destroy(); // Process.destroy closes what it prints
        assertThat(second.awaitExit()).isEqualTo(143);
        assertThat(second.output()).doesNotContain("cannot start", "  ready");
        assertThat(second.output().lines().reduce((earlier, last) -> last).orElse(""))
                .endsWith("  stopping");
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
    void settingsThatAreNoneAndDoorsOfOnePortAreToldEachInOneLine() {
        String port = String.valueOf(QmailServer.freePorts(1).get(0));
        second = QmailServer.inNewHome("second")
                .with("QMAIL_SMPT_PORT", "25")
                .with("QMAIL_DNS", "foo:bar")
                .with("QMAIL_SMTP_PORT", port)
                .with("QMAIL_POP3_PORT", port);
        assertCannotStart("port " + port + " ", "QMAIL_SMTP_PORT and of QMAIL_POP3_PORT");
        assertThat(second.output().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("qmail: cannot start: "))
                .anyMatch(line -> line.contains("QMAIL_SMPT_PORT is no setting; the nearest one is QMAIL_SMTP_PORT"))
                .anyMatch(line -> line.contains("QMAIL_DNS is 'foo:bar': must be "));
        assertThat(second.home()).doesNotExist();
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

    /** Not the log, in which somebody would have to look for it. */
    @Test
    void aDamagedFileIsNamedWithWhatToDo() throws IOException {
        second = QmailServer.inNewHome("second").start();
        second.stop();
        String backup = "put back a backup of the whole home";
        Path database = second.home().resolve("db/qmail.mv.db");
        assertNamed(database, random(100_000), backup);
        assertNamed(database, new byte[0], "is empty", backup);
        assertNamed(second.home().resolve("queue/journal/activemq-data-1.amq"), random(100_000), backup);
        assertNamed(second.home().resolve("queue/journal/activemq-data-1.amq"), new byte[0], "cut: ", backup);
        assertNamed(second.home().resolve("queue/format"), random(100), "must be text in UTF-8");
        assertNamed(second.home().resolve("control/tcp.smtp"), random(100), "control/tcp.smtp", "UTF-8 text");
        Path node = second.home().resolve("node");
        assertNamed(node, random(100), "must be text in UTF-8", "without this file a new one is made");
        Files.delete(node);
        second.start();
        assertThat(second.stop()).isEqualTo(143);
    }

    /** A start on these octets fails and names the file, or what else is said of it; afterwards the file is as before. */
    private void assertNamed(Path file, byte[] octets, String... words) throws IOException {
        byte[] before = Files.readAllBytes(file);
        Files.write(file, octets);
        boolean control = file.getParent().endsWith("control");
        assertCannotStart(control ? words : prepend(file.toString(), words));
        assertThat(file).hasBinaryContent(octets);
        Files.write(file, before);
    }

    private static String[] prepend(String first, String... others) {
        return Stream.concat(Stream.of(first), Stream.of(others)).toArray(String[]::new);
    }

    /** That are no UTF-8, among others. */
    private static byte[] random(int size) {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);
        return octets;
    }

    @Test
    void aPlaceThatIsTakenIsNamed() throws IOException {
        second = QmailServer.inNewHome("second");
        Path log = Files.createDirectories(second.home().resolve("log")).resolve("send");
        Files.writeString(log, "not a directory");
        assertCannotStart(log.toString(), "is no directory");
    }

    @Test
    void aSettingThatTheBrokerRefusesIsNamed() {
        second = QmailServer.inNewHome("second")
                .with("QMAIL_JMS_PORT", String.valueOf(QmailServer.freePorts(1).get(0)));
        assertCannotStart("QMAIL_JMS_PASSWORD", "is empty");
    }

    /** All its parameters are known to the adapter alone, which is asked before the application server is started. */
    @Test
    void aBrokersAddressThatMakesNoSenseIsNamed() {
        second = QmailServer.inNewHome("second").with("QMAIL_JMS_URL", "tcp://127.0.0.1:1?callTimeOut=1");
        assertCannotStart("QMAIL_JMS_URL", "parameter 'callTimeOut' is not known here");
        assertThat(second.output()).doesNotContain("  queue");
    }

    @Test
    void aDatabaseThatIsGoneIsNamed() {
        int nobody = QmailServer.freePorts(1).get(0);
        second = QmailServer.inNewHome("second")
                .with("QMAIL_DB_URL", "jdbc:postgresql://127.0.0.1:" + nobody + "/qmail");
        assertCannotStart("the database at QMAIL_DB_URL cannot be opened", "127.0.0.1:" + nobody);
        assertThat(second.home()).doesNotExist();
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
