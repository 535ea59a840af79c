package ee.qmail.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Private keys brought together with their certificates, and what has to be right about both (CERT-2, CERT-3, CERT-5). */
final class KeyEntries {
    private static final int MIN_RSA_BITS = 2048;
    private static final int P_256 = 256;
    private static final int P_384 = 384;
    /** Of one file or pair of files: many times what anybody has, and little to look through. */
    private static final int MOST_BLOCKS = 100;

    private static final byte[] PROBE = "qmail".getBytes(StandardCharsets.US_ASCII);

    private KeyEntries() {}

    /** All private keys in these blocks, at least one, each with its certificate and those that it was issued by. */
    static List<KeyEntry> of(List<PemFile.Block> blocks) throws WrongPemException {
        return of(blocks, null);
    }

    /** @param password the file with the password of an encrypted key; null: no key may be encrypted */
    static List<KeyEntry> of(List<PemFile.Block> blocks, Path password) throws WrongPemException {
        if (blocks.size() > MOST_BLOCKS) {
            throw new WrongPemException("must have at most " + MOST_BLOCKS + " keys and certificates");
        }
        List<X509Certificate> certificates = certificates(blocks);
        List<KeyEntry> entries = new ArrayList<>();
        for (PemFile.Block block : blocks) {
            Optional<PrivateKey> key = PrivateKeys.of(block, password);
            if (key.isPresent()) {
                entries.add(entry(key.get(), certificates));
            }
        }
        if (certificates.isEmpty() || entries.isEmpty()) {
            throw new WrongPemException("has no " + (certificates.isEmpty() ? "certificate" : "private key")
                    + ": must have both, the key, the certificate and those that issued it");
        }
        return entries;
    }

    static List<X509Certificate> certificates(List<PemFile.Block> blocks) throws WrongPemException {
        List<X509Certificate> certificates = new ArrayList<>();
        for (PemFile.Block block : blocks) {
            if (block.type().equals("CERTIFICATE") || block.type().equals("X509 CERTIFICATE")) {
                certificates.add(certificate(block.content()));
            }
        }
        return certificates;
    }

    private static X509Certificate certificate(byte[] content) throws WrongPemException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content));
        } catch (CertificateException e) {
            throw new WrongPemException("a certificate cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static KeyEntry entry(PrivateKey key, List<X509Certificate> certificates) throws WrongPemException {
        refuseOddKey(key);
        X509Certificate own = certificates.stream()
                .filter(certificate -> isPair(key, certificate.getPublicKey()))
                .max(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow(() -> new WrongPemException(
                        "the private key fits no certificate: must be the key that the" + " certificate was made for"));
        refuseWeak(own.getPublicKey());
        List<X509Certificate> chain = chain(own, certificates);
        Set<String> names = CertificateNames.hosts(own);
        if (names.isEmpty()) {
            throw new WrongPemException("the certificate names no host: must have the name of this host among its"
                    + " alternative names (DNS)");
        }
        return new KeyEntry(key, withoutRoot(chain), names, KeyKind.of(own.getPublicKey()), remark(chain));
    }

    private static void refuseOddKey(PrivateKey key) throws WrongPemException {
        String algorithm = key.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw new WrongPemException(
                    "the key is one for " + algorithm + ": must be RSA, or EC on P-256 or P-384, since other"
                            + " mail servers and public authorities know no others");
        }
    }

    /** Tells whether what one has signed is right by the other. */
    private static boolean isPair(PrivateKey key, PublicKey other) {
        if (!key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance("SHA256with" + (key instanceof RSAKey ? "RSA" : "ECDSA"));
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(other);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another size or curve
        }
    }

    private static void refuseWeak(PublicKey key) throws WrongPemException {
        if (key instanceof RSAKey rsa) {
            int bits = rsa.getModulus().bitLength();
            if (bits < MIN_RSA_BITS) {
                throw new WrongPemException(
                        "the RSA key has " + bits + " bits: must have " + MIN_RSA_BITS + " or more, or be EC on P-256");
            }
            return;
        }
        int bits = ((ECPublicKey) key).getParams().getCurve().getField().getFieldSize();
        if (bits != P_256 && bits != P_384) {
            throw new WrongPemException("the EC key is on a curve of " + bits + " bits: must be P-256 or P-384");
        }
    }

    /** Ordered by issuer, whatever the order of the file. */
    private static List<X509Certificate> chain(X509Certificate own, List<X509Certificate> certificates) {
        List<X509Certificate> chain = new ArrayList<>(List.of(own));
        Optional<X509Certificate> next = issuer(own, certificates);
        while (next.isPresent() && !chain.contains(next.get())) {
            chain.add(next.get());
            next = issuer(next.get(), certificates);
        }
        return chain;
    }

    /** Clients have it, or do not trust it. */
    private static List<X509Certificate> withoutRoot(List<X509Certificate> chain) {
        int last = chain.size() - 1;
        X509Certificate root = chain.get(last);
        return last > 0 && isIssuedBy(root, root) ? chain.subList(0, last) : chain;
    }

    private static Optional<X509Certificate> issuer(X509Certificate issued, List<X509Certificate> certificates) {
        return certificates.stream()
                .filter(other -> other.getSubjectX500Principal().equals(issued.getIssuerX500Principal()))
                .filter(other -> isIssuedBy(issued, other))
                .findFirst();
    }

    private static boolean isIssuedBy(X509Certificate issued, X509Certificate issuer) {
        try {
            issued.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // one with the same name and another key
        }
    }

    private static String remark(List<X509Certificate> chain) {
        X509Certificate last = chain.get(chain.size() - 1);
        return isIssuedBy(last, last) || KnownRoots.haveIssued(last)
                ? null
                : "the certificate of its issuer ("
                        + last.getIssuerX500Principal().getName()
                        + ") is missing, and Java knows no root of that name: append it, or many clients will not trust this one";
    }
}
