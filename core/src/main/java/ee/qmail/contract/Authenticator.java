package ee.qmail.contract;

import java.util.Optional;

/**
 * The questions of each door at which users log in to checkpassword. A user is named as the client sent it: {@code name@domain}, or
 * {@code name} for a mailbox of the default domain. Wrong names and wrong credentials take the same time and look the same.
 * Calls for one connection never overlap; {@link #checkPassword} may take as long as a slow hash, and {@link #checkToken} as long as the
 * server that issued it takes to answer. Exceptions mean that it cannot be told now.
 */
public interface Authenticator {
    /** Checks a name and password. */
    Login checkPassword(Peer peer, Door door, String user, String password);

    /**
     * Checks a name and password that were found right a short time ago. Quick, as nothing is hashed slowly.
     *
     * @return empty if it takes {@link #checkPassword} to tell
     */
    Optional<Identity> checkRemembered(Peer peer, Door door, String user, String password);

    /**
     * Begins a log-in by SCRAM-SHA-256. Tells nothing about the user, and counts as nothing.
     *
     * @return a made-up secret for a user who has none, with the same salt each time; nobody can prove to know it
     */
    ScramSecret scramSecret(Peer peer, Door door, String user);

    /**
     * Ends a log-in by SCRAM-SHA-256. The answer is made by the same counts as those for passwords, so a right proof too may have to
     * wait.
     *
     * @param secret the one that {@link #scramSecret} returned
     * @param right whether the client has proved that it knows the password of this secret
     */
    Login checkProof(Peer peer, Door door, String user, ScramSecret secret, boolean right);

    /**
     * Checks a bearer token (RFC 7628).
     *
     * @param user empty, or the name that the token must be for
     */
    Login checkToken(Peer peer, Door door, String user, String token);

    /**
     * Tells whether the user of a certificate that was verified in the TLS handshake may log in by it alone.
     *
     * @param address the mail address in the certificate
     */
    Login checkCertificate(Peer peer, Door door, String address);
}
