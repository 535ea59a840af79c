package ee.qmail.tls;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;

/** What people call a key. */
public final class KeyKind {
    private KeyKind() {}

    /** Such as {@code RSA 2048} or {@code EC P-256}; for others the name of their algorithm. */
    public static String of(PublicKey key) {
        if (key instanceof RSAKey rsa) {
            return "RSA " + rsa.getModulus().bitLength();
        }
        return key instanceof ECPublicKey curve
                ? "EC P-" + curve.getParams().getCurve().getField().getFieldSize()
                : key.getAlgorithm();
    }
}
