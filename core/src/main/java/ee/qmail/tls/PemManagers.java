package ee.qmail.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What the JDK's TLS needs for connections to other servers, made of PEM files (CERT-1, RTLS-5). */
public final class PemManagers {
    private PemManagers() {}

    /**
     * Trusts the certificates in a file and those that they have issued.
     *
     * @throws IOException if the file cannot be used; its message says why
     */
    public static TrustManager[] trusting(Path authorities) throws IOException {
        try {
            List<X509Certificate> certificates = KeyEntries.certificates(PemFile.read(authorities));
            if (certificates.isEmpty()) {
                throw new WrongPemException("has no certificate: must have those of the authorities");
            }
            KeyStore store = emptyStore();
            for (X509Certificate certificate : certificates) {
                store.setCertificateEntry("ca" + store.size(), certificate);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (WrongPemException | GeneralSecurityException e) {
            throw unusable(authorities, e);
        }
    }

    /**
     * Shows the certificates in a file, which has their private keys too.
     *
     * @throws IOException if the file cannot be used; its message says why
     */
    public static KeyManager[] showing(Path certificates) throws IOException {
        try {
            KeyStore store = emptyStore();
            for (KeyEntry entry : KeyEntries.of(PemFile.read(certificates))) {
                store.setKeyEntry("key" + store.size(), entry.key(), new char[0], entry.chainArray());
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, new char[0]);
            return factory.getKeyManagers();
        } catch (WrongPemException | GeneralSecurityException e) {
            throw unusable(certificates, e);
        }
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static IOException unusable(Path file, Exception e) {
        return new IOException(file.getFileName() + ": " + e.getMessage(), e);
    }
}
