package ee.qmail.control;

/**
 * The name and password by which this server logs in to a relay. Its text, which may get into a log, has no password.
 *
 * @param password not empty
 */
public record Credentials(String user, String password) {
    @Override
    public String toString() {
        return user + "|" + Secrets.MASK;
    }
}
