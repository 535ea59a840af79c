package ee.qmail.httpd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.home.QmailHome;
import ee.qmail.tls.AnyCertificate;
import ee.qmail.tls.ServerCertificates;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsConnectionTest {
    private static final List<String> VERSIONS = List.of("TLSv1.2", "TLSv1.3");

    @TempDir
    Path directory;

    private ServerCertificates certificates;
    private final ByteBuffer said = ByteBuffer.allocate(100_000);
    private SSLEngine client;
    private TlsConnection server;

    @BeforeEach
    void open() throws Exception {
        QmailHome home = new QmailHome(directory);
        Files.createDirectories(home.control());
        certificates = ServerCertificates.open(home, () -> "mx.example.org", Clock.systemUTC(), remark -> {});
    }

    @AfterEach
    void close() {
        certificates.close();
    }

    private void begin(Consumer<SSLParameters> wishes) throws SSLException, GeneralSecurityException {
        said.clear();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AnyCertificate()}, null);
        client = context.createSSLEngine("mx.example.org", 443);
        client.setUseClientMode(true);
        SSLParameters parameters = client.getSSLParameters();
        wishes.accept(parameters);
        client.setSSLParameters(parameters);
        client.beginHandshake();
        server = new TlsConnection(certificates.httpEngine().orElseThrow());
    }

    /** All that the client has to say now. */
    private byte[] fromClient(String text) throws SSLException {
        ByteBuffer octets = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        SSLEngineResult result;
        do {
            result = client.wrap(octets, said);
            runTasks();
        } while (result.bytesProduced() > 0 && (octets.hasRemaining() || needsWrap()));
        byte[] all = Arrays.copyOf(said.array(), said.position());
        said.clear();
        return all;
    }

    private boolean needsWrap() {
        return client.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP;
    }

    /** It may have to say something before it reads on, which goes with what it says next. */
    private String toClient(byte[] records) throws SSLException {
        ByteBuffer in = ByteBuffer.wrap(records);
        ByteBuffer text = ByteBuffer.allocate(100_000);
        for (int step = 0; in.hasRemaining(); step++) {
            assertThat(step).as("the client does not get on").isLessThan(1_000);
            if (needsWrap()) {
                client.wrap(ByteBuffer.allocate(0), said);
            } else {
                client.unwrap(in, text);
            }
            runTasks();
        }
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII);
    }

    private void runTasks() {
        for (Runnable task = client.getDelegatedTask(); task != null; task = client.getDelegatedTask()) {
            task.run();
        }
    }

    private void shake() throws SSLException {
        for (int turn = 0; turn < 10 && !server.isOpen(); turn++) {
            for (byte octet : fromClient("")) {
                server.receive(new byte[] {octet});
                server.shake();
            }
            toClient(server.toSend());
        }
        assertThat(server.isOpen()).isTrue();
    }

    private static Consumer<SSLParameters> version(String version) {
        return parameters -> parameters.setProtocols(new String[] {version});
    }

    @Test
    void tls16OctetByOctetItIsTheSame() throws Exception {
        for (String version : VERSIONS) {
            begin(version(version));
            shake();
            StringBuilder read = new StringBuilder();
            for (byte octet : fromClient("GET / HTTP/1.1")) {
                server.receive(new byte[] {octet});
                read.append(new String(server.read(), StandardCharsets.US_ASCII));
            }
            assertThat(read).hasToString("GET / HTTP/1.1");
            server.write(ByteBuffer.wrap("x".repeat(50_000).getBytes(StandardCharsets.US_ASCII)));
            assertThat(toClient(server.toSend())).isEqualTo("x".repeat(50_000));
            client.closeOutbound();
            server.receive(fromClient(""));
            assertThat(server.read()).isEmpty();
            assertThat(server.isOver()).isTrue();
        }
    }

    @Test
    void tls9TheClientIsToldWhyItIsRefused() throws Exception {
        for (String version : VERSIONS) {
            begin(parameters -> {
                version(version).accept(parameters);
                parameters.setApplicationProtocols(new String[] {"h2"});
            });
            server.receive(fromClient(""));
            assertThatThrownBy(server::shake).isInstanceOf(SSLException.class);
            server.end();
            byte[] records = server.toSend();
            assertThatThrownBy(() -> toClient(records)).as(version).hasMessageContaining("no_application_protocol");
        }
    }

    @Test
    void tls5ASecondHandshakeIsRefused() throws Exception {
        begin(version("TLSv1.2"));
        shake();
        client.beginHandshake();
        server.receive(fromClient(""));
        assertThatThrownBy(server::read).isInstanceOf(SSLException.class);
    }

    @Test
    void aChangeOfKeysIsAnswered() throws Exception {
        begin(version("TLSv1.3"));
        shake();
        client.beginHandshake(); // with TLS 1.3 that is a change of keys
        server.receive(fromClient(""));
        assertThat(server.read()).isEmpty();
        assertThat(server.hasToAnswer()).isTrue();
        server.write(ByteBuffer.allocate(0));
        assertThat(toClient(server.toSend())).isEmpty();
        server.receive(fromClient("GET"));
        assertThat(server.read()).asString(StandardCharsets.US_ASCII).isEqualTo("GET");
    }

    @Test
    void whatIsNoTlsIsRefused() throws Exception {
        begin(version("TLSv1.3"));
        server.receive("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(server::shake).isInstanceOf(SSLException.class);
    }
}
