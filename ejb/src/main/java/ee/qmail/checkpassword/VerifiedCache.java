package ee.qmail.checkpassword;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for 5 minutes which credentials were right, so that a client that polls does not cost a hash each time, and for 30 days
 * that they were, so that guesses of others cannot keep their owner out.
 * Keeps no password: the key is an HMAC, under a key that only this process has, of user, password and stored hash; a
 * changed password is therefore never found. Safe for use by several threads.
 */
public final class VerifiedCache {
    private static final long LIFE = Duration.ofMinutes(5).toNanos();
    private static final long LATELY = Duration.ofDays(30).toNanos();
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;
    private final int maxEntries;
    private final LongSupplier nanoTime;
    private final Map<String, Long> verifiedAt = new LinkedHashMap<>();

    public VerifiedCache(int maxEntries, LongSupplier nanoTime) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, HMAC);
        this.maxEntries = maxEntries;
        this.nanoTime = nanoTime;
    }

    /** @param check asked when the answer is not remembered; only a yes is remembered */
    public boolean verify(String user, String password, String hash, BooleanSupplier check) {
        String credentials = hmac(user, password, hash);
        if (isRemembered(credentials)) {
            return true;
        }
        boolean right = check.getAsBoolean();
        if (right) {
            remember(credentials);
        }
        return right;
    }

    boolean isRemembered(String user, String password, String hash) {
        return isRemembered(hmac(user, password, hash));
    }

    /** Tells whether they were right within 30 days. They must still be checked, but need not wait for their turn. */
    public boolean wasRight(String user, String password, String hash) {
        return isYounger(hmac(user, password, hash), LATELY);
    }

    private boolean isRemembered(String credentials) {
        return isYounger(credentials, LIFE);
    }

    private synchronized boolean isYounger(String credentials, long age) {
        Long at = verifiedAt.get(credentials);
        return at != null && nanoTime.getAsLong() - at < age;
    }

    private synchronized void remember(String credentials) {
        verifiedAt.remove(credentials);
        if (verifiedAt.size() >= maxEntries) {
            Iterator<String> oldestFirst = verifiedAt.keySet().iterator();
            oldestFirst.next();
            oldestFirst.remove();
        }
        verifiedAt.put(credentials, nanoTime.getAsLong());
    }

    private String hmac(String user, String password, String hash) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            for (String part : new String[] {user, password, hash}) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                mac.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                mac.update(bytes);
            }
            return Base64.getEncoder().encodeToString(mac.doFinal());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
