package ee.qmail.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.home.NodeId;
import ee.qmail.home.QmailHome;
import ee.qmail.jms.QueueException;
import ee.qmail.message.QueueId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.jdbcx.JdbcDataSource;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers that share a database, each a {@link NodeNumber} with a home of its own. */
class NodeNumberTest {
    private static Server database;

    @TempDir
    Path directory;

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final List<NodeNumber> servers = new ArrayList<>();

    @BeforeAll
    static void listen() throws SQLException {
        database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    }

    @AfterAll
    static void stop() {
        database.stop();
    }

    @BeforeEach
    void migrate() {
        dataSource.setURL(
                "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Schema.migrate(dataSource);
    }

    @AfterEach
    void giveBack() {
        servers.forEach(NodeNumber::giveBack);
    }

    private NodeNumber server(String name) throws IOException {
        QmailHome home = new QmailHome(directory.resolve(name));
        Files.createDirectories(home.root());
        NodeNumber server = new NodeNumber(dataSource, home, NodeId.of(home));
        server.pause = Duration.ofMillis(1);
        servers.add(server);
        return server;
    }

    @Test
    void aHomeIsLockedWhereTheDatabaseIsInsideTheServerToo() throws IOException {
        JdbcDataSource inside = new JdbcDataSource();
        inside.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        Schema.migrate(inside);
        QmailHome home = new QmailHome(Files.createDirectories(directory.resolve("alone")));
        NodeNumber alone = new NodeNumber(inside, home, NodeId.of(home));
        servers.add(alone);
        alone.claim();

        assertThatThrownBy(server("alone")::claim)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(home.root() + " (QMAIL_HOME) is in use by another server");

        alone.giveBack();
        assertThatCode(server("alone")::claim).doesNotThrowAnyException();
    }

    private NodeNumber copy(String of, String name) throws IOException {
        Files.createDirectories(directory.resolve(name));
        Files.copy(
                directory.resolve(of).resolve("node"), directory.resolve(name).resolve("node"));
        return server(name);
    }

    private int number(NodeNumber server) {
        server.claim();
        return (int) (QueueId.next().value() >>> 12 & 511);
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    /** As {@code kill -9}: the row stays, the lock goes. */
    private void die(String name) throws SQLException, IOException {
        NodeNumber gone = servers.remove(servers.size() - 1);
        gone.giveBack();
        sql("update node set instance = 'dead' where home = '"
                + NodeId.of(new QmailHome(directory.resolve(name))).value() + "'");
    }

    @Test
    void eachHomeHasANumberAndHasItAgain() throws Exception {
        NodeNumber a = server("a");
        assertThat(number(a)).isZero();
        assertThat(number(server("b"))).isEqualTo(1);
        a.giveBack();
        assertThat(number(server("c"))).isEqualTo(2);
        assertThat(number(server("a"))).isZero();
    }

    @Test
    void manyThatStartAtOnceHaveDifferentNumbers() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        List<Future<?>> starts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            NodeNumber server = server("many" + i);
            starts.add(threads.submit(server::claim));
        }
        for (Future<?> start : starts) {
            start.get();
        }
        threads.shutdown();

        Set<Integer> numbers = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            String home =
                    NodeId.of(new QmailHome(directory.resolve("many" + i))).value();
            numbers.add(new NodeTable(dataSource).find(home).orElseThrow().number());
        }
        assertThat(numbers).hasSize(8);
    }

    @Test
    void afterACrashTheSameHomeStartsAtOnce() throws Exception {
        NodeNumber a = server("a");
        a.claim();
        die("a");

        NodeNumber again = server("a");
        again.pause = Duration.ofDays(1);
        assertThat(number(again)).isZero();
    }

    @Test
    void aSecondProcessInTheSameHomeIsRefused() throws Exception {
        server("a").claim();

        assertThatThrownBy(() -> server("a").claim()).hasMessageContaining("is in use by another server");
    }

    @Test
    void aCopyOfTheFileNodeIsRefusedWhileTheFirstOneRuns() throws Exception {
        NodeNumber first = server("a");
        first.claim();
        NodeNumber second = copy("a", "b");
        second.pause = Duration.ofMillis(20);
        Thread heart = new Thread(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                first.renew();
            }
        });
        heart.start();
        try {
            assertThatThrownBy(second::claim)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(directory.resolve("b").toString())
                    .hasMessageContaining("the running server at")
                    .hasMessageContaining(directory.resolve("a").toString())
                    .hasMessageContaining("delete that file here");
        } finally {
            heart.interrupt();
            heart.join();
        }
        first.probe();
    }

    @Test
    void aMovedHomeStartsWhenTheOldPlaceHasBeenSilentForAWhile() throws Exception {
        server("a").claim();
        die("a");
        sql("update node set heartbeat = heartbeat - interval '21' second");

        assertThat(number(copy("a", "moved"))).isZero();
    }

    @Test
    void aServerWhoseNumberWasTakenGetsAnotherAndSaysThatItIsNotAlone() throws Exception {
        NodeNumber frozen = server("a");
        assertThat(number(frozen)).isZero();
        sql("update node set heartbeat = heartbeat - interval '21' second");
        assertThat(number(copy("a", "b"))).isZero();

        frozen.renew();

        assertThat(QueueId.next().value() >>> 12 & 511).isEqualTo(1);
        assertThatThrownBy(frozen::probe).isInstanceOf(QueueException.class).hasMessageContaining("the same file node");
        frozen.renew();
        assertThat(QueueId.next().value() >>> 12 & 511).isEqualTo(1);
    }

    @Test
    void aRowThatAnAdministratorDeletedComesBack() throws Exception {
        NodeNumber a = server("a");
        a.claim();
        sql("delete from node");
        a.renew();

        assertThatCode(a::probe).doesNotThrowAnyException();
        assertThat(new NodeTable(dataSource)
                        .find(NodeId.of(new QmailHome(directory.resolve("a"))).value()))
                .isPresent();
    }

    @Test
    void aClockThatWasSetBackSinceTheLastTimeMakesNoIdOfThatTime() throws Exception {
        NodeNumber a = server("a");
        a.claim();
        a.giveBack();
        long ahead = System.currentTimeMillis() + 5_000;
        sql("update node set clock = " + ahead);

        server("a").claim();

        assertThat(QueueId.next().value() >>> 21).isGreaterThan(ahead);
    }

    @Test
    void allNumbersAreGiven() throws Exception {
        for (int number = 0; number < QueueId.PROCESSES; number++) {
            sql("insert into node values (" + number + ", 'home" + number + "', 'h', 'p', null, current_timestamp, 0)");
        }

        assertThatThrownBy(() -> server("a").claim()).hasMessageContaining("all 512 numbers");
    }

    @Test
    void aServerWithADatabaseInsideIsAlone() throws Exception {
        dataSource.setURL("jdbc:h2:mem:alone;DB_CLOSE_DELAY=-1");
        Schema.migrate(dataSource);

        server("a").claim();

        assertThat(new NodeTable(dataSource).isShared()).isFalse();
    }
}
