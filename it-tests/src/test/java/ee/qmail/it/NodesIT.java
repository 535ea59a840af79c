package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.OwnPostgres;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import ee.qmail.test.server.SmtpClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers with a broker in each, on one PostgreSQL and one mail root. */
class NodesIT {
    private static final int MESSAGES = 60;
    private static final Pattern NUMBER = Pattern.compile("^number (\\d+)\r?$", Pattern.MULTILINE);

    private OwnPostgres database;
    private QmailServer one;
    private QmailServer two;

    @BeforeEach
    void prepare() throws IOException {
        database = new OwnPostgres();
        one = database.with(QmailServer.inNewHome("node-one"));
        two = database.with(QmailServer.inNewHome("node-two"));
        for (QmailServer server : List.of(one, two)) {
            Files.createDirectories(server.home().resolve("control"));
            Files.writeString(server.home().resolve("control/me"), QmailServer.DOMAIN + "\n");
        }
        Files.createDirectories(one.home().resolve("mail"));
        Files.createSymbolicLink(two.home().resolve("mail"), one.home().resolve("mail"));
    }

    @AfterEach
    void end() {
        if (two != null) {
            one.end();
            two.end();
            database.close();
        }
    }

    private long number(String sql) throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(1);
        }
    }

    private static void send(QmailServer server, int number) {
        try (SmtpClient smtp = server.smtp().ehlo()) {
            byte[] text = ("Subject: x\r\n\r\nnumber " + number + "\r\n").getBytes(StandardCharsets.US_ASCII);
            assertThat(smtp.message("bob@client.example", List.of("joe@far.example"), text))
                    .startsWith("250 ");
        }
    }

    /** Held at the insert of the domain, which both want to make. */
    @Test
    void twoFirstStartsAtTheSameTimeBothSucceedAndTheirIdsDiffer() throws Exception {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            one.start();
            one.stop();
            statement.execute("delete from mailbox");
            statement.execute("delete from mail_domain");
            statement.execute("delete from administrator");
            connection.setAutoCommit(false);
            statement.execute("lock table mail_domain in share mode");
            one.launch();
            two.launch();
            Await.until("both wait", Duration.ofMinutes(3), this::bothWait, () -> "");
            connection.commit();
        }
        one.awaitReady();
        two.awaitReady();

        assertThat(number("select count(*) from mail_domain")).isEqualTo(1);
        assertThat(number("select count(*) from administrator")).isEqualTo(1);
        assertThat(number("select count(distinct number) from node where instance is not null"))
                .isEqualTo(2);
        one.stop();
        assertThat(number("select count(*) from node where instance is not null"))
                .isEqualTo(1);
    }

    private boolean bothWait() {
        try {
            return number(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query like 'insert%'")
                    == 2;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aCopyOfAHomeWithItsFileNodeIsRefusedAndSaysWhy() throws Exception {
        one.start();
        Files.copy(one.home().resolve("node"), two.home().resolve("node"));
        two.launch();

        assertThat(two.awaitExit()).isEqualTo(111);

        assertThat(two.output()).contains("the running server at", one.home().toString(), "delete that file here");
        assertThat(one.admin().open("/health/ready").statusCode()).isEqualTo(200);

        Files.delete(two.home().resolve("node"));
        two.start();
        assertThat(number("select count(distinct number) from node where instance is not null"))
                .isEqualTo(2);
    }

    /** Each schedules what is due, also what the other has handed over, and a crash of one is no reason to send twice. */
    @Test
    void theFirstServerThatPollsSendsAWaitingMessageOnce() throws Exception {
        try (FarServer far = new FarServer(recipient -> "451 4.3.0 not now")) {
            for (QmailServer server : List.of(one, two)) {
                server.start();
                server.admin().control("tcp.smtp", QmailServer.TCP_SMTP);
                server.admin().control("smtproutes", far.route("far.example") + "\n");
            }
            for (int i = 0; i < MESSAGES; i++) {
                send(i % 2 == 0 ? one : two, i);
            }
            Await.until("all wait", this::allWait);
            far.answer(recipient -> "250 ok");
            two.kill();
            two.start();
            // a lease is somebody's who is at work, and none of the test's to take
            try (Connection connection = database.connect();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate(
                        "update deferred_job set next_attempt = current_timestamp where lease_until is null");
            }

            Await.until(
                    "all are sent", Duration.ofMinutes(2), () -> numbers(far).size() >= MESSAGES, far.received::size);
            Await.until("nothing waits", () -> waiting() == 0);
            assertThat(numbers(far)).hasSize(MESSAGES).doesNotHaveDuplicates();
        }
    }

    private boolean allWait() {
        return waiting() == MESSAGES;
    }

    private long waiting() {
        try {
            return number("select count(*) from deferred_job");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Integer> numbers(FarServer far) {
        List<Integer> numbers = new ArrayList<>();
        for (FarServer.Received mail : far.received) {
            Matcher matcher = NUMBER.matcher(mail.text());
            if (matcher.find()) {
                numbers.add(Integer.valueOf(matcher.group(1)));
            }
        }
        return numbers;
    }
}
