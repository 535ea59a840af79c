package ee.qmail.micro;

import ee.qmail.home.OwnerOnly;
import ee.qmail.home.QmailHome;
import ee.qmail.micro.settings.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;

/**
 * The H2 database of a home. While the server runs its file only grows: H2 that was killed after it had written over its
 * own old pages may come back without its last commits, synced or not. What is old is left out at the next start.
 */
record EmbeddedDatabase(QmailHome home) {
    private static final String SETTINGS = ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;REUSE_SPACE=FALSE";
    private static final long MEGABYTE = 1_000_000;
    private static final long WORTH_THE_TIME = 64 * MEGABYTE;

    /** H2's file system {@code retry} opens the file again that Java closes when a thread is interrupted while it writes. */
    String url() {
        return "jdbc:h2:retry:" + home.db().resolve("qmail") + SETTINGS;
    }

    private Path file() {
        return home.db().resolve("qmail.mv.db");
    }

    /** Makes the file its owner's, as far as it is there: H2 makes it as the umask says, and secrets of APOP are in it. */
    void keepToOwner() throws IOException {
        if (Files.exists(file())) {
            OwnerOnly.keep(file());
        }
    }

    /**
     * H2 would take an empty file for a new database, without accounts and without the mail that waits. It leaves none itself: a
     * disk does that has lost what was written.
     */
    void requireContent() throws IOException {
        if (Files.exists(home.node()) && Files.isRegularFile(file()) && Files.size(file()) == 0) {
            throw new IOException(
                    "the database " + file() + " is empty: put back a backup of the whole home, or delete the file"
                            + " to begin with a new one without accounts");
        }
    }

    /** Says why the database cannot be opened, if that is so, and what to do. */
    Optional<String> trouble(ClassLoader classes, String user, String password) {
        return new DatabaseUrl(url())
                .trouble(classes, user, password)
                .map(why -> "the database " + file() + " cannot be opened: " + why
                        + "; put back a backup of the whole home");
    }

    /**
     * To be called when somebody has given user or password.
     *
     * @param classes that have H2
     * @throws IOException if there is a database, and it was made with others
     */
    void requireLogin(ClassLoader classes, String user, String password) throws IOException {
        Optional<String> trouble =
                Files.exists(file()) ? new DatabaseUrl(url()).trouble(classes, user, password) : Optional.empty();
        if (trouble.isPresent()) {
            throw new IOException(
                    "the database " + file() + " cannot be opened with QMAIL_DB_USER and QMAIL_DB_PASSWORD: "
                            + trouble.get() + "; it knows those that it was made with");
        }
    }

    /** @param classes that have H2 */
    void compact(ClassLoader classes, String user, String password, Consumer<String> stage) throws IOException {
        compact(classes, user, password, stage, WORTH_THE_TIME);
    }

    /** @param worthTheTime octets; a smaller file is left alone */
    void compact(ClassLoader classes, String user, String password, Consumer<String> stage, long worthTheTime)
            throws IOException {
        Path file = file();
        if (!Files.exists(file) || Files.size(file) < worthTheTime) {
            return;
        }
        stage.accept("database, which gets rid of what is old in " + Files.size(file) / MEGABYTE + " MB");
        Properties credentials = new Properties();
        credentials.put("user", user);
        credentials.put("password", password);
        try {
            Driver driver =
                    (Driver) classes.loadClass("org.h2.Driver").getConstructor().newInstance();
            try (Connection connection = driver.connect(url(), credentials);
                    Statement statement = connection.createStatement()) {
                statement.execute("SHUTDOWN COMPACT");
            }
        } catch (SQLException e) {
            throw new IOException("the database " + file + " cannot be opened: " + e.getMessage(), e);
        } catch (ReflectiveOperationException e) {
            throw new IOException("this jar has no H2: build it again", e);
        }
    }
}
