package ee.qmail.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Tls;
import ee.qmail.control.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsPolicyTest {
    @TempDir
    Path directory;

    private CertificateHome home;
    private ServerCertificates certificates;

    @BeforeEach
    void home() throws IOException {
        home = new CertificateHome(directory);
        home.put("servercert.pem", "ec.key", "ec.crt", "rsa.key", "rsa.crt", "issuer.crt", "root.crt");
        certificates = home.open();
    }

    private SSLEngine engine(String policy) throws IOException {
        Files.writeString(home.file("tlspolicy"), policy);
        return home.open().engine(false).orElseThrow();
    }

    private HandshakePair shake(Consumer<SSLParameters> wishes) throws SSLException {
        return CertificateHome.pair(certificates, wishes).shake();
    }

    private static Consumer<SSLParameters> speaking(String... protocols) {
        return parameters -> parameters.setApplicationProtocols(protocols);
    }

    @Test
    void tls10TheDefaultHasForwardSecrecyAndAuthenticatedEncryptionOnly() {
        SSLEngine engine = certificates.engine(false).orElseThrow();
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites()).hasSize(9).allSatisfy(suite -> {
            assertThat(suite).doesNotContain("CBC").doesNotContain("_DHE_").containsAnyOf("GCM", "CHACHA20");
            assertThat(suite).matches("TLS_(AES|CHACHA20|ECDHE_(RSA|ECDSA)_WITH)_.*");
        });
    }

    @Test
    void tls10ModernIsTls13Alone() throws IOException {
        SSLEngine engine = engine("modern\n");
        assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3");
        assertThat(engine.getEnabledCipherSuites()).hasSize(3);
    }

    @Test
    void tls10OldAddsCbcAndNothingOlderThanTls12() throws IOException {
        SSLEngine engine = engine("old\n");
        assertThat(engine.getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(engine.getEnabledCipherSuites()).hasSize(17).anyMatch(suite -> suite.contains("CBC"));
    }

    @Test
    void tls10AWrongWordMeansTheDefault() throws IOException {
        assertThat(engine("newest\n").getEnabledCipherSuites()).hasSize(9);
    }

    @Test
    void tls10AClientOfTls11IsRefused() {
        assertThatThrownBy(() -> shake(parameters -> parameters.setProtocols(new String[] {"TLSv1.1"})))
                .isInstanceOf(SSLException.class);
    }

    @Test
    void tls10TheNamesAreThoseOfTheControlFile() {
        for (TlsPolicy policy : TlsPolicy.values()) {
            assertThat(Setting.TLSPOLICY.check(policy.label())).isEmpty();
            assertThat(TlsPolicy.named(policy.label())).contains(policy);
        }
        assertThat(Setting.TLSPOLICY.check("newest")).hasSize(1);
        assertThat(Setting.TLSPOLICY.fallback()).hasToString(TlsPolicy.INTERMEDIATE.label());
    }

    @Test
    void tls9AClientThatOffersOnlyProtocolsOfOthersIsRefused() throws SSLException {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            assertThatThrownBy(() -> shake(parameters -> {
                        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
                        parameters.setProtocols(new String[] {version});
                    }))
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("application");
        }
        assertThat(shake(speaking("pop3")).client().getApplicationProtocol()).isEmpty();
        assertThat(shake(speaking("h2", "smtp")).client().getApplicationProtocol())
                .isEmpty();
        assertThat(shake(speaking()).client().getApplicationProtocol()).isEmpty();
    }

    @Test
    void tls9AndTheConsoleSpeaksHttpOnly() throws SSLException {
        assertThat(http("h2", "http/1.1").client().getApplicationProtocol()).isEqualTo("http/1.1");
        assertThat(http().client().getApplicationProtocol()).isEmpty();
        for (String other : List.of("h2", "smtp", "pop3")) {
            assertThatThrownBy(() -> http(other)).isInstanceOf(SSLException.class);
        }
    }

    private HandshakePair http(String... protocols) throws SSLException {
        SSLEngine server = certificates.httpEngine().orElseThrow();
        return HandshakePair.of(HandshakePair.client(null), server, speaking(protocols))
                .shake();
    }

    @Test
    void tls12ASessionIsResumedAlsoAfterTheCertificateWasExchanged() throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            SSLContext client = HandshakePair.client(null);
            assertThat(resumed(client, version)).as(version).isFalse();
            Thread.sleep(5); // sessions count in milliseconds
            home.put("servercert.pem", "rsa.key", "rsa.crt", "issuer.crt", "root.crt");
            certificates.look();
            assertThat(resumed(client, version)).as(version).isTrue();
        }
    }

    private boolean resumed(SSLContext client, String version) throws SSLException {
        long began = System.currentTimeMillis();
        SSLEngine server = certificates.engine(false).orElseThrow();
        HandshakePair pair = HandshakePair.of(client, server, parameters -> {
                    HandshakePair.asking("mx.example.org").accept(parameters);
                    parameters.setProtocols(new String[] {version});
                })
                .shake();
        Tls tls = ServerCertificates.stateOf(pair.server().getSession(), began);
        assertThat(tls.version()).isEqualTo(version);
        assertThat(tls.suite()).contains("AES_128_GCM");
        assertThat(tls.serverName()).isEqualTo("mx.example.org");
        assertThat(tls.certifiedAddress()).isNull();
        return tls.resumed();
    }

    private Tls stateWith(String client, boolean isSubmission) throws Exception {
        KeyEntry own = client == null ? null : clientEntry(client);
        SSLEngine server = certificates.engine(isSubmission).orElseThrow();
        HandshakePair pair =
                HandshakePair.of(HandshakePair.client(own), server, none -> {}).shake();
        pair.say("EHLO"); // with TLS 1.3 the client may have done its part before the server has judged it
        return ServerCertificates.stateOf(pair.server().getSession(), Long.MAX_VALUE);
    }

    private static KeyEntry clientEntry(String name) throws Exception {
        PemFile.Block key = PemFile.blocks(Pem.text(name + ".key")).get(0);
        return new KeyEntry(
                PrivateKeys.of(key, null).orElseThrow(),
                KeyEntries.certificates(PemFile.blocks(
                        Pem.text(name + ".crt") + (name.equals("stranger") ? "" : Pem.text("issuer.crt")))),
                Set.of("none"),
                "",
                null);
    }

    @Test
    void tls15ClientsAreAskedForACertificateOnSubmissionDoorsAndWithAuthoritiesOnly() throws Exception {
        assertThat(stateWith("client", true).certifiedAddress()).isNull();
        home.put("clientca.pem", "root.crt");
        certificates.look();
        assertThat(stateWith("client", false).certifiedAddress()).isNull();
        assertThat(stateWith("client", true).certifiedAddress()).isEqualTo("ana@example.org");
        assertThat(stateWith("client-san", true).certifiedAddress()).isEqualTo("bob@example.org");
        assertThat(stateWith(null, true).certifiedAddress()).isNull();
    }

    @Test
    void tls15ACertificateOfSomebodyElseGivesNoAddress() throws Exception {
        home.put("clientca.pem", "root.crt");
        certificates.look();
        // the client sees that its issuer is not among those that are asked for, and shows none
        assertThat(stateWith("stranger", true).certifiedAddress()).isNull();
    }

    @Test
    void tls15ACertificateThatWasRevokedIsRefused() throws Exception {
        home.put("clientca.pem", "root.crt", "issuer.crt");
        home.put("clientcrl.pem", "root.crl", "issuer.crl");
        certificates.look();
        assertThat(home.remarks).isEmpty();
        assertThatThrownBy(() -> stateWith("client", true)).isInstanceOf(SSLException.class);
        assertThat(stateWith("client-san", true).certifiedAddress()).isEqualTo("bob@example.org");
    }

    @Test
    void tls15AWrongListOfAuthoritiesKeepsTheOldOneAndIsTold() throws Exception {
        home.put("clientca.pem", "root.crt");
        certificates.look();
        home.putText("clientca.pem", "nothing\n");
        certificates.look();
        certificates.look();
        assertThat(home.remarks)
                .containsExactly(
                        "control/clientca.pem: has no certificate: must have those of the authorities; the old list stays in force");
        assertThat(stateWith("client", true).certifiedAddress()).isEqualTo("ana@example.org");
        Files.delete(home.file("clientca.pem"));
        certificates.look();
        assertThat(stateWith("client", true).certifiedAddress()).isNull();
    }
}
