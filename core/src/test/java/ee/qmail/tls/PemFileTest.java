package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PemFileTest {
    @TempDir
    Path directory;

    private static KeyEntry only(String text) throws WrongPemException {
        List<KeyEntry> entries = Pem.entries(text);
        assertThat(entries).hasSize(1);
        return entries.get(0);
    }

    private static List<String> subjects(KeyEntry entry) {
        return entry.chain().stream()
                .map(X509Certificate::getSubjectX500Principal)
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "ec.key, ec.crt, EC P-256",
        "ec.sec1.key, ec.crt, EC P-256",
        "ec.parameters.key, ec.crt, EC P-256",
        "wildcard.key, wildcard.crt, EC P-384",
        "rsa.key, rsa.crt, RSA 2048",
        "rsa.pkcs1.key, rsa.crt, RSA 2048"
    })
    void cert2KeysOfAllFormsAreRead(String key, String certificate, String kind) throws Exception {
        assertThat(only(Pem.text(key, certificate, "issuer.crt")).kind()).isEqualTo(kind);
    }

    @Test
    void cert2TheChainIsOrderedByIssuerAndTheRootIsLeftOut() throws Exception {
        KeyEntry entry = only(Pem.text("root.crt", "issuer.crt", "ec.crt", "ec.key"));
        assertThat(subjects(entry)).containsExactly("CN=mx.example.org", "CN=Test Issuer");
        assertThat(entry.remark()).isNull();
    }

    @Test
    void cert2AMissingIntermediateIsARemark() throws Exception {
        assertThat(only(Pem.text("ec.crt", "ec.key")).remark()).contains("(CN=Test Issuer) is missing");
        assertThat(only(Pem.text("ec.crt", "ec.key", "issuer.crt")).remark()).contains("(CN=Test Root) is missing");
    }

    @Test
    void cert2TextAroundTheBlocksAndLineEndsOfWindowsDoNotCount() throws Exception {
        String text = "Bag Attributes\n  friendlyName: m\u00fcller\n" + Pem.text("ec.key") + "subject=CN = x\n"
                + Pem.text("ec.crt", "issuer.crt")
                + "-----BEGIN DH PARAMETERS-----\nMAA=\n-----END DH PARAMETERS-----\n";
        assertThat(only(text.replace("\n", "\r\n")).chain()).hasSize(2);
    }

    @Test
    void cert2CertificatesOfTheIssuersAreTheSameAsThoseOfOthersIfOnlyTheNameIs() throws Exception {
        KeyEntry entry = only(Pem.text("ec.key", "stranger.crt", "ec.crt", "issuer.crt"));
        assertThat(subjects(entry)).containsExactly("CN=mx.example.org", "CN=Test Issuer");
    }

    private Path password(String text, String permissions) throws IOException {
        Path file = Files.writeString(directory.resolve("servercert.password"), text);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @ParameterizedTest
    @CsvSource({"ec.encrypted.key, ec", "ec.encrypted.3des.key, ec", "rsa.encrypted.key, rsa"})
    void cert2AnEncryptedKeyIsReadWithTheFileOfItsPassword(String key, String certificate) throws Exception {
        List<PemFile.Block> blocks = PemFile.blocks(Pem.text(key, certificate + ".crt", "issuer.crt"));
        Path secret = password("secret\n", "rw-------");
        assertThat(KeyEntries.of(blocks, secret).get(0).key())
                .isEqualTo(only(Pem.text(certificate + ".key", certificate + ".crt", "issuer.crt"))
                        .key());

        assertThatThrownBy(() -> KeyEntries.of(blocks, password("wrong\n", "rw-------")))
                .hasMessageContaining("cannot be decrypted: servercert.password must have its password")
                .hasMessageNotContaining("wrong");
        assertThatThrownBy(() -> KeyEntries.of(blocks, password("s\u00fc\n", "rw-------")))
                .hasMessageContaining("in ASCII");
        assertThatThrownBy(() -> KeyEntries.of(blocks, password("secret\n", "rw-r-----")))
                .hasMessageContaining("chmod 600 servercert.password");
        assertThatThrownBy(() -> KeyEntries.of(blocks, directory.resolve("none")))
                .hasMessageContaining("must have its password in none beside it");
        assertThatThrownBy(() -> KeyEntries.of(blocks)).hasMessageContaining("encrypted: must be without a password");
    }

    @Test
    void cert2AnEncryptedKeyThatJavaCannotReadSaysWhatToDo() throws Exception {
        Path secret = password("secret\n", "rw-------");
        List<PemFile.Block> scrypt = PemFile.blocks(Pem.text("ec.encrypted.scrypt.key", "ec.crt"));
        assertThatThrownBy(() -> KeyEntries.of(scrypt, secret))
                .hasMessageContaining("openssl pkcs8 -topk8 -v2 aes-256-cbc");
        List<PemFile.Block> old = PemFile.blocks(Pem.text("ec.encrypted.sec1.key", "ec.crt"));
        assertThatThrownBy(() -> KeyEntries.of(old, secret))
                .hasMessageContaining("Proc-Type: 4,ENCRYPTED")
                .hasMessageContaining("openssl pkcs8 -topk8 -in OLD -out NEW");
        for (byte[] octets : new byte[][] {{}, {0x30, 0}, {0x30, (byte) 0x84, -1, -1, -1, -1}}) {
            List<PemFile.Block> odd =
                    PemFile.blocks(PemFile.write("ENCRYPTED PRIVATE KEY", octets) + Pem.text("ec.crt"));
            assertThatThrownBy(() -> KeyEntries.of(odd, secret)).isInstanceOf(WrongPemException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ed25519, EdDSA: must be RSA or EC on P-256 or P-384",
        "pss, RSASSA-PSS: must be RSA or EC",
        "rsa1024, RSA key has 1024 bits: must have 2048",
        "p521, curve of 521 bits: must be P-256 or P-384",
        "nobody, names no host"
    })
    void cert3WeakAndOddKeysAreRefusedWithAClearText(String name, String words) {
        assertThatThrownBy(() -> Pem.entries(Pem.text(name + ".key", name + ".crt")))
                .satisfies(e -> assertThat(e.getMessage().replace(",", "")).contains(words));
    }

    @Test
    void cert3TwoKeysForOneNameMayBeInOneFile() throws Exception {
        List<KeyEntry> entries = Pem.entries(Pem.text("ec.key", "rsa.key", "rsa.crt", "ec.crt", "issuer.crt"));
        assertThat(entries).extracting(KeyEntry::kind).containsExactly("EC P-256", "RSA 2048");
    }

    @Test
    void cert5AKeyThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> Pem.entries(Pem.text("client.key", "ec.crt")))
                .hasMessageContaining("fits no certificate");
        assertThatThrownBy(() -> Pem.entries(Pem.text("wildcard.key", "ec.crt")))
                .hasMessageContaining("fits no certificate");
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Pem.entries(Pem.text("ec.crt"))).hasMessageContaining("has no private key");
        assertThatThrownBy(() -> Pem.entries("\n")).hasMessageContaining("has no certificate");
        assertThatThrownBy(() -> Pem.entries(Pem.text("ec.key").replaceFirst("-----END.*", "")))
                .hasMessageContaining("PRIVATE KEY has no end");
        assertThatThrownBy(() -> Pem.entries(Pem.text("ec.key").replaceFirst("\nM", "\n!")))
                .hasMessageContaining("PRIVATE KEY is not base64");
        assertThatThrownBy(() -> Pem.entries(PemFile.write("PRIVATE KEY", new byte[] {1, 2}) + Pem.text("ec.crt")))
                .hasMessageContaining("private key cannot be read");
        for (byte[] key :
                new byte[][] {{}, {0x30}, {0x30, 2, (byte) 0xA0, 9}, {0x30, (byte) 0x84, -1, -1, -1, -1}, {0x30, 0}}) {
            assertThatThrownBy(() -> Pem.entries(PemFile.write("EC PRIVATE KEY", key) + Pem.text("ec.crt")))
                    .hasMessageContaining("EC PRIVATE KEY");
        }
    }

    @Test
    void cert2OctetsThatAreWrongAreRefusedAndNothingElseHappens() throws Exception {
        Random random = new Random(1);
        List<PemFile.Block> right =
                PemFile.blocks(Pem.text("ec.sec1.key", "rsa.pkcs1.key", "ec.crt", "rsa.crt", "issuer.crt"));
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            List<PemFile.Block> blocks = new ArrayList<>(right);
            int which = random.nextInt(blocks.size());
            byte[] content = blocks.get(which).content().clone();
            for (int n = random.nextInt(3); n >= 0; n--) {
                content[random.nextInt(n == 0 ? Math.min(40, content.length) : content.length)] =
                        (byte) random.nextInt();
            }
            blocks.set(which, new PemFile.Block(blocks.get(which).type(), false, content));
            try {
                KeyEntries.of(blocks);
            } catch (WrongPemException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(250);
    }

    @Test
    void cert2AFileIsRegularAndOfBoundedSize() throws IOException {
        Path large = Files.write(directory.resolve("large"), new byte[(1 << 20) + 1]);
        assertThatThrownBy(() -> PemFile.read(large)).hasMessageContaining("at most 1048576 octets");
        assertThatThrownBy(() -> PemFile.read(directory)).hasMessageContaining("regular file");
        assertThatThrownBy(() -> Pem.entries(Pem.text("ec.crt").repeat(101))).hasMessageContaining("at most 100 keys");
    }

    @Test
    void namesAreTheAlternativeOnesElseTheCommonName() throws Exception {
        assertThat(only(Pem.text("ec.key", "ec.crt")).names()).containsExactly("mx.example.org", "mail.example.org");
        assertThat(only(Pem.text("common-name.key", "common-name.crt")).names()).containsExactly("old.example.com");
        KeyEntry wildcard = only(Pem.text("wildcard.key", "wildcard.crt"));
        assertThat(wildcard.isFor("mx.example.net")).isTrue();
        assertThat(wildcard.isFor("a.mx.example.net")).isFalse();
        assertThat(wildcard.isFor("example.net")).isFalse();
    }
}
