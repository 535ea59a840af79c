package ee.qmail.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaTest {
    @Test
    void anApplicationMayHaveMadeItsTablesBefore() throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:schema;DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create table theirs (id int)");

            Schema.migrate(database);
            Schema.migrate(database);

            try (ResultSet count = statement.executeQuery("select count(*) from deferred_job")) {
                assertThat(count.next()).isTrue();
            }
        }
    }

    /** Installed as a later version of this server would have. */
    private static void installLater(Statement statement, boolean success) throws SQLException {
        statement.execute(
                "insert into \"flyway_schema_history\" select max(\"installed_rank\") + 1, '999', 'folders', 'SQL',"
                        + " 'V999__folders.sql', 1, 'qmail', timestamp '2031-01-02 03:04:05', 1, " + success
                        + " from \"flyway_schema_history\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatALaterVersionHasMadeIsNotTouched(boolean success) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:later" + success + ";DB_CLOSE_DELAY=-1");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            Schema.migrate(database);
            installLater(statement, success);
            assertThatThrownBy(() -> Schema.migrate(database))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContainingAll(
                            "version 999 (folders)",
                            "2031-01-02",
                            "knows versions up to ",
                            "start that qmail EE or a later one");
        }
    }
}
