package ee.qmail.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.message.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
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

    private static Flyway upTo(String version, DataSource database) {
        return Schema.migrations().dataSource(database).target(version).load();
    }

    /** Those that wait for an application are asked for by the reason. */
    @Test
    void theReasonOfEarlierReportsIsKnownWhereItIsAskedFor() throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:reports;DB_CLOSE_DELAY=-1");
        upTo("8", database).migrate();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into deferred_message values (1, '', now(), 1, 1, 1)");
            statement.execute("insert into deferred_job (queue_id, job, channel, domain, attempt, next_attempt)"
                    + " values (1, 1, 'LOCAL', '', 1, now())");
            statement.execute("insert into deferred_recipient values"
                    + " (1, 1, 0, 'a', 'DEFERRAL', 'The application for this address is not running. (#4.3.0)'),"
                    + " (1, 1, 1, 'b', 'DEFERRAL', 'not now')");
            Schema.migrate(database);
            try (ResultSet rows =
                    statement.executeQuery("select reason, status, report from deferred_recipient order by seq")) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isEqualTo(Reason.ABSENT.name());
                assertThat(rows.getString(2)).isEqualTo(Reason.ABSENT.status().toString());
                assertThat(rows.getString(3)).isEmpty();
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(1)).isNull();
                assertThat(rows.getString(3)).isEqualTo("not now");
            }
        }
    }

    /** Killed before it was noted, or before the second table. */
    @ParameterizedTest
    @ValueSource(
            strings = {"select 1", "alter table delivery drop column reason, status, remote_host, did, ending, reply"})
    void aMigrationThatWasCutShortIsDoneAgain(String missing) throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:cut" + missing.length() + ";DB_CLOSE_DELAY=-1");
        Schema.migrate(database);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("delete from \"flyway_schema_history\" where cast(\"version\" as integer) >= 9");
            statement.execute(missing);
            Schema.migrate(database);
            statement.execute("select reason, reply, ending from delivery");
            statement.execute("select reason, reply, reported from deferred_recipient");
        }
    }

    @Test
    void aMigrationThatFailedIsDoneAgainWhenItsReasonIsGone() throws SQLException {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:failed;DB_CLOSE_DELAY=-1");
        upTo("8", database).migrate();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter table delivery rename to away"); // in place of a full disk
            assertThatThrownBy(() -> Schema.migrate(database)).isInstanceOf(RuntimeException.class);
            statement.execute("alter table away rename to delivery");
            Schema.migrate(database);
            statement.execute("select reason, reply, ending from delivery");
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
    void doesNotTouchASchemaOfALaterVersion(boolean success) throws SQLException {
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
