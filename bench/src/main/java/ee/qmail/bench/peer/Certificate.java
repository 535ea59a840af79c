package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

/**
 * The certificate that all servers of a run have: EC P-256, signed by itself.
 *
 * @param chain PEM
 * @param key PEM, PKCS #8
 * @param both the key, then the chain, in one file
 */
record Certificate(Path chain, Path key, Path both) {
    private static final String PASSWORD = "not secret";
    private static final String ALIAS = "bench";

    /** Makes it with the JDK's keytool, unless it is there. */
    static Certificate in(Path directory) {
        Certificate certificate = new Certificate(
                directory.resolve("certificate.pem"), directory.resolve("key.pem"), directory.resolve("both.pem"));
        if (!Files.exists(certificate.both)) {
            certificate.make(directory.resolve("certificate.p12"));
        }
        return certificate;
    }

    private void make(Path store) {
        try {
            Files.createDirectories(store.getParent());
            keytool(store);
            KeyStore made = KeyStore.getInstance("PKCS12");
            try (InputStream in = Files.newInputStream(store)) {
                made.load(in, PASSWORD.toCharArray());
            }
            String keyText = pem(
                    "PRIVATE KEY", made.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded());
            String chainText = pem("CERTIFICATE", made.getCertificate(ALIAS).getEncoded());
            Files.writeString(chain, chainText);
            ownerOnly(key, keyText);
            ownerOnly(both, keyText + chainText);
        } catch (IOException | GeneralSecurityException e) {
            throw new BenchException("no certificate can be made: " + e, e);
        }
    }

    private static void keytool(Path store) throws IOException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        Process process = new ProcessBuilder(List.of(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=mail." + Population.DOMAIN,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new BenchException("keytool: " + output.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    private static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    private static void ownerOnly(Path file, String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}
