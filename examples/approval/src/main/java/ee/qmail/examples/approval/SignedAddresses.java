package ee.qmail.examples.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Addresses that only the approver of a request knows, who has got mail from there: {@code approval-answer-ID-EXPIRES-SIGNATURE@example.org}. The
 * signature is of id, time and approver. Safe for use by several threads.
 */
@ApplicationScoped
public class SignedAddresses {
    private static final int SHORTEST_SECRET = 16;
    private static final int DIGITS = 16;
    private static final Pattern FORM =
            Pattern.compile("approval-answer-([0-9]{1,19})-([0-9]{1,11})-([0-9a-f]{" + DIGITS + "})@.*");

    private final String secret;

    protected SignedAddresses() {
        this(System.getenv("APPROVAL_SECRET"));
    }

    SignedAddresses(String secret) {
        this.secret = secret;
    }

    /** What an address says, true or not. */
    record Claim(String id, Instant expires, String signature) {}

    /** Without a secret the application is not deployed. */
    void check(@Observes @Initialized(ApplicationScoped.class) Object start) {
        if (secret == null || secret.length() < SHORTEST_SECRET) {
            throw new IllegalStateException(
                    "the variable APPROVAL_SECRET must have a secret of at least " + SHORTEST_SECRET + " characters");
        }
    }

    /** @param near an address of this application, whose domain the new one gets */
    String address(String id, Instant expires, String approver, String near) {
        return "approval-answer-" + id + '-' + expires.getEpochSecond() + '-' + signature(id, expires, approver)
                + near.substring(near.lastIndexOf('@'));
    }

    /** @return empty if the address has another form */
    static Optional<Claim> claim(String address) {
        Matcher form = FORM.matcher(address);
        return form.matches()
                ? Optional.of(
                        new Claim(form.group(1), Instant.ofEpochSecond(Long.parseLong(form.group(2))), form.group(3)))
                : Optional.empty();
    }

    boolean isSigned(Claim claim, String approver) {
        byte[] given = claim.signature().getBytes(StandardCharsets.UTF_8);
        String right = signature(claim.id(), claim.expires(), approver);
        return MessageDigest.isEqual(given, right.getBytes(StandardCharsets.UTF_8));
    }

    private String signature(String id, Instant expires, String approver) {
        String signed = id + ' ' + expires.getEpochSecond() + ' ' + approver;
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] all = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(all).substring(0, DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each Java has HmacSHA256", e);
        }
    }
}
