package ee.qmail.sasl;

import ee.qmail.contract.ScramSecret;
import ee.qmail.text.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The functions of SCRAM-SHA-256 (RFC 5802 3, RFC 7677), and the form in which its secrets are kept. */
public final class Scram {
    /** Of each salt, so that nobody tells made-up ones by their length. */
    public static final int SALT_OCTETS = 16;

    private static final String HMAC = "HmacSHA256";
    private static final int KEY_OCTETS = 32;
    /** PostgreSQL's form. Fewer iterations than 4096 are not allowed (RFC 7677 4); more than 9,999,999 nobody's machine computes. */
    private static final Pattern KEPT = Pattern.compile(
            "SCRAM-SHA-256\\$(\\d{4,7}):([A-Za-z0-9+/]{4,96}={0,2})\\$([A-Za-z0-9+/]{43}=):([A-Za-z0-9+/]{43}=)");

    private Scram() {}

    /** @param iterations at least 4096; they are what it costs */
    public static ScramSecret secret(String password, byte[] salt, int iterations) {
        byte[] salted = saltedPassword(password, salt, iterations);
        byte[] storedKey = hash(hmac(salted, ascii("Client Key")));
        return new ScramSecret(salt, iterations, storedKey, hmac(salted, ascii("Server Key")));
    }

    /**
     * The secret of a user who has none: the same each time, and nobody knows a password for it (AUTH-10).
     *
     * @param key only this server has
     */
    public static ScramSecret madeUp(byte[] key, String user, int iterations) {
        byte[] salt = Arrays.copyOf(madeUp(key, "salt", user), SALT_OCTETS);
        return new ScramSecret(salt, iterations, madeUp(key, "stored", user), madeUp(key, "server", user));
    }

    private static byte[] madeUp(byte[] key, String what, String user) {
        return hmac(key, (what + " " + user).getBytes(StandardCharsets.UTF_8));
    }

    /** {@code SaltedPassword}, of which all keys are made; takes as long as the iterations do. */
    public static byte[] saltedPassword(String password, byte[] salt, int iterations) {
        PBEKeySpec spec = new PBEKeySpec(prepared(password).toCharArray(), salt, iterations, 8 * KEY_OCTETS);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2 with " + HMAC, e);
        } finally {
            spec.clearPassword();
        }
    }

    /** What SASLprep (RFC 4013) changes in the passwords of people: composed forms, and all blanks are one. */
    private static String prepared(String password) {
        String blanks = password.codePoints()
                .map(c -> Character.getType(c) == Character.SPACE_SEPARATOR ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Normalizer.normalize(blanks, Normalizer.Form.NFKC);
    }

    /** {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, as PostgreSQL keeps it. */
    public static String text(ScramSecret secret) {
        return "SCRAM-SHA-256$%d:%s$%s:%s"
                .formatted(
                        secret.iterations(),
                        base64(secret.salt()),
                        base64(secret.storedKey()),
                        base64(secret.serverKey()));
    }

    /** Reads the form of {@link #text}; empty if it is another. */
    public static Optional<ScramSecret> parse(String text) {
        Matcher kept = KEPT.matcher(text);
        if (!kept.matches() || Integer.parseInt(kept.group(1)) < 4096) {
            return Optional.empty();
        }
        try {
            Base64.Decoder decoder = Base64.getDecoder();
            return Optional.of(new ScramSecret(
                    decoder.decode(kept.group(2)),
                    Integer.parseInt(kept.group(1)),
                    decoder.decode(kept.group(3)),
                    decoder.decode(kept.group(4))));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a salt with padding in a wrong place
        }
    }

    /** Tells whether a client that sent this proof knows the password (RFC 5802 3). Takes the same time for each wrong one. */
    static boolean proves(byte[] proof, ScramSecret secret, byte[] authMessage) {
        byte[] clientKey = hmac(secret.storedKey(), authMessage);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= proof[i];
        }
        return MessageDigest.isEqual(hash(clientKey), secret.storedKey());
    }

    static byte[] serverSignature(ScramSecret secret, byte[] authMessage) {
        return hmac(secret.serverKey(), authMessage);
    }

    /** H of RFC 5802. */
    public static byte[] hash(byte[] octets) {
        return Sha256.of(octets);
    }

    /** HMAC with SHA-256. */
    public static byte[] hmac(byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
