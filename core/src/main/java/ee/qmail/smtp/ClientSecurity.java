package ee.qmail.smtp;

/**
 * The demands that a client has before it shows its mail: TLS, and a log-in of its own. Its text has no password.
 *
 * @param startTls on a connection that begins with TLS only {@code REQUIRETLS} makes a difference
 * @param user empty if there is to be no log-in
 * @param password is never sent in clear (RTLS-16)
 */
public record ClientSecurity(StartTls startTls, String user, String password) {
    /** The use of STARTTLS (RFC 3207). */
    public enum StartTls {
        NEVER,
        IF_OFFERED,
        /** A server that does not offer it does not get the mail. */
        DEMANDED,
        /** The same, and the server must offer REQUIRETLS behind it (RFC 8689 4.2.1), also on a connection that begins with TLS. */
        REQUIRETLS
    }

    /** Neither TLS nor a log-in. */
    public static final ClientSecurity NONE = new ClientSecurity(StartTls.NEVER);

    /** Without a log-in. */
    public ClientSecurity(StartTls startTls) {
        this(startTls, "", "");
    }

    boolean hasLogin() {
        return !user.isEmpty();
    }

    @Override
    public String toString() {
        return startTls + (hasLogin() ? " as " + user : "");
    }
}
