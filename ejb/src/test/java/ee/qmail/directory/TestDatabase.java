package ee.qmail.directory;

import ee.qmail.start.Schema;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * The real tables, in an H2 database in memory; or, when {@code qmail.test.db.url}, {@code qmail.test.db.user} and
 * {@code qmail.test.db.password} are set, in a schema {@code qmail_users_test} of that database, which is emptied first.
 */
public final class TestDatabase {
    private static final EntityManagerFactory FACTORY = start();

    private TestDatabase() {}

    public static EntityManager open() {
        return FACTORY.createEntityManager();
    }

    public static void empty() {
        EntityManager entities = open();
        entities.getTransaction().begin();
        entities.createQuery("delete from Domain").executeUpdate();
        entities.createQuery("delete from Administrator").executeUpdate();
        entities.getTransaction().commit();
        entities.close();
    }

    private static EntityManagerFactory start() {
        String url = System.getProperty("qmail.test.db.url", "jdbc:h2:mem:users;DB_CLOSE_DELAY=-1");
        String user = System.getProperty("qmail.test.db.user", "sa");
        String password = System.getProperty("qmail.test.db.password", "");
        String schema = url.startsWith("jdbc:h2:") ? "PUBLIC" : "qmail_users_test";
        Flyway flyway = Schema.migrations()
                .dataSource(url, user, password)
                .schemas(schema)
                .cleanDisabled(false)
                .load();
        flyway.clean();
        flyway.migrate();
        return Persistence.createEntityManagerFactory(
                "qmail-test",
                Map.of(
                        "jakarta.persistence.jdbc.url", url,
                        "jakarta.persistence.jdbc.user", user,
                        "jakarta.persistence.jdbc.password", password,
                        "hibernate.default_schema", schema));
    }
}
