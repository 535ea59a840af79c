package ee.qmail.checkpassword;

import ee.qmail.contract.Authenticator;
import ee.qmail.contract.Door;
import ee.qmail.contract.Identity;
import ee.qmail.contract.Login;
import ee.qmail.contract.Peer;
import ee.qmail.contract.ScramSecret;
import ee.qmail.guard.LoginGuard;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Answers the doors: each log-in goes by the one guard of all doors before anything costly is done, and each that fails leaves a line in
 * the log ({@link AuthFailureLog}). Safe for use by several threads.
 */
@ApplicationScoped
public class CheckPassword implements Authenticator {
    /** Before the name: an old token must not hold up the password of the same user. */
    private static final String TOKEN = "token ";

    private final Passwords passwords;
    private final AccountFinder accounts;
    private final ScramSecrets scram;
    private final Tokens tokens;
    private final LoginGuard guard = LoginGuard.shared();

    /** For the container's proxies. */
    protected CheckPassword() {
        this(null, null, null, null);
    }

    @Inject
    public CheckPassword(Passwords passwords, AccountFinder accounts, ScramSecrets scram, Tokens tokens) {
        this.passwords = passwords;
        this.accounts = accounts;
        this.scram = scram;
        this.tokens = tokens;
    }

    /** Tells whether APOP should be offered. */
    public boolean anyApopSecret() {
        return passwords.anyApopSecret();
    }

    @Override
    public Login checkPassword(Peer peer, Door door, String user, String password) {
        return new Attempt(peer, door, "password", user)
                .guarded(
                        () -> passwords.wasRight(door, user, password),
                        () -> passwords.checkPassword(door, user, password));
    }

    @Override
    public Optional<Identity> checkRemembered(Peer peer, Door door, String user, String password) {
        return guard.mayLook(peer.remoteIp(), address(user))
                ? passwords.checkRemembered(door, user, password)
                : Optional.empty();
    }

    /**
     * Checks an APOP digest (RFC 1939 section 7).
     *
     * @param timestamp the time stamp of the greeting, with its angle brackets
     * @param digest 32 hexadecimal digits
     */
    public Login checkApop(Peer peer, Door door, String user, String timestamp, String digest) {
        return new Attempt(peer, door, "apop", user)
                .guarded(() -> false, () -> passwords.checkApop(door, user, timestamp, digest));
    }

    @Override
    public ScramSecret scramSecret(Peer peer, Door door, String user) {
        return scram.of(accounts.find(user), door);
    }

    /** One of a client that is known is looked at though others guess from its network: nothing is hashed for it any more. */
    @Override
    public Login checkProof(Peer peer, Door door, String user, ScramSecret secret, boolean right) {
        return new Attempt(peer, door, "scram", user).guarded(() -> right, () -> {
            Account account = accounts.find(user);
            boolean accepted = scram.isKept(account, door, secret) && right;
            return accepted ? Optional.of(accounts.identity(account)) : Optional.empty();
        });
    }

    @Override
    public Login checkCertificate(Peer peer, Door door, String address) {
        Account account = accounts.owner(address);
        if (account.usableAt(door).isPresent()) {
            return new Login(Optional.of(accounts.identity(account)), 0);
        }
        AuthFailureLog.tell(peer, door, "certificate", address, false);
        return new Login(Optional.empty(), 0);
    }

    @Override
    public Login checkToken(Peer peer, Door door, String user, String token) {
        return new Attempt(peer, door, "token", user).guarded(TOKEN + tokenOf(user, token), () -> false, () -> {
            Optional<Account> owner = tokens.check(token).map(accounts::owner);
            return owner.filter(account -> isOf(account, user))
                    .filter(account -> account.usableAt(door).isPresent())
                    .map(accounts::identity);
        });
    }

    private boolean isOf(Account account, String user) {
        return user.isEmpty() || accounts.owner(user).address().equals(account.address());
    }

    /** A program that tries an old token for ever slows down itself, and nobody else's program. */
    private String tokenOf(String user, String token) {
        return user.isEmpty() ? Integer.toHexString(token.hashCode()) : address(user);
    }

    private String address(String user) {
        return accounts.find(user).address();
    }

    /** One try of a client. */
    private final class Attempt {
        private final Peer peer;
        private final Door door;
        private final String mechanism;
        private final String user;

        Attempt(Peer peer, Door door, String mechanism, String user) {
            this.peer = peer;
            this.door = door;
            this.mechanism = mechanism;
            this.user = user;
        }

        Login guarded(BooleanSupplier wasRight, Supplier<Optional<Identity>> check) {
            return guarded(address(user), wasRight, check);
        }

        /** @param name under which it counts */
        Login guarded(String name, BooleanSupplier wasRight, Supplier<Optional<Identity>> check) {
            AtomicReference<Optional<Identity>> identity = new AtomicReference<>(Optional.empty());
            LoginGuard.Answer answer = guard.attempt(peer.remoteIp(), name, wasRight, () -> {
                identity.set(check.get());
                return identity.get().isPresent();
            });
            if (identity.get().isEmpty()) {
                AuthFailureLog.tell(peer, door, mechanism, user, answer.secondsToWait() > 0);
            }
            return new Login(identity.get(), answer.secondsToWait());
        }
    }
}
