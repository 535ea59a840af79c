package ee.qmail.bench.load;

import ee.qmail.sasl.Scram;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A log-in by SCRAM-SHA-256 (RFC 5802, RFC 7677) in the lines of POP3 (RFC 5034), without channel binding. */
final class ScramTalk implements Talk {
    private static final String WITHOUT_BINDING = "n,,";

    private final String user;
    private final String password;
    /** By salt and iterations: a client may keep them, and here they would cost the generator most. */
    private final Map<String, byte[]> saltedPasswords;

    private final String first;
    private int said;

    /** @param saltedPasswords of all log-ins of a load; safe for use by several threads */
    ScramTalk(String user, String password, Map<String, byte[]> saltedPasswords) {
        this.user = user;
        this.password = password;
        this.saltedPasswords = saltedPasswords;
        byte[] nonce = new byte[18];
        ThreadLocalRandom.current().nextBytes(nonce);
        this.first = "n=" + user + ",r=" + base64(nonce);
    }

    @Override
    public String next(String answer) {
        return switch (said++) {
            case 0 -> "AUTH SCRAM-SHA-256 " + base64(ascii(WITHOUT_BINDING + first));
            case 1 -> base64(ascii(proof(challenge(answer))));
            case 2 -> verified(challenge(answer));
            default -> null;
        };
    }

    private static String challenge(String answer) {
        String[] words = answer.split(" ");
        return words.length < 2 ? "" : new String(Base64.getDecoder().decode(words[1]), StandardCharsets.US_ASCII);
    }

    private String proof(String challenge) {
        String[] fields = challenge.split(",");
        String without = "c=" + base64(ascii(WITHOUT_BINDING)) + "," + fields[0];
        byte[] salted = saltedPasswords.computeIfAbsent(
                fields[1] + fields[2],
                key -> Scram.saltedPassword(
                        password,
                        Base64.getDecoder().decode(fields[1].substring(2)),
                        Integer.parseInt(fields[2].substring(2))));
        byte[] key = Scram.hmac(salted, ascii("Client Key"));
        byte[] signature = Scram.hmac(Scram.hash(key), ascii(first + "," + challenge + "," + without));
        for (int i = 0; i < key.length; i++) {
            key[i] ^= signature[i];
        }
        return without + ",p=" + base64(key);
    }

    /** An empty response to the server's signature; one that came with the answer has none. */
    private String verified(String challenge) {
        if (challenge.isEmpty()) {
            return null;
        }
        if (!challenge.startsWith("v=")) {
            throw new IllegalStateException("the log-in of " + user + " was answered " + challenge);
        }
        return "";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String base64(byte[] octets) {
        return Base64.getEncoder().encodeToString(octets);
    }
}
