package ee.qmail.start;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** Brings the database to the version of this software. */
final class Schema {
    private Schema() {}

    static void migrate(DataSource dataSource) {
        Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                // an application with which it shares the database may have been first
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load()
                .migrate();
    }
}
