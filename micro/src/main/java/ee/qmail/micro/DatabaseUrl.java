package ee.qmail.micro;

import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** The JDBC address of a database. */
record DatabaseUrl(String value) {
    /**
     * No statement takes that long unless the database hangs. A request may wait for it twice, for an open connection and
     * for a new one, and a browser is cut off after 30 seconds.
     */
    private static final int PATIENCE_SECONDS = 10;

    boolean isPostgresql() {
        return value.startsWith("jdbc:postgresql:");
    }

    /** With a limit on how long a database that hangs is waited for, unless the address has its own. Embedded ones have none. */
    String bounded() {
        if (isPostgresql()) {
            return with(value.contains("?") ? "&" : "?", "socketTimeout", PATIENCE_SECONDS);
        }
        if (value.startsWith("jdbc:h2:tcp:") || value.startsWith("jdbc:h2:ssl:")) {
            return with(";", "NETWORK_TIMEOUT", PATIENCE_SECONDS * 1000);
        }
        return value;
    }

    /**
     * Asks for a connection.
     *
     * @param classes that have the driver
     * @return what is wrong, if there is none
     */
    Optional<String> trouble(ClassLoader classes, String user, String password) {
        Properties credentials = new Properties();
        credentials.put("user", user);
        credentials.put("password", password);
        try (Connection connection = driver(classes).connect(bounded(), credentials)) {
            return connection == null ? Optional.of("its address is of another kind") : Optional.empty();
        } catch (SQLException | ReflectiveOperationException e) {
            return Optional.of(e.getMessage());
        }
    }

    private Driver driver(ClassLoader classes) throws ReflectiveOperationException {
        String name = isPostgresql() ? "org.postgresql.Driver" : "org.h2.Driver";
        return (Driver) classes.loadClass(name).getConstructor().newInstance();
    }

    private String with(String separator, String name, int limit) {
        boolean given = value.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=");
        return given ? value : value + separator + name + "=" + limit;
    }
}
