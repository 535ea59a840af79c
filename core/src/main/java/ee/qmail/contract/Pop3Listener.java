package ee.qmail.contract;

/** The questions of qmail-popup to checkpassword (POP-2, POP-3); the adapter serves the maildrop itself. */
public interface Pop3Listener extends Authenticator {
    /** Decides what the client may do. Called before the greeting. */
    Pop3Policy connected(Peer peer, Load load);

    /**
     * Checks an APOP digest (RFC 1939 section 7).
     *
     * @param timestamp the time stamp of the greeting, with its angle brackets
     * @param digest 32 hexadecimal digits: MD5 of time stamp and secret
     */
    Login checkApop(Peer peer, Door door, String user, String timestamp, String digest);
}
