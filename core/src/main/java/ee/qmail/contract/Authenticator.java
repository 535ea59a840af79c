package ee.qmail.contract;

import java.util.Optional;

/**
 * The questions of each door at which users log in to checkpassword. A user is named as the client sent it: {@code name@domain}, or
 * {@code name} for a mailbox of the default domain. Wrong names and wrong credentials take the same time and look the same.
 * Calls for one connection never overlap; all but {@link #checkRemembered} may take as long as a slow hash.
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
     * Begins a log-in by SCRAM-SHA-256, which counts as a wrong one until {@link #scramProved}.
     *
     * @return a made-up secret for a user who has none; it is the same each time
     */
    ScramChallenge scramSecret(Peer peer, Door door, String user);

    /**
     * The answer to {@link #scramSecret}.
     *
     * @param secret null if there were too many wrong log-ins
     * @param secondsToWait above 0 then
     */
    record ScramChallenge(ScramSecret secret, long secondsToWait) {}

    /** The client has proved that it knows the secret that {@link #scramSecret} gave. Empty if nobody may log in so after all. */
    Login scramProved(Peer peer, Door door, String user, ScramSecret secret);

    /**
     * Checks a bearer token (RFC 7628).
     *
     * @param user empty, or the name that the token must be for
     */
    Login checkToken(Peer peer, Door door, String user, String token);
}
