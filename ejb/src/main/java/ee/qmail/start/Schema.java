package ee.qmail.start;

import java.util.EnumSet;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the database to the version of this software. */
final class Schema {
    private static final Set<MigrationState> OF_A_LATER_VERSION =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    private Schema() {}

    /** @throws IllegalStateException if a later version of this software has been at it; its tables are not touched then */
    static void migrate(DataSource dataSource) {
        Flyway flyway = Flyway.configure(Schema.class.getClassLoader())
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                // an application with which it shares the database may have been first
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        refuseLater(flyway.info().all());
        flyway.migrate();
    }

    /** Flyway on its own takes no notice of them, and mail is lost in columns that nobody here fills or reads. */
    private static void refuseLater(MigrationInfo... migrations) {
        MigrationVersion known = MigrationVersion.EMPTY;
        for (MigrationInfo migration : migrations) {
            boolean later = OF_A_LATER_VERSION.contains(migration.getState());
            if (!later
                    && migration.getVersion() != null
                    && migration.getVersion().isNewerThan(known)) {
                known = migration.getVersion();
            }
        }
        for (MigrationInfo migration : migrations) {
            if (OF_A_LATER_VERSION.contains(migration.getState())) {
                throw new IllegalStateException(
                        "the database is in version " + migration.getVersion() + " ("
                                + migration.getDescription() + "), made by a later qmail EE at "
                                + migration.getInstalledOn().toInstant()
                                + "; this one knows versions up to " + known
                                + ": start that qmail EE or a later one, or put back a backup that was made before it was started");
            }
        }
    }
}
