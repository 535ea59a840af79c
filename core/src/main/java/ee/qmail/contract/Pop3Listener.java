package ee.qmail.contract;

import java.util.Optional;

/** The questions of qmail-popup to checkpassword (POP-2, POP-3); the adapter serves the maildrop itself. */
public interface Pop3Listener extends Authenticator {
    /** Decides what the client may do. Called before the greeting. */
    Pop3Policy connected(Client client, Load load);

    /** Decides again, when TLS has begun. */
    default Pop3Policy changed(Client client, Pop3Policy before) {
        return before;
    }

    /**
     * Checks an APOP digest (RFC 1939 section 7).
     *
     * @param timestamp the time stamp of the greeting, with its angle brackets
     * @param digest 32 hexadecimal digits: MD5 of time stamp and secret
     * @return no identity if name or digest is wrong
     */
    Login checkApop(Peer peer, Door door, String user, String timestamp, String digest);

    // Payara finds the transaction attribute of a method only if the listener's own interface declares it
    // (docs/facts.md)

    @Override
    Login checkPassword(Peer peer, Door door, String user, String password);

    @Override
    Optional<Identity> checkRemembered(Peer peer, Door door, String user, String password);

    @Override
    ScramSecret scramSecret(Peer peer, Door door, String user);

    @Override
    Login checkProof(Peer peer, Door door, String user, ScramSecret secret, boolean right);

    @Override
    Login checkToken(Peer peer, Door door, String user, String token);

    @Override
    Login checkCertificate(Peer peer, Door door, String address);
}
