package ee.qmail.acme;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * The answers to challenges, and the one right to order, of all servers on the database. Each statement is a transaction of its own. Safe for use by
 * several threads.
 */
@ApplicationScoped
public class AcmeTable {
    /** Longer than any order may take. */
    private static final int LOCK_MINUTES = 30;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{16,128}");

    private final DataSource dataSource;
    private final String owner = UUID.randomUUID().toString();

    /** For the container's proxies. */
    protected AcmeTable() {
        this(null);
    }

    @Inject
    public AcmeTable(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /**
     * The answer to a challenge (RFC 8555 8.3).
     *
     * @return empty if nobody waits for one to this token
     * @throws IOException if the database does not tell
     */
    public Optional<String> answer(String token) throws IOException {
        if (!isToken(token)) {
            return Optional.empty();
        }
        String sql = "select answer from acme_challenge where token = ? and expires > current_timestamp";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, token);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        } catch (SQLException e) {
            throw silent(e);
        }
    }

    private static IOException silent(SQLException e) {
        return new IOException("the database does not answer: " + e.getMessage(), e);
    }

    void put(String token, String answer) throws IOException {
        update("delete from acme_challenge where expires < current_timestamp");
        remove(token); // an authority gives an order that was not finished once more
        update(
                "insert into acme_challenge (token, answer, expires)" + " values (?, ?, current_timestamp + interval '"
                        + LOCK_MINUTES + "' minute)",
                token,
                answer);
    }

    void remove(String token) throws IOException {
        update("delete from acme_challenge where token = ?", token);
    }

    /** Takes the right to order, until {@link #unlock}. @return whether it was nobody else's */
    boolean lock() throws IOException {
        return update(
                        "update acme_lock set owner = ?, until = current_timestamp + interval '" + LOCK_MINUTES
                                + "' minute where name = 'order' and (owner is null or until < current_timestamp)",
                        owner)
                == 1;
    }

    void unlock() throws IOException {
        update("update acme_lock set owner = null where name = 'order' and owner = ?", owner);
    }

    private int update(String sql, String... values) throws IOException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw silent(e);
        }
    }
}
