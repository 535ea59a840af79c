package ee.qmail.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import javax.security.auth.x500.X500Principal;

/** The names of the roots that this Java trusts: read when they are first asked for, which takes a tenth of a second. */
final class KnownRoots {
    private static final Set<X500Principal> NAMES = names();

    private KnownRoots() {}

    private static Set<X500Principal> names() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Stream.of(factory.getTrustManagers())
                    .filter(X509TrustManager.class::isInstance)
                    .flatMap(manager -> Stream.of(((X509TrustManager) manager).getAcceptedIssuers()))
                    .map(X509Certificate::getSubjectX500Principal)
                    .collect(Collectors.toSet());
        } catch (GeneralSecurityException e) {
            return Set.of(); // then more certificates are said to lack their issuer
        }
    }

    static boolean haveIssued(X509Certificate certificate) {
        return NAMES.contains(certificate.getIssuerX500Principal());
    }
}
