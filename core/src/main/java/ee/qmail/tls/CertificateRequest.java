package ee.qmail.tls;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Collection;

/** A request for a certificate (PKCS #10, RFC 2986), whose names are alternative names alone, as RFC 8555 7.4 wants them. */
public final class CertificateRequest {
    private static final String EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
    private static final String ALTERNATIVE_NAMES = "2.5.29.17";
    private static final int DNS_NAME = 0x82;
    private static final int ATTRIBUTES = 0xA0;

    private CertificateRequest() {}

    /**
     * Signs a request.
     *
     * @param names of hosts, A-labels; the first label may be {@code *}
     * @param keys RSA, or EC on P-256 or P-384
     * @return DER
     */
    public static byte[] of(Collection<String> names, KeyPair keys) {
        byte[] version1 = Der.integer(BigInteger.ZERO);
        byte[] noSubject = Der.sequence();
        byte[] extensions = Der.sequence(alternativeNames(names));
        byte[] attributes = Der.value(ATTRIBUTES, Der.sequence(Der.oid(EXTENSION_REQUEST), Der.set(extensions)));
        byte[] content = Der.sequence(version1, noSubject, keys.getPublic().getEncoded(), attributes);
        return Signed.sequence(content, keys.getPrivate());
    }

    /** The extension of certificates and requests with these names of hosts (RFC 5280 4.2.1.6). */
    static byte[] alternativeNames(Collection<String> names) {
        byte[][] all = names.stream()
                .map(name -> Der.value(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII)))
                .toArray(byte[][]::new);
        return Der.sequence(Der.oid(ALTERNATIVE_NAMES), Der.octets(Der.sequence(all)));
    }
}
