package ee.qmail.rar.listener;

import ee.qmail.contract.Authenticator;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.ScramSecret;
import java.util.Optional;

/** The part of a bean that nobody logs in to. */
abstract class NoLogins implements Authenticator {
    @Override
    public Login checkPassword(Peer peer, Door door, String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Identity> checkRemembered(Peer peer, Door door, String user, String password) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ScramSecret scramSecret(Peer peer, Door door, String user) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Login checkProof(Peer peer, Door door, String user, ScramSecret secret, boolean right) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Login checkToken(Peer peer, Door door, String user, String token) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Login checkCertificate(Peer peer, Door door, String address) {
        throw new UnsupportedOperationException();
    }
}
