package ee.qmail.acme;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import ee.qmail.home.AtomicFile;
import ee.qmail.home.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.text.ParseException;
import java.util.Optional;

/**
 * The keys in {@code control/acme.d}, each EC P-256 and for its owner alone (CERT-8): that of the account, and that of the next certificate, which is
 * known before it is used so that its hash can stand in the DNS in time (CERT-15).
 */
final class AcmeKeys {
    private static final String ACCOUNT = "account.jwk";
    private static final String NEXT = "next.jwk";

    private final Path directory;

    /** @param directory is made when it is needed */
    AcmeKeys(Path directory) {
        this.directory = directory;
    }

    ECKey account() throws IOException {
        return kept(ACCOUNT);
    }

    KeyPair next() throws IOException {
        try {
            return kept(NEXT).toKeyPair();
        } catch (JOSEException e) {
            throw new IOException(wrong(NEXT), e);
        }
    }

    /** Empty before the first order. */
    Optional<KeyPair> nextIfKnown() throws IOException {
        return Files.exists(directory.resolve(NEXT)) ? Optional.of(next()) : Optional.empty();
    }

    /** The next certificate but one has another key. */
    void renewNext() throws IOException {
        write(NEXT);
    }

    private ECKey kept(String name) throws IOException {
        Path file = directory.resolve(name);
        try {
            Optional<String> text = AtomicFile.read(file);
            return text.isPresent() ? ECKey.parse(text.get()) : write(name);
        } catch (ParseException e) {
            throw new IOException(wrong(name), e);
        }
    }

    private static String wrong(String name) {
        return "control/acme.d/" + name + ": must be a private key as this server has written it; delete it, and a new"
                + " one is made";
    }

    private ECKey write(String name) throws IOException {
        OwnerOnly.createDirectories(directory);
        try {
            ECKey made = new ECKeyGenerator(Curve.P_256).generate();
            AtomicFile.write(directory.resolve(name), made.toJSONString() + "\n");
            return made;
        } catch (JOSEException e) {
            throw new IllegalStateException("each JDK has this curve", e);
        }
    }
}
