package ee.qmail.smtp;

import ee.qmail.sasl.Scram;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The client's side of SCRAM-SHA-256 without channel binding (RFC 5802, RFC 7677): the server does not learn the password, and proves that it knows it. */
final class ScramClient {
    /** The least number of RFC 7677 4. */
    private static final int LEAST_ITERATIONS = 4096;
    /** About a second of work, which a server could ask us to do for nothing. */
    private static final int MOST_ITERATIONS = 2_000_000;

    private static final Pattern CHALLENGE =
            Pattern.compile("r=([!-+\\--~]+),s=([A-Za-z0-9+/=]+),i=([1-9][0-9]{0,9})(?:,.*)?");

    private final String firstBare;
    private final String nonce;
    private final String password;
    private String expected;

    /** @param nonce printable ASCII without commas, never used before */
    ScramClient(String user, String password, String nonce) {
        this.password = password;
        this.nonce = nonce;
        String name = Normalizer.normalize(user, Normalizer.Form.NFKC)
                .replace("=", "=3D")
                .replace(",", "=2C");
        this.firstBare = "n=" + name + ",r=" + nonce;
    }

    String first() {
        return "n,," + firstBare;
    }

    /** The answer to the server's challenge; empty if it is none that may be answered. Takes as long as the server's iterations do. */
    Optional<String> last(String challenge) {
        Matcher parts = CHALLENGE.matcher(challenge);
        if (!parts.matches()
                || !parts.group(1).startsWith(nonce)
                || parts.group(1).length() == nonce.length()) {
            return Optional.empty();
        }
        long iterations = Long.parseLong(parts.group(3));
        if (iterations < LEAST_ITERATIONS || iterations > MOST_ITERATIONS) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    proof(challenge, parts.group(1), Scram.saltedPassword(password, decoded(parts.group(2)), (int)
                            iterations)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // the salt is no base64
        }
    }

    private String proof(String challenge, String bothNonces, byte[] salted) {
        String withoutProof = "c=biws,r=" + bothNonces;
        byte[] all = (firstBare + "," + challenge + "," + withoutProof).getBytes(StandardCharsets.UTF_8);
        byte[] clientKey = Scram.hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
        byte[] signature = Scram.hmac(Scram.hash(clientKey), all);
        byte[] proof = new byte[clientKey.length];
        for (int i = 0; i < proof.length; i++) {
            proof[i] = (byte) (clientKey[i] ^ signature[i]);
        }
        expected =
                "v=" + encoded(Scram.hmac(Scram.hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)), all));
        return withoutProof + ",p=" + encoded(proof);
    }

    /** Tells whether the server knows the password too. */
    boolean isProvedBy(String serverFinal) {
        return expected != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), serverFinal.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] decoded(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static String encoded(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
