package ee.qmail.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

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
}
