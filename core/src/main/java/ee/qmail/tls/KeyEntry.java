package ee.qmail.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A private key with its certificate.
 *
 * @param key its algorithm is RSA or EC
 * @param chain begins with the certificate of the key; each is issued by the next, and the root is left out
 * @param names that the certificate is for, in small letters, A-labels; the first label may be {@code *}
 * @param kind for people, such as {@code EC P-256}
 * @param remark something that is not right but no reason not to use it; null for none
 */
record KeyEntry(PrivateKey key, List<X509Certificate> chain, Set<String> names, String kind, String remark) {
    KeyEntry {
        chain = List.copyOf(chain);
        names = Collections.unmodifiableSet(new LinkedHashSet<>(names));
    }

    X509Certificate certificate() {
        return chain.get(0);
    }

    Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    boolean isSelfSigned() {
        return certificate().getIssuerX500Principal().equals(certificate().getSubjectX500Principal());
    }

    /** As the JDK's TLS names it. */
    String algorithm() {
        return key.getAlgorithm();
    }

    X509Certificate[] chainArray() {
        return chain.toArray(new X509Certificate[0]);
    }

    /** Tells whether it is for this host, by name or by a wildcard for one label. */
    boolean isFor(String host) {
        return CertificateNames.include(names, host);
    }
}
