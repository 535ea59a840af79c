package ee.qmail.tls;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.DirectoryLock;
import ee.qmail.text.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code control/servercert.pem} where this server has got it from an authority by ACME (CERT-14). Its first line says so, and from which: a file
 * without that line, and not made by this server for itself, is an administrator's and is never written.
 *
 * @param directory of the authority; empty if the certificate is one that the server has made for itself
 * @param certificate the one of the key
 * @param keys its keys
 */
public record IssuedCertificate(String directory, X509Certificate certificate, KeyPair keys) {
    private static final String MARK = "Issued by ";
    private static final String MARK_END = " to qmail EE, and renewed by it:";

    /** Who has put the file there that is there now. */
    public enum Owner {
        NOBODY,
        SERVER,
        ADMINISTRATOR
    }

    /** The name of the file in control. */
    public static String file() {
        return CertificateSource.FILE;
    }

    /** Tells whose the file in this directory is; a symbolic link is an administrator's. */
    public static Owner owner(Path control) throws IOException {
        Path file = control.resolve(CertificateSource.FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return Owner.NOBODY;
        }
        if (Files.isSymbolicLink(file)) {
            return Owner.ADMINISTRATOR;
        }
        try {
            String text = PemFile.text(file);
            return SelfMadeCertificate.isSelfMade(file) || directory(text).isPresent()
                    ? Owner.SERVER
                    : Owner.ADMINISTRATOR;
        } catch (WrongPemException e) {
            return Owner.ADMINISTRATOR;
        }
    }

    private static Optional<String> directory(String text) {
        String first = text.lines().findFirst().orElse("");
        int end = first.indexOf(MARK_END);
        return first.startsWith(MARK) && end > 0 ? Optional.of(first.substring(MARK.length(), end)) : Optional.empty();
    }

    /**
     * Reads what this server has put there.
     *
     * @return empty if there is nothing, or if it is an administrator's or no certificate
     */
    public static Optional<IssuedCertificate> read(Path control) throws IOException {
        if (owner(control) != Owner.SERVER) {
            return Optional.empty();
        }
        try {
            String text = PemFile.text(control.resolve(CertificateSource.FILE));
            KeyEntry entry = KeyEntries.of(PemFile.blocks(text)).get(0);
            KeyPair keys = new KeyPair(entry.certificate().getPublicKey(), entry.key());
            return Optional.of(new IssuedCertificate(directory(text).orElse(""), entry.certificate(), keys));
        } catch (WrongPemException e) {
            return Optional.empty(); // as good as none: it is written anew
        }
    }

    /**
     * Puts a new certificate there, whole, for its owner alone.
     *
     * @param directory of the authority that has issued it
     * @param keys that it was asked for with
     * @param chain PEM, the certificate and those that have issued it
     * @param names that it has to have
     * @throws IOException if the chain is not that certificate, or the file is an administrator's by now; nothing is written then
     */
    public static void write(Path control, String directory, KeyPair keys, String chain, Set<String> names, Instant now)
            throws IOException {
        String text = MARK + directory + MARK_END + " another one in its place stays.\n"
                + PemFile.write("PRIVATE KEY", keys.getPrivate().getEncoded())
                + checked(keys, chain, names, now);
        DirectoryLock.during(control, () -> {
            if (owner(control) == Owner.ADMINISTRATOR) {
                throw new IOException(refusal(control));
            }
            AtomicFile.write(control.resolve(CertificateSource.FILE), text);
            return null;
        });
    }

    /** Why nothing is written, and what would be right. */
    public static String refusal(Path control) {
        return control.getFileName() + "/" + CertificateSource.FILE
                + " was put there by an administrator and is left alone: move it away, and the server gets one by ACME, or remove"
                + " control/acme";
    }

    /** The certificates of the chain, and nothing else that stands there. */
    private static String checked(KeyPair keys, String chain, Set<String> names, Instant now) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            List<X509Certificate> certificates = KeyEntries.certificates(PemFile.blocks(chain));
            X509Certificate own = certificates.stream()
                    .filter(each -> Arrays.equals(
                            each.getPublicKey().getEncoded(), keys.getPublic().getEncoded()))
                    .findFirst()
                    .orElseThrow(() -> new WrongPemException("has no certificate for the key that was asked for"));
            requireUsable(own, names, now);
            KeyEntries.of(PemFile.blocks(
                    PemFile.write("PRIVATE KEY", keys.getPrivate().getEncoded()) + chain));
            for (X509Certificate certificate : certificates) {
                all.append(PemFile.write("CERTIFICATE", certificate.getEncoded()));
            }
            return all.toString();
        } catch (WrongPemException | GeneralSecurityException e) {
            throw new IOException("the certificate that was issued cannot be used: " + e.getMessage(), e);
        }
    }

    private static void requireUsable(X509Certificate own, Set<String> names, Instant now) throws WrongPemException {
        Set<String> found = CertificateNames.hosts(own);
        if (!found.containsAll(names)) {
            throw new WrongPemException("is for " + String.join(" ", found) + ", not for " + String.join(" ", names));
        }
        if (own.getNotAfter().before(own.getNotBefore())) {
            throw new WrongPemException("ends before it begins");
        }
        if (now.isAfter(own.getNotAfter().toInstant())) {
            throw new WrongPemException("is over since " + own.getNotAfter().toInstant());
        }
    }

    /** Names that it is for. */
    public Set<String> names() {
        return CertificateNames.hosts(certificate);
    }

    /** Its begin. */
    public Instant begin() {
        return certificate.getNotBefore().toInstant();
    }

    /** Its end. */
    public Instant end() {
        return certificate.getNotAfter().toInstant();
    }

    /** Tells whether an authority stands behind it. */
    public boolean isIssued() {
        return !directory.isEmpty();
    }

    /** What DANE publishes about a key (RFC 6698), usage 3, selector 1, matching type 1: {@code 3 1 1} and hexadecimal digits. */
    public static String tlsa(PublicKey key) {
        return "3 1 1 " + Sha256.hex(key.getEncoded());
    }
}
