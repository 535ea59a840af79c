package ee.qmail.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** Puts certificates into a home, and has them looked at without waiting a second. */
public final class NewCertificate {
    private NewCertificate() {}

    /** @return its serial number */
    public static String put(Path control, String host, ServerCertificates certificates)
            throws IOException, WrongPemException {
        Path beside = Files.createTempDirectory(control.getParent(), "made");
        SelfMadeCertificate.keep(beside, host, Instant.now());
        Path made = beside.resolve(CertificateSource.FILE);
        KeyEntry entry = KeyEntries.of(PemFile.read(made)).get(0);
        Files.move(
                made,
                control.resolve(CertificateSource.FILE),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        certificates.look();
        return entry.certificate().getSerialNumber().toString();
    }
}
