package ee.qmail.tls;

import ee.qmail.home.QmailHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** A home with files of certificates, a clock, and what was told. */
final class CertificateHome extends Clock {
    final QmailHome home;
    final List<String> remarks = new ArrayList<>();
    String me = "mx.example.org";
    /** The files of {@code make.sh} are younger. */
    Instant now = Instant.now();

    CertificateHome(Path root) throws IOException {
        home = new QmailHome(root);
        Files.createDirectories(home.control());
    }

    Path file(String name) {
        return home.control().resolve(name);
    }

    /** As administrators should: a file of its own, which takes the old one's place at once. */
    void put(String name, String... parts) throws IOException {
        putText(name, Pem.text(parts));
    }

    void putText(String name, String text) throws IOException {
        Files.createDirectories(file(name).getParent());
        Path whole = Files.writeString(home.root().resolve("new"), text);
        Files.setPosixFilePermissions(whole, PosixFilePermissions.fromString("rw-------"));
        Files.move(whole, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    ServerCertificates open() {
        return ServerCertificates.unwatched(home, () -> me, this, remarks::add);
    }

    /** The certificate that a client is shown. */
    static X509Certificate shown(ServerCertificates certificates, Consumer<SSLParameters> wishes) throws SSLException {
        return pair(certificates, wishes).shake().shown();
    }

    static String subject(ServerCertificates certificates, String host) throws SSLException {
        return shown(certificates, HandshakePair.asking(host))
                .getSubjectX500Principal()
                .getName();
    }

    static HandshakePair pair(ServerCertificates certificates, Consumer<SSLParameters> wishes) {
        return HandshakePair.of(
                HandshakePair.client(null), certificates.engine(false).orElseThrow(), wishes);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody needs its zone");
    }
}
