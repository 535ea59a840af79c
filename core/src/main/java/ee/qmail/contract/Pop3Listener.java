package ee.qmail.contract;

import java.nio.file.Path;
import java.util.Optional;

/** The questions of qmail-popup to checkpassword (POP-2, POP-3); the adapter serves the maildrop itself. */
public interface Pop3Listener {
    /** Decides what the client may do. Called before the greeting. */
    Pop3Policy connected(Peer peer, Load load);

    /**
     * Checks a name and password.
     *
     * @param user as sent: {@code name@domain}, or {@code name} for a mailbox of the default domain
     * @return the Maildir, or none if name or password is wrong; both take the same time
     */
    Pop3Login checkPassword(Peer peer, String user, String password);

    /**
     * Checks a name and password that were found right a short time ago. Quick, as nothing is hashed slowly.
     *
     * @return the Maildir, or empty if it takes {@link #checkPassword} to tell
     */
    Optional<Path> checkRemembered(Peer peer, String user, String password);

    /**
     * Checks an APOP digest (RFC 1939 section 7).
     *
     * @param timestamp the time stamp of the greeting, with its angle brackets
     * @param digest 32 hexadecimal digits: MD5 of time stamp and secret
     * @return the Maildir, or none if name or digest is wrong
     */
    Pop3Login checkApop(Peer peer, String user, String timestamp, String digest);
}
