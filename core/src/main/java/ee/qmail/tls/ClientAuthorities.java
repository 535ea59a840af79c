package ee.qmail.tls;

import ee.qmail.home.Fingerprint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The authorities that certificates of clients may come from, in control/clientca.pem, and what they have revoked, in control/clientcrl.pem (TLS-15).
 * A new list is a context of its own, since sessions of the old one were let in by other authorities. Guarded by {@link ServerCertificates}.
 */
final class ClientAuthorities {
    private static final String AUTHORITIES = "clientca.pem";
    private static final String REVOKED = "clientcrl.pem";

    private final Path authorities;
    private final Path revoked;
    private final KeyManager keys;
    private final Consumer<String> remarks;
    private String fingerprint = "";
    private String trouble;
    private volatile SSLContext context;

    ClientAuthorities(Path control, KeyManager keys, Consumer<String> remarks) {
        this.authorities = control.resolve(AUTHORITIES);
        this.revoked = control.resolve(REVOKED);
        this.keys = keys;
        this.remarks = remarks;
    }

    /** For engines that ask for a certificate; null while there is no list of authorities. Safe for use by several threads. */
    SSLContext context() {
        return context;
    }

    /** Looks whether the files have changed; a wrong one leaves the old list in force. */
    void look() {
        try {
            String seen = Fingerprint.of(authorities) + "\n" + Fingerprint.of(revoked);
            if (trouble == null && seen.equals(fingerprint)) {
                return;
            }
            context = Fingerprint.of(authorities).equals(Fingerprint.MISSING) ? null : read();
            fingerprint = seen;
            trouble = null;
        } catch (IOException | WrongPemException | GeneralSecurityException | RuntimeException e) {
            // what the JDK throws at octets that are none of these is not always of the kinds it names
            String text = "control/" + AUTHORITIES + ": " + e.getMessage() + "; the old list stays in force";
            if (!text.equals(trouble)) {
                remarks.accept(text);
            }
            trouble = text;
        }
    }

    private SSLContext read() throws IOException, WrongPemException, GeneralSecurityException {
        List<X509Certificate> found = KeyEntries.certificates(PemFile.read(authorities));
        if (found.isEmpty()) {
            throw new WrongPemException("has no certificate: must have those of the authorities");
        }
        Set<TrustAnchor> anchors =
                found.stream().map(each -> new TrustAnchor(each, null)).collect(Collectors.toSet());
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        List<CRL> lists = revocations();
        parameters.setRevocationEnabled(!lists.isEmpty());
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(new CertPathTrustManagerParameters(parameters));
        SSLContext made = SSLContext.getInstance("TLS");
        made.init(new KeyManager[] {keys}, trust.getTrustManagers(), null);
        return made;
    }

    private List<CRL> revocations() throws IOException, WrongPemException, GeneralSecurityException {
        List<CRL> lists = new ArrayList<>();
        if (Fingerprint.of(revoked).equals(Fingerprint.MISSING)) {
            return lists;
        }
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (PemFile.Block block : PemFile.read(revoked)) {
            if (block.type().equals("X509 CRL")) {
                lists.add(factory.generateCRL(new ByteArrayInputStream(block.content())));
            }
        }
        if (lists.isEmpty()) {
            throw new CRLException(REVOKED + " has no list: must have those of all authorities");
        }
        return lists;
    }
}
