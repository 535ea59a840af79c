package ee.qmail.cli.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.cli.QmailRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsPeerTest {
    private final QmailRun qmail = new QmailRun();
    private ServerSocket socket;
    private Thread peer;

    @BeforeEach
    void listen() throws IOException {
        socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        socket.close();
        if (peer != null) {
            peer.join(10_000);
        }
    }

    private String place() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** Says the first line, and another after each command. */
    private void answer(List<String> lines) {
        peer = new Thread(() -> {
            try (Socket client = socket.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                for (String line : lines) {
                    client.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    in.readLine();
                }
            } catch (IOException e) {
                // the client has seen enough
            }
        });
        peer.start();
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.org, mx.example.org, 25, smtp",
        "MX.Example.org:587, mx.example.org, 587, smtp",
        "mx.example.org:110, mx.example.org, 110, pop3",
        "mx.example.org:465, mx.example.org, 465, tls",
        "mx.example.org:8443, mx.example.org, 8443, tls",
        "[2001:db8::1]:995, 2001:db8::1, 995, tls"
    })
    void thePortSaysHowTlsBegins(String where, String host, int port, String way) throws Exception {
        TlsPeer found = TlsPeer.of(where, null, null);
        assertThat(found.host()).isEqualTo(host);
        assertThat(found.port()).isEqualTo(port);
        assertThat(found.way()).hasToString(way);
        assertThat(found.name()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a:0", "a:65536", "a:123456", "2001:db8::1"})
    void whatIsNoPlaceIsRefused(String where) {
        assertThatThrownBy(() -> TlsPeer.of(where, null, null)).hasMessageContaining("must");
    }

    @Test
    void aServerWithoutTlsIsToldOf() {
        answer(List.of("220-hello\r\n220 mx", "250-mx\r\n250 SIZE", "502 5.5.1 unimplemented"));
        assertThat(qmail.run("tls", "check", place(), "--start", "smtp")).isEqualTo(111);
        assertThat(qmail.err()).contains("says '502 5.5.1 unimplemented': must be 220 for TLS");
    }

    @Test
    void aServerThatIsNotThereIsToldOf() throws IOException {
        socket.close();
        assertThat(qmail.run("tls", "check", place(), "--start", "tls")).isEqualTo(111);
        assertThat(qmail.err()).contains("Connection refused");
    }

    @Test
    void aLineWithoutEndIsNotReadForEver() {
        answer(List.of("220 " + "x".repeat(5000)));
        assertThat(qmail.run("tls", "check", place(), "--start", "smtp")).isEqualTo(111);
        assertThat(qmail.err()).contains("a line does not end");
    }
}
