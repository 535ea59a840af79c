package ee.qmail.checkpassword;

import ee.qmail.contract.Authenticator;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.ScramSecret;
import jakarta.inject.Inject;
import java.util.Optional;

/** The part of a listener bean at whose door users log in: it asks {@link CheckPassword}. */
public abstract class DoorBean implements Authenticator {
    @Inject
    private CheckPassword checkPassword;

    @Override
    public Login checkPassword(Peer peer, Door door, String user, String password) {
        return checkPassword.checkPassword(peer, door, user, password);
    }

    @Override
    public Optional<Identity> checkRemembered(Peer peer, Door door, String user, String password) {
        return checkPassword.checkRemembered(peer, door, user, password);
    }

    @Override
    public ScramSecret scramSecret(Peer peer, Door door, String user) {
        return checkPassword.scramSecret(peer, door, user);
    }

    @Override
    public Login checkProof(Peer peer, Door door, String user, ScramSecret secret, boolean right) {
        return checkPassword.checkProof(peer, door, user, secret, right);
    }

    @Override
    public Login checkToken(Peer peer, Door door, String user, String token) {
        return checkPassword.checkToken(peer, door, user, token);
    }

    @Override
    public Login checkCertificate(Peer peer, Door door, String address) {
        return checkPassword.checkCertificate(peer, door, address);
    }

    protected final CheckPassword checkPassword() {
        return checkPassword;
    }
}
