package ee.qmail.start;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.api.migration.Context;

/**
 * Version 9: the columns of {@code ReportColumns}, which keep a report in its parts. A row of before has no reason, and its report is all
 * that was said; from now on {@code report} is the part that the reason does not say.
 *
 * <p>Not a script, since H2 copies a table for each statement that alters it, commits each, and writes several columns otherwise than
 * PostgreSQL does. After any interruption it can be done again.
 */
final class ReportColumnsMigration extends CodeMigration {
    private static final List<String> COLUMNS = List.of(
            "reason varchar(40)",
            "status varchar(11)",
            "remote_host varchar(255)",
            "did varchar(80)",
            "ending varchar(20)");

    ReportColumnsMigration() {
        super("9", "reports");
    }

    @Override
    public void migrate(Context context) throws SQLException {
        Connection connection = context.getConnection();
        add(connection, "deferred_recipient", "reply varchar(5000)", "reported timestamp(3) with time zone");
        add(connection, "delivery", "reply varchar(1000)");
        // those that wait for an application are looked for when one comes
        execute(
                connection,
                "update deferred_recipient set reason = 'ABSENT', status = '4.3.0', report = ''"
                        + " where outcome = 'DEFERRAL' and reason is null"
                        + " and report = 'The application for this address is not running. (#4.3.0)'");
    }

    private static void add(Connection connection, String table, String... more) throws SQLException {
        if (isDone(connection, table)) {
            return;
        }
        boolean h2 = connection.getMetaData().getDatabaseProductName().equals("H2");
        String columns = Stream.concat(COLUMNS.stream(), Stream.of(more))
                .map(column -> h2 ? column : "add column " + column)
                .collect(Collectors.joining(", "));
        execute(connection, "alter table " + table + (h2 ? " add column (" + columns + ")" : " " + columns));
    }

    private static boolean isDone(Connection connection, String table) throws SQLException {
        String question = "select 1 from information_schema.columns"
                + " where table_schema = current_schema and lower(table_name) = ? and lower(column_name) = 'reason'";
        try (PreparedStatement statement = connection.prepareStatement(question)) {
            statement.setString(1, table);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
