package ee.qmail.bench.peer;

import java.nio.file.Path;

/** The certificate of the servers, for tests of other packages. */
public record TestCertificate(Path chain, Path key) {
    public static TestCertificate in(Path directory) {
        Certificate made = Certificate.in(directory);
        return new TestCertificate(made.chain(), made.key());
    }
}
