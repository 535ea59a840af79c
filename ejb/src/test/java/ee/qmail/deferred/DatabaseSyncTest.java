package ee.qmail.deferred;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseSyncTest {
    private static final int ROUNDS = 30;
    private static final byte[] TEXT = new byte[20_000];

    @TempDir
    private Path directory;

    private final JdbcDataSource dataSource = new JdbcDataSource();
    private final DatabaseSync durability = new DatabaseSync(dataSource);

    @BeforeEach
    void prepare() {
        dataSource.setURL("jdbc:h2:file:" + directory.resolve("db"));
    }

    /** A copy of the file is what a process finds that starts after this one was killed. */
    @Test
    void theFileHasAllCommitsBeforeTheSync() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            // as often as it can be, H2 writes behind the back of whoever commits
            execute(connection, "set write_delay 1");
            execute(connection, "create table message (id int primary key, text varbinary)");
            for (int id = 0; id < ROUNDS; id++) {
                insert(connection, id);
                durability.sync();
                assertThat(idsAfterAKill()).as("rows after a kill").isEqualTo(id + 1);
                assertThat(writersEnd()).as("nobody else writes").isTrue();
            }
        }
    }

    /** Those of a database that has just been closed end after a moment; those of one that is open do not. */
    private static boolean writersEnd() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        boolean any = true;
        while (any && System.nanoTime() - end < 0) {
            any = Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().startsWith("H2-s"));
        }
        return !any;
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void insert(Connection connection, int id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into message values (?, ?)")) {
            insert.setInt(1, id);
            insert.setBytes(2, TEXT);
            insert.executeUpdate();
        }
    }

    private int idsAfterAKill() throws IOException, SQLException {
        Path copy = directory.resolve("copy.mv.db");
        Files.copy(directory.resolve("db.mv.db"), copy, StandardCopyOption.REPLACE_EXISTING);
        JdbcDataSource killed = new JdbcDataSource();
        killed.setURL("jdbc:h2:file:" + directory.resolve("copy"));
        try (Connection connection = killed.getConnection();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from message")) {
            count.next();
            return count.getInt(1);
        }
    }
}
