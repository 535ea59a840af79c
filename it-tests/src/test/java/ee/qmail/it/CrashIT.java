package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.it.harness.Load;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.Report;
import ee.qmail.test.server.Await;
import ee.qmail.test.server.FarServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * {@code kill -9} at random instants under load. Three kills in the ordinary build; the long form is {@code ./mvnw -pl
 * it-tests -am verify -Dit.test=CrashIT -Dcrash.kills=200}, which takes about an hour and writes target/qmail/crash.txt.
 */
class CrashIT {
    private static final long SEED = 20261122;
    private static final int KILLS = Integer.getInteger("crash.kills", 3);
    private static final int CONNECTIONS = 6;
    private static final int MAILBOXES = 10;
    /** A kill comes at most so many milliseconds after the server is ready, or after it begins to start. */
    private static final int LATEST = 4_000;

    private static final Pattern NUMBER = Pattern.compile("^Number: (\\d+);$", Pattern.MULTILINE);

    private final Random random = new Random(SEED);
    private Report report;
    private Duration slowestStart = Duration.ZERO;
    private QmailServer server;
    private FarServer far;

    @BeforeEach
    void startServer() {
        far = new FarServer(recipient -> "451 4.3.0 not now");
        server = QmailServer.inNewHome("crash").start().prepare();
        report = new Report(server.home().resolveSibling("crash.txt"));
        for (int i = 0; i < MAILBOXES; i++) {
            server.admin().createMailbox("box" + i, null);
        }
        server.admin().control("smtproutes", far.route("far.example"));
    }

    @AfterEach
    void endServer() {
        if (server != null) {
            server.end();
        }
        far.close();
    }

    @Test
    void qs5And9MailAnswered250IsDeliveredExactlyOnce() throws SQLException {
        Load load = new Load(server, CONNECTIONS, MAILBOXES);
        try (load) {
            killAndRestart(load);
        }
        server.admin().awaitIdle();
        report.say(KILLS + " kills, " + load.accepted().size() + " messages accepted, "
                + load.accepted().stream().filter(Load::isRemote).count() + " of them for another server too");
        report.say("longest start after a kill: " + slowestStart.toMillis() + " ms");
        assertThat(load.refusals()).isEmpty();
        assertExactlyOnce(load.accepted(), inMailboxes(load));
        report.say("none of them lost, none twice in a Maildir");

        assertThat(far.received).isEmpty();
        long waiting = server.admin().queue("deferred");
        assertThat(waiting).isPositive();
        server.kill();
        far.answer(recipient -> "250 ok");
        assertThat(makeAllDue()).as("rows after a kill").isEqualTo(waiting);
        server.start();
        Await.until(
                "everything that waited has gone out",
                Duration.ofMinutes(5),
                () -> server.admin().queue("deferred") == 0,
                () -> far.received.size() + " have");
        assertExactlyOnce(load.accepted().stream().filter(Load::isRemote).toList(), atFarServer());
        assertExactlyOnce(load.accepted(), inMailboxes(load));
        report.say("after one more kill " + waiting + " deferred jobs went out, none twice");
    }

    private void start() {
        long begin = System.nanoTime();
        server.start();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        slowestStart = took.compareTo(slowestStart) > 0 ? took : slowestStart;
    }

    private void killAndRestart(Load load) {
        for (int kill = 1; kill <= KILLS; kill++) {
            int before = load.accepted().size();
            if (kill % 3 == 0) {
                server.launch(); // and it dies before it is ready
            } else if (!server.isAlive()) {
                start();
            }
            Await.elapsed(Duration.ofMillis(random.nextInt(LATEST)));
            server.kill();
            report.say("kill " + kill + " after " + (load.accepted().size() - before) + " more messages");
        }
        start();
        int before = load.accepted().size();
        Await.until("mail is accepted again", () -> load.accepted().size() > before + MAILBOXES);
    }

    /** Text by number, as often as it is there. */
    private Map<Integer, Integer> inMailboxes(Load load) {
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = 0; i < MAILBOXES; i++) {
            String name = "box" + i;
            server.mailbox(name)
                    .messages()
                    .forEach(count(
                            counts, number -> assertThat(load.mailbox(number)).isEqualTo(name)));
        }
        return counts;
    }

    private Map<Integer, Integer> atFarServer() {
        Map<Integer, Integer> counts = new TreeMap<>();
        far.received.stream()
                .map(message -> message.text().replace("\r\n", "\n"))
                .forEach(count(counts, number -> {}));
        return counts;
    }

    private static Consumer<String> count(Map<Integer, Integer> counts, Consumer<Integer> check) {
        return message -> {
            Matcher match = NUMBER.matcher(message);
            assertThat(match.find()).as("a number in %s", message).isTrue();
            int number = Integer.parseInt(match.group(1));
            check.accept(number);
            assertThat(message.endsWith(Load.text(number)))
                    .as("message %s is whole", number)
                    .isTrue();
            counts.merge(number, 1, Integer::sum);
        };
    }

    /** A message that got no answer may be there or not, but not twice. */
    private static void assertExactlyOnce(List<Integer> accepted, Map<Integer, Integer> counts) {
        assertThat(accepted).isNotEmpty();
        assertThat(accepted.stream().filter(number -> !counts.containsKey(number)))
                .as("lost")
                .isEmpty();
        assertThat(counts.entrySet().stream().filter(entry -> entry.getValue() > 1))
                .as("delivered twice")
                .isEmpty();
    }

    /** The next attempt of a remote delivery is minutes away; in the database of a server that is down, it is now. */
    private long makeAllDue() throws SQLException {
        Path database = server.home().resolve("db/qmail");
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + database, "qmail", "qmail");
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(
                    "update deferred_job set next_attempt = timestamp with time zone '2026-01-01 00:00:00Z'");
            try (ResultSet count = statement.executeQuery("select count(*) from deferred_job")) {
                count.next();
                return count.getLong(1);
            }
        }
    }
}
