package ee.qmail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** The client's side of SCRAM-SHA-256 (RFC 5802 3), as much as tests need. */
final class ScramClient {
    private final String header;
    private final String bare;
    private final String password;
    private final byte[] binding;
    private String authMessage;
    private byte[] salted;

    /** @param header such as {@code n,,} */
    ScramClient(String header, String escapedUser, String password, byte[] binding) {
        this.header = header;
        this.bare = "n=" + escapedUser + ",r=clientNonce";
        this.password = password;
        this.binding = binding;
    }

    byte[] first() {
        return octets(header + bare);
    }

    byte[] last(SaslStep serverFirst) throws Exception {
        String challenge = new String(((SaslStep.Challenge) serverFirst).octets(), StandardCharsets.US_ASCII);
        String[] fields = challenge.split(",");
        byte[] salt = Base64.getDecoder().decode(fields[1].substring(2));
        salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(
                        new PBEKeySpec(password.toCharArray(), salt, Integer.parseInt(fields[2].substring(2)), 256))
                .getEncoded();
        byte[] bound = Arrays.copyOf(octets(header), header.length() + binding.length);
        System.arraycopy(binding, 0, bound, header.length(), binding.length);
        String withoutProof = "c=" + Scram.base64(bound) + "," + fields[0];
        authMessage = bare + "," + challenge + "," + withoutProof;
        return octets(withoutProof + ",p=" + Scram.base64(proof()));
    }

    private byte[] proof() {
        byte[] clientKey = Scram.hmac(salted, octets("Client Key"));
        byte[] signature = Scram.hmac(Scram.hash(clientKey), octets(authMessage));
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        return clientKey;
    }

    /** What a server that knows the secret says. */
    String expected() {
        return "v=" + Scram.base64(Scram.hmac(Scram.hmac(salted, octets("Server Key")), octets(authMessage)));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
