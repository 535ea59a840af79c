package ee.qmail.start;

import ee.qmail.directory.ServerSecret;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Base64;
import org.flywaydb.core.api.migration.Context;

/**
 * Version 14: the key from which secrets of unknown users are made. In the database, so that all servers on it give the same answers; here,
 * as Flyway lets only one of them in. One that is there stays.
 */
final class ServerSecretMigration extends CodeMigration {
    private static final int OCTETS = 32;

    ServerSecretMigration() {
        super("14", "server secret");
    }

    @Override
    public void migrate(Context context) throws SQLException {
        byte[] secret = new byte[OCTETS];
        new SecureRandom().nextBytes(secret);
        Connection connection = context.getConnection();
        try (PreparedStatement insert = connection.prepareStatement("insert into server_secret (name, secret)"
                + " select ?, ? where not exists (select 1 from server_secret where name = ?)")) {
            insert.setString(1, ServerSecret.SCRAM);
            insert.setString(2, Base64.getEncoder().encodeToString(secret));
            insert.setString(3, ServerSecret.SCRAM);
            insert.executeUpdate();
        }
    }
}
