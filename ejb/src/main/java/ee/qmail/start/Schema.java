package ee.qmail.start;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the database to the version of this software. */
public final class Schema {
    private static final Set<MigrationState> OF_A_LATER_VERSION =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.FUTURE_FAILED);

    /** From this version on migrations can be done again after they were cut short: a script needs {@code if not exists}. */
    private static final String REPEATABLE = "9";

    private Schema() {}

    /** All that there are, for a database that the caller names. */
    public static FluentConfiguration migrations() {
        return Flyway.configure(Schema.class.getClassLoader())
                .locations("classpath:db/migration")
                .javaMigrations(new ReportColumnsMigration(), new ServerSecretMigration());
    }

    /** @throws IllegalStateException if a later version of this software has been at it; its tables are not touched then */
    static void migrate(DataSource dataSource) {
        Flyway flyway = migrations()
                .dataSource(dataSource)
                // an application with which it shares the database may have been first
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .load();
        MigrationInfo[] known = flyway.info().all();
        refuseLater(known);
        if (Stream.of(known).anyMatch(Schema::canBeDoneAgain)) {
            flyway.repair();
        }
        flyway.migrate();
    }

    /** H2 keeps the changes of a migration that failed, for want of room on the disk perhaps. */
    private static boolean canBeDoneAgain(MigrationInfo migration) {
        return migration.getState() == MigrationState.FAILED
                && migration.getVersion().isAtLeast(REPEATABLE);
    }

    /** Flyway on its own takes no notice of them, and mail is lost in columns that nobody here fills or reads. */
    private static void refuseLater(MigrationInfo... migrations) {
        Stream.of(migrations).filter(Schema::isLater).findFirst().ifPresent(later -> {
            String reason = "the database is in version " + later.getVersion() + " (" + later.getDescription()
                    + "), made by a later qmail EE at " + later.getInstalledOn().toInstant()
                    + "; this one knows versions up to " + newestKnown(migrations)
                    + ": start that qmail EE or a later one, or put back a backup that was made before it was started";
            throw new IllegalStateException(reason);
        });
    }

    private static boolean isLater(MigrationInfo migration) {
        return OF_A_LATER_VERSION.contains(migration.getState());
    }

    private static MigrationVersion newestKnown(MigrationInfo... migrations) {
        return Stream.of(migrations)
                .filter(migration -> !isLater(migration) && migration.getVersion() != null)
                .map(MigrationInfo::getVersion)
                .max(Comparator.naturalOrder())
                .orElse(MigrationVersion.EMPTY);
    }
}
