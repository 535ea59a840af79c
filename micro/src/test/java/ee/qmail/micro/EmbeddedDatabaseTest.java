package ee.qmail.micro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedDatabaseTest {
    private static final String USER = "qmail";
    private static final int ROWS = 400;
    /** So many rows are there at a time; older ones are deleted, so that there is space to be reused. */
    private static final int WINDOW = 20;

    private static final int FIRST_COPY = 300;
    private static final int LARGE = 1_000_000;

    @TempDir
    Path directory;

    private final List<String> stages = new ArrayList<>();
    private EmbeddedDatabase database;
    private Path file;

    @BeforeEach
    void makeHome() throws IOException {
        QmailHome home = new QmailHome(directory);
        Files.createDirectories(home.db());
        database = new EmbeddedDatabase(home);
        file = home.db().resolve("qmail.mv.db");
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, USER, USER);
    }

    private void compact(long worthTheTime) throws IOException {
        database.compact(getClass().getClassLoader(), USER, USER, stages::add, worthTheTime);
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        assertThat(database.trouble(getClass().getClassLoader(), USER, USER)).isEmpty();
        Files.write(file, "no database".repeat(10_000).getBytes(StandardCharsets.US_ASCII));

        assertThat(database.trouble(getClass().getClassLoader(), USER, USER).orElseThrow())
                .startsWith("the database " + file + " cannot be opened: ")
                .endsWith("; put back a backup of the whole home");
    }

    /** In a home in which a server has run before. */
    @Test
    void anEmptyFileIsNoNewDatabase() throws IOException {
        Files.createFile(file);
        database.requireContent();
        Files.createFile(directory.resolve("node"));

        assertThatThrownBy(database::requireContent)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the database " + file + " is empty: ");
    }

    /** The copy is what a kill at this moment leaves. Fails where H2 writes over old pages. */
    @Test
    void syncedCommitsAreInTheFileAtAnyTime() throws SQLException, IOException {
        List<Integer> behind = new ArrayList<>();
        try (Connection connection = connect(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute("set retention_time 50");
            statement.execute("create table t (id int primary key, text varchar)");
            Random random = new Random(1);
            for (int row = 0; row < ROWS; row++) {
                change(connection, row, random.nextInt(8_000));
                statement.execute("checkpoint sync");
                if (row >= FIRST_COPY && row % 2 == 0) {
                    behind.add(row - newestInCopy());
                }
            }
        }
        assertThat(behind).hasSize((ROWS - FIRST_COPY) / 2).containsOnly(0);
    }

    private static void change(Connection connection, int row, int length) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)");
                PreparedStatement delete = connection.prepareStatement("delete from t where id = ?")) {
            insert.setInt(1, row);
            insert.setString(2, "x".repeat(length));
            insert.execute();
            delete.setInt(1, row - WINDOW);
            delete.execute();
        }
    }

    private int newestInCopy() throws SQLException, IOException {
        Path copy = directory.resolve("copy.mv.db");
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        try (Connection connection = connect("jdbc:h2:file:" + directory.resolve("copy"));
                Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("select max(id) from t")) {
            newest.next();
            return newest.getInt(1);
        }
    }

    @Test
    void compactingDropsOldPagesAndKeepsTheRest() throws SQLException, IOException {
        long before = grow();

        compact(LARGE);

        assertThat(Files.size(file)).isLessThan(before / 10);
        assertThat(stages).singleElement().asString().contains("gets rid of what is old in");
        assertThat(ids()).containsExactly(7);
    }

    @Test
    void aSmallFileIsLeftAlone() throws SQLException, IOException {
        long before = grow();

        compact(before + 1);

        assertThat(file).hasSize(before);
        assertThat(stages).isEmpty();
    }

    @Test
    void aNewHomeHasNothingToCompact() throws IOException {
        compact(0);

        assertThat(stages).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileThatIsNoDatabaseIsNamed() throws IOException {
        Files.write(file, new byte[LARGE]);

        assertThatThrownBy(() -> compact(LARGE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the database " + file + " cannot be opened: ");
    }

    /** The size of the file, which has one row and was closed without being compacted. */
    private long grow() throws SQLException, IOException {
        try (Connection connection = connect(database.url());
                Statement statement = connection.createStatement()) {
            statement.execute("create table t (id int primary key, text varchar)");
            statement.execute("insert into t values (7, '')");
            for (int i = 0; i < 200; i++) {
                statement.execute(
                        "update t set text = '" + Integer.toString(i % 10).repeat(20_000) + "'");
            }
            statement.execute("shutdown immediately");
        }
        return Files.size(file);
    }

    private List<Integer> ids() throws SQLException {
        List<Integer> ids = new ArrayList<>();
        try (Connection connection = connect(database.url());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from t")) {
            while (rows.next()) {
                ids.add(rows.getInt(1));
            }
        }
        return ids;
    }
}
