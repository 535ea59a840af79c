package ee.qmail.micro.settings;

import ee.qmail.home.Env;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** The JDBC address of a database. */
public record DatabaseUrl(String value) {
    /**
     * No statement takes that long unless the database hangs. A request may wait for it twice, for an open connection and
     * for a new one, and a browser is cut off after 30 seconds.
     */
    private static final int PATIENCE_SECONDS = 10;

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String H2 = "jdbc:h2:";
    /** H2's code for a database that is to be there and is not. */
    private static final int NOT_THERE = 90146;

    /** The user to log in as: the pool wants one, even where the database asks for none. */
    public static String user() {
        return nonEmpty(Env.QMAIL_DB_USER);
    }

    /** The password to log in with: the pool wants one, even where the database asks for none. */
    public static String password() {
        return nonEmpty(Env.QMAIL_DB_PASSWORD);
    }

    private static String nonEmpty(Env setting) {
        return setting.value().isEmpty() ? "qmail" : setting.value();
    }

    /** Tells whether it is of a database that this server can use. */
    boolean isKnown() {
        return isPostgresql() || value.startsWith(H2);
    }

    public boolean isPostgresql() {
        return value.startsWith(POSTGRESQL);
    }

    private boolean isOfH2Server() {
        return value.startsWith(H2 + "tcp:") || value.startsWith(H2 + "ssl:");
    }

    /** The name of the driver's jar in qmail-micro.jar, or how it begins. */
    String driverJar() {
        return isPostgresql() ? "qmail/lib/postgresql-" : "MICRO-INF/runtime/h2.jar";
    }

    /** With a limit on how long a database that hangs is waited for, unless the address has its own. Embedded ones have none. */
    public String bounded() {
        if (isPostgresql()) {
            return with(value.contains("?") ? "&" : "?", "socketTimeout", PATIENCE_SECONDS);
        }
        if (isOfH2Server()) {
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
    public Optional<String> trouble(ClassLoader classes, String user, String password) {
        return trouble(bounded(), classes, user, password);
    }

    /** The same, but a database in a file is not made: that it is not there yet is no trouble. */
    Optional<String> troubleIfThere(ClassLoader classes, String user, String password) {
        boolean isFile = !isPostgresql() && !isOfH2Server();
        return trouble(isFile ? with(";", "IFEXISTS", "TRUE") : bounded(), classes, user, password);
    }

    private Optional<String> trouble(String url, ClassLoader classes, String user, String password) {
        Properties credentials = new Properties();
        credentials.put("user", user);
        credentials.put("password", password);
        try (Connection connection = driver(classes).connect(url, credentials)) {
            return connection == null ? Optional.of("its address is of another kind") : Optional.empty();
        } catch (SQLException e) {
            return e.getErrorCode() == NOT_THERE ? Optional.empty() : Optional.of(oneLine(e.getMessage()));
        } catch (ReflectiveOperationException e) {
            return Optional.of(oneLine(String.valueOf(e.getMessage())));
        }
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private Driver driver(ClassLoader classes) throws ReflectiveOperationException {
        String name = isPostgresql() ? "org.postgresql.Driver" : "org.h2.Driver";
        return (Driver) classes.loadClass(name).getConstructor().newInstance();
    }

    private String with(String separator, String name, Object limit) {
        boolean given = value.toLowerCase(Locale.ROOT).contains(name.toLowerCase(Locale.ROOT) + "=");
        return given ? value : value + separator + name + "=" + limit;
    }
}
