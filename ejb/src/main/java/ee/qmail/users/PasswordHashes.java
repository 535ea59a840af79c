package ee.qmail.users;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.util.Map;
import java.util.UUID;

/**
 * Makes and checks password hashes: PBKDF2 with HMAC-SHA512. A check takes about 0.1 s of one processor, whether or not
 * there is a hash to check against.
 */
@ApplicationScoped
class PasswordHashes {
    private static final Map<String, String> PARAMETERS = Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", "210000",
            "Pbkdf2PasswordHash.SaltSizeBytes", "32",
            "Pbkdf2PasswordHash.KeySizeBytes", "64");

    private final Pbkdf2PasswordHash pbkdf2;
    /** Made when it is first needed: start-up should not wait for it. */
    private volatile String nobodys;

    /** For the container's proxies. */
    protected PasswordHashes() {
        pbkdf2 = null;
    }

    @Inject
    PasswordHashes(Pbkdf2PasswordHash pbkdf2) {
        this.pbkdf2 = pbkdf2;
        pbkdf2.initialize(PARAMETERS);
    }

    String hash(String password) {
        return pbkdf2.generate(password.toCharArray());
    }

    /** @param hash null if there is no such user: costs the same, and is wrong */
    boolean verify(String password, String hash) {
        boolean right = pbkdf2.verify(password.toCharArray(), hash == null ? nobodys() : hash);
        return right && hash != null;
    }

    private String nobodys() {
        if (nobodys == null) {
            nobodys = hash(UUID.randomUUID().toString());
        }
        return nobodys;
    }
}
