package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuedCertificateTest {
    private static final String DIRECTORY = "https://acme.example/directory";
    private static final Set<String> NAMES = Set.of("mx.example.org");

    @TempDir
    Path directory;

    private Path control;
    private String chain;
    private KeyPair keys;

    @BeforeEach
    void selfMade() throws IOException {
        CertificateHome home = new CertificateHome(directory);
        home.open();
        control = home.file("servercert.pem").getParent();
        String text = Files.readString(home.file("servercert.pem"));
        chain = text.substring(text.indexOf("-----BEGIN CERTIFICATE"));
        keys = IssuedCertificate.read(control).orElseThrow().keys();
    }

    private void write(KeyPair with, String issued, Set<String> names) throws IOException {
        IssuedCertificate.write(control, DIRECTORY, with, issued, names, Instant.now());
    }

    @Test
    void cert14TheSelfMadeCertificateIsReplacedForItsOwnerAlone() throws IOException {
        assertThat(IssuedCertificate.read(control).orElseThrow().isIssued()).isFalse();
        write(keys, chain, NAMES);
        IssuedCertificate read = IssuedCertificate.read(control).orElseThrow();
        assertThat(read.directory()).isEqualTo(DIRECTORY);
        assertThat(read.names()).isEqualTo(NAMES);
        assertThat(read.isIssued()).isTrue();
        assertThat(IssuedCertificate.owner(control)).isEqualTo(IssuedCertificate.Owner.SERVER);
        assertThat(SelfMadeCertificate.isSelfMade(control.resolve("servercert.pem")))
                .isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(control.resolve("servercert.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void cert14AnAdministratorsFileAndItsLinkAreLeftAlone() throws IOException {
        Path file = control.resolve("servercert.pem");
        String text = Files.readString(file);
        String own = text.substring(text.indexOf("-----"));
        Files.writeString(file, own);
        assertThatThrownBy(() -> write(keys, chain, NAMES)).hasMessageContaining("put there by an administrator");
        assertThat(file).hasContent(own);
        Files.move(file, control.resolve("elsewhere"));
        Files.createSymbolicLink(file, control.resolve("nowhere"));
        assertThat(IssuedCertificate.owner(control)).isEqualTo(IssuedCertificate.Owner.ADMINISTRATOR);
        assertThat(IssuedCertificate.read(control)).isEmpty();
    }

    @Test
    void cert14WhatIsNotWhatWasOrderedIsNotWritten() throws IOException, GeneralSecurityException {
        String before = Files.readString(control.resolve("servercert.pem"));
        KeyPair other = KeyPairGenerator.getInstance("EC").generateKeyPair();
        assertThatThrownBy(() -> write(other, chain, NAMES)).hasMessageContaining("no certificate for the key");
        assertThatThrownBy(() -> write(keys, "<html>", NAMES)).hasMessageContaining("no certificate for the key");
        assertThatThrownBy(() -> write(keys, chain, Set.of("other.example")))
                .hasMessageContaining("is for mx.example.org, not for other.example");
        assertThat(control.resolve("servercert.pem")).hasContent(before);
    }

    @ParameterizedTest
    @CsvSource({"EC, 256, SHA256withECDSA", "RSA, 2048, SHA256withRSA"})
    void cert9ARequestIsSignedAndHasItsNames(String algorithm, int size, String signedBy)
            throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        KeyPair pair = generator.generateKeyPair();
        byte[] request = CertificateRequest.of(List.of("mx.example.org", "*.example.org"), pair);
        byte[] content = part(request, 0);
        byte[] bits = part(request, 2);
        Signature signature = Signature.getInstance(signedBy);
        signature.initVerify(pair.getPublic());
        signature.update(content);
        int header = header(bits);
        assertThat(signature.verify(bits, header + 1, bits.length - header - 1)).isTrue();
        assertThat(new String(content, StandardCharsets.ISO_8859_1)).contains("mx.example.org", "*.example.org");
    }

    /** A part of a sequence, with its header. */
    private static byte[] part(byte[] sequence, int number) {
        int at = header(sequence);
        for (int i = 0; i < number; i++) {
            at += whole(sequence, at);
        }
        return Arrays.copyOfRange(sequence, at, at + whole(sequence, at));
    }

    private static int header(byte[] value) {
        return value[1] >= 0 ? 2 : 2 + (value[1] & 0x7F);
    }

    private static int whole(byte[] in, int at) {
        byte[] rest = Arrays.copyOfRange(in, at, in.length);
        int length = rest[1];
        if (length < 0) {
            length = 0;
            for (int i = 2; i < header(rest); i++) {
                length = length << 8 | rest[i] & 0xFF;
            }
        }
        return header(rest) + length;
    }
}
