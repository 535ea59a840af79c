package ee.qmail.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By system properties, which win over the environment. */
class HttpAddressTest {
    @TempDir
    private Path directory;

    @AfterEach
    void forget() {
        System.clearProperty(Env.QMAIL_HTTP_BIND.property());
        System.clearProperty(Env.QMAIL_HTTP_PORT.property());
        System.clearProperty(Env.QMAIL_HTTPS_BIND.property());
        System.clearProperty(Env.QMAIL_HTTPS_PORT.property());
    }

    private static void bind(String address) {
        System.setProperty(Env.QMAIL_HTTP_BIND.property(), address);
    }

    private String address() {
        return HttpAddress.of(new QmailHome(directory));
    }

    @Test
    void withoutSettingsItIsTheRunningServers() throws IOException {
        assertThat(address()).isEqualTo("http://127.0.0.1:8080");
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(directory.resolve("run/address"), "http://127.0.0.1:9090\n");
        assertThat(address()).isEqualTo("http://127.0.0.1:9090");
    }

    @Test
    void settingsGoBeforeWhatTheServerHasWritten() throws IOException {
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(directory.resolve("run/address"), "http://127.0.0.1:9090\n");
        System.setProperty(Env.QMAIL_HTTP_PORT.property(), "3080");
        assertThat(address()).isEqualTo("http://127.0.0.1:3080");
        System.setProperty(Env.QMAIL_HTTP_PORT.property(), "many");
        assertThatThrownBy(this::address).hasMessageContaining("QMAIL_HTTP_PORT is 'many': must be a port number");
    }

    @Test
    void whatMeansAllAddressesBecomesLoopback() {
        bind("0.0.0.0");
        assertThat(address()).isEqualTo("http://127.0.0.1:8080");
        bind("::");
        assertThat(address()).isEqualTo("http://[::1]:8080");
        bind("2001:db8::1");
        assertThat(address()).isEqualTo("http://[2001:db8::1]:8080");
        bind("mail.example.org");
        assertThat(address()).isEqualTo("http://mail.example.org:8080");
    }

    @Test
    void tls16ThePortWithTlsHasTheAddressOfTheOtherUnlessItHasItsOwn() {
        assertThat(HttpAddress.secureBind()).isEqualTo("127.0.0.1");
        bind("192.0.2.1");
        assertThat(HttpAddress.secureBind()).isEqualTo("192.0.2.1");
        System.setProperty(Env.QMAIL_HTTPS_BIND.property(), "0.0.0.0");
        assertThat(HttpAddress.secureBind()).isEqualTo("0.0.0.0");
        assertThat(address()).isEqualTo("http://192.0.2.1:8080");
    }

    @Test
    void tls16ThePortWithTlsCanBeClosed() {
        assertThat(Env.QMAIL_HTTPS_PORT.isClosed()).isFalse();
        System.setProperty(Env.QMAIL_HTTPS_PORT.property(), "none");
        assertThat(Env.QMAIL_HTTPS_PORT.isClosed()).isTrue();
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws IOException {
        Files.createDirectories(directory.resolve("run/address"));
        assertThat(address()).isEqualTo("http://127.0.0.1:8080");
    }
}
