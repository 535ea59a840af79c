package ee.qmail.tls;

import ee.qmail.home.AtomicFile;
import ee.qmail.home.DirectoryLock;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The certificate that this server makes for itself where there is none (CERT-6): EC P-256, for the name of this host, signed by itself. No
 * authority stands behind it, but mail servers that encrypt when they can do so at once.
 */
final class SelfMadeCertificate {
    /** As long as some programs let a certificate be. */
    static final Duration LIFETIME = Duration.ofDays(825);

    private static final Duration RENEWED_BEFORE = Duration.ofDays(30);
    /** For clients whose clocks are behind. */
    private static final Duration EARLY = Duration.ofHours(1);

    private static final String MARK = "Made by qmail EE";
    private static final int LONGEST_COMMON_NAME = 64;

    private SelfMadeCertificate() {}

    /**
     * Writes it if no certificate file exists at all, or the one that was written before is about to end or for another name. Its key stays the
     * same, since its hash may stand in the DNS (RFC 7672).
     */
    static void keep(Path control, String host, Instant now) throws IOException {
        Path file = control.resolve(CertificateSource.FILE);
        if (Files.exists(file) && !isSelfMade(file)) {
            return;
        }
        DirectoryLock.during(control, () -> {
            if (CertificateSource.isNone(CertificateSource.find(control))) {
                AtomicFile.write(file, pem(host, newKeys(), now));
            } else if (Files.exists(file)) {
                renew(file, host, now);
            }
            return null;
        });
    }

    /** Tells whether one is to be written in its place, provided that it is self-made. */
    static boolean isDue(KeyEntry entry, String host, Instant now) {
        return !entry.isFor(host) || now.isAfter(entry.notAfter().minus(RENEWED_BEFORE));
    }

    static boolean isSelfMade(Path file) throws IOException {
        try {
            return PemFile.text(file).startsWith(MARK);
        } catch (WrongPemException e) {
            return false;
        }
    }

    private static void renew(Path file, String host, Instant now) throws IOException {
        try {
            // another server may share the directory, and have done it meanwhile
            KeyEntry old = KeyEntries.of(PemFile.read(file)).get(0);
            if (isSelfMade(file) && isDue(old, host, now)) {
                KeyPair keys = new KeyPair(old.certificate().getPublicKey(), old.key());
                AtomicFile.write(file, pem(host, keys, now));
            }
        } catch (WrongPemException e) {
            throw new IOException(file.getFileName() + " cannot be renewed: " + e.getMessage(), e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("each JDK has this curve", e);
        }
    }

    private static String pem(String host, KeyPair keys, Instant now) {
        return MARK + " for " + host + ", and renewed by it: put your own key and certificate in its place.\n"
                + PemFile.write("PRIVATE KEY", keys.getPrivate().getEncoded())
                + PemFile.write("CERTIFICATE", certificate(host, keys, now.minus(EARLY)));
    }

    private static byte[] certificate(String host, KeyPair keys, Instant begin) {
        return Signed.sequence(content(host, keys, begin, Signed.algorithm(keys.getPrivate())), keys.getPrivate());
    }

    /** The part that is signed (RFC 5280 4.1.2). */
    private static byte[] content(String host, KeyPair keys, Instant begin, byte[] algorithm) {
        byte[] version3 = Der.value(0xA0, Der.integer(BigInteger.TWO));
        byte[] serial = Der.integer(new BigInteger(127, new SecureRandom()).setBit(126));
        byte[] validity = Der.sequence(Der.time(begin), Der.time(begin.plus(LIFETIME)));
        byte[] name = name(host.length() <= LONGEST_COMMON_NAME ? host : "qmail EE");
        byte[] key = keys.getPublic().getEncoded();
        byte[] extensions = Der.value(0xA3, Der.sequence(extensions(host).toArray(new byte[0][])));
        return Der.sequence(version3, serial, algorithm, name, validity, name, key, extensions);
    }

    private static byte[] name(String commonName) {
        return Der.sequence(Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.utf8(commonName))));
    }

    private static List<byte[]> extensions(String host) {
        byte[] digitalSignature = {3, 2, 7, (byte) 0x80};
        return List.of(
                CertificateRequest.alternativeNames(List.of(host)),
                Der.sequence(Der.oid("2.5.29.19"), Der.yes(), Der.octets(Der.sequence())), // no authority
                Der.sequence(Der.oid("2.5.29.15"), Der.yes(), Der.octets(digitalSignature)), // key usage
                Der.sequence(
                        Der.oid("2.5.29.37"), Der.octets(Der.sequence(Der.oid("1.3.6.1.5.5.7.3.1"))))); // for servers
    }
}
