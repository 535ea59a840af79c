package ee.qmail.examples.newsletter;

import ee.qmail.api.Verp;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses that only somebody can know who has got mail from them: {@code news-confirm-SIGNATURE-ana=example.net@example.org}. What comes to
 * one is from Ana, or from a server that bounces Ana's mail. Called within a transaction.
 */
@ApplicationScoped
public class SignedAddresses {
    private static final int DIGITS = 16;

    @PersistenceContext
    private EntityManager entities;

    /** What mail to the address does. */
    enum Action {
        CONFIRM,
        LEAVE,
        APPROVE,
        BOUNCE;

        private String prefix() {
            return "news-" + name().toLowerCase(Locale.ROOT) + '-';
        }
    }

    /**
     * @param about the address of a subscriber, or the name of anything in the form of one
     * @param near an address of this application, whose domain the new one gets
     */
    String address(Action action, String about, String near) {
        String base = action.prefix() + signature(action, about) + '-' + near.substring(near.lastIndexOf('@'));
        return Verp.sender(base, about);
    }

    /** @return what the address is about, in lower case; empty if it is not signed for the action */
    Optional<String> about(Action action, String address) {
        int end = action.prefix().length() + DIGITS;
        if (!address.startsWith(action.prefix()) || address.length() <= end) {
            return Optional.empty();
        }
        String given = address.substring(action.prefix().length(), end);
        String base = address.substring(0, end) + '-' + address.substring(address.lastIndexOf('@'));
        return Verp.recipient(base, address).filter(about -> isEqual(given, signature(action, about)));
    }

    private static boolean isEqual(String given, String right) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), right.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(Action action, String about) {
        String signed = action + " " + about.toLowerCase(Locale.ROOT);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
            byte[] all = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all).substring(0, DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has HmacSHA256", e);
        }
    }

    /** If two make one at the same time, one of their mails comes again. */
    private byte[] secret() {
        Secret secret = entities.find(Secret.class, Secret.ONLY);
        if (secret == null) {
            secret = Secret.random();
            entities.persist(secret);
        }
        return secret.octets();
    }
}
