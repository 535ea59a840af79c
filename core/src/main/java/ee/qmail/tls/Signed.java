package ee.qmail.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAKey;

/** The frame of certificates (RFC 5280 4.1) and of requests for them (RFC 2986 4.2): content, algorithm, signature. */
final class Signed {
    private static final byte[] NULL = {5, 0};

    private Signed() {}

    /** The algorithm that {@link #sequence} signs with: SHA-256, with ECDSA or RSA as the key is. */
    static byte[] algorithm(PrivateKey key) {
        return key instanceof RSAKey
                ? Der.sequence(Der.oid("1.2.840.113549.1.1.11"), NULL)
                : Der.sequence(Der.oid("1.2.840.10045.4.3.2"));
    }

    /** @param key RSA or EC */
    static byte[] sequence(byte[] content, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256with" + (key instanceof RSAKey ? "RSA" : "ECDSA"));
            signature.initSign(key);
            signature.update(content);
            return Der.sequence(content, algorithm(key), Der.bits(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("an RSA or EC key can sign", e);
        }
    }
}
