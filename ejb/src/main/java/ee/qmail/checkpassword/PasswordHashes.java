package ee.qmail.checkpassword;

import ee.qmail.sasl.Scram;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.identitystore.Pbkdf2PasswordHash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.commons.codec.digest.Crypt;

/**
 * Makes and checks password hashes: PBKDF2 with HMAC-SHA512. A check takes about 0.1 s of one processor, whether or not
 * there is a hash to check against, and of which kind it is: those of {@code crypt} that came from elsewhere (VP-2)
 * are checked too. An empty password is never right, not even where one was hashed.
 */
@ApplicationScoped
public class PasswordHashes {
    /**
     * Of a SCRAM secret. The client pays them at each log-in, some of them phones; this server once, when a password is set. RFC 7677 asks
     * for 4,096 at least.
     */
    static final int SCRAM_ITERATIONS = 60_000;

    private static final String ITERATIONS = "210000";

    private static final Map<String, String> PARAMETERS = Map.of(
            "Pbkdf2PasswordHash.Algorithm", "PBKDF2WithHmacSHA512",
            "Pbkdf2PasswordHash.Iterations", ITERATIONS,
            "Pbkdf2PasswordHash.SaltSizeBytes", "32",
            "Pbkdf2PasswordHash.KeySizeBytes", "64");

    /** MD5, SHA-256, SHA-512, and the two letters of salt of the oldest kind. */
    private static final Pattern CRYPT = Pattern.compile("\\$1\\$[./A-Za-z0-9]{1,8}\\$[./A-Za-z0-9]{22}"
            + "|\\$5\\$(rounds=[0-9]{4,6}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{43}"
            + "|\\$6\\$(rounds=[0-9]{4,6}\\$)?[./A-Za-z0-9]{1,16}\\$[./A-Za-z0-9]{86}"
            + "|[./A-Za-z0-9]{13}");

    private static final Pattern OURS =
            Pattern.compile("PBKDF2WithHmacSHA512:" + ITERATIONS + ":[A-Za-z0-9+/]{43}=:[A-Za-z0-9+/]{86}==");

    /** At a time: passwords shall not have more than half of the machine. */
    private static final int AT_ONCE = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

    private static final int PATIENCE_SECONDS = 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Semaphore turns = new Semaphore(AT_ONCE, true);
    private final Pbkdf2PasswordHash pbkdf2;
    /** Made when it is first needed: start-up should not wait for it. */
    private volatile String nobodys;

    /** For the container's proxies. */
    protected PasswordHashes() {
        pbkdf2 = null;
    }

    @Inject
    public PasswordHashes(Pbkdf2PasswordHash pbkdf2) {
        this.pbkdf2 = pbkdf2;
        pbkdf2.initialize(PARAMETERS);
    }

    /** @throws IllegalStateException if others have the processors for too long, as the following */
    public String hash(String password) {
        return inTurn(() -> pbkdf2.generate(password.toCharArray()));
    }

    /** The secret for SCRAM-SHA-256 of a password, with a new salt, as it is kept (AUTH-9). */
    public String scram(String password) {
        byte[] salt = new byte[Scram.SALT_OCTETS];
        RANDOM.nextBytes(salt);
        return inTurn(() -> Scram.text(Scram.secret(password, salt, SCRAM_ITERATIONS)));
    }

    /**
     * @param hash null if there is no such user: costs the same, and is wrong
     * @throws IllegalStateException if it is not checked now
     */
    public boolean verify(String password, String hash) {
        String against = hash == null || isFromElsewhere(hash) ? nobodys() : hash;
        return inTurn(() -> verify(password, hash, against));
    }

    private <T> T inTurn(Supplier<T> work) {
        try {
            if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "more passwords are to be checked than this machine can, try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the server stops", e);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    private boolean verify(String password, String hash, String against) {
        boolean ours = hash != null && !isFromElsewhere(hash);
        boolean right = verifyOurs(password, against);
        return !password.isEmpty() && (ours ? right : hash != null && isCrypted(password, hash));
    }

    private boolean verifyOurs(String password, String hash) {
        try {
            return pbkdf2.verify(password.toCharArray(), hash);
        } catch (IllegalArgumentException e) {
            return false; // no hash at all: it is nobody's password, and not trouble that may pass
        }
    }

    /** Tells whether it is one of {@code crypt}, to be replaced when its password is known. */
    public static boolean isFromElsewhere(String hash) {
        return CRYPT.matcher(hash).matches();
    }

    /** Tells whether it is one that {@link #hash} makes, on this server or another one. */
    public static boolean isOurs(String hash) {
        return OURS.matcher(hash).matches();
    }

    /** Tells whether an empty password would open what has this hash of {@code crypt}. */
    public static boolean isOfEmptyPassword(String hash) {
        return isCrypted("", hash);
    }

    private static boolean isCrypted(String password, String hash) {
        byte[] computed =
                Crypt.crypt(password.getBytes(StandardCharsets.UTF_8), hash).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(computed, hash.getBytes(StandardCharsets.US_ASCII));
    }

    private String nobodys() {
        if (nobodys == null) {
            nobodys = hash(UUID.randomUUID().toString());
        }
        return nobodys;
    }
}
