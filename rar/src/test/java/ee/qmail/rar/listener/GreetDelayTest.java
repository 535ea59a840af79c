package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.contract.Client;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.home.Env;
import ee.qmail.rar.smtp.SmtpActivationSpec;
import ee.qmail.rar.smtp.SmtpService;
import ee.qmail.rar.work.Workers;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A greeting that comes late (ABUSE-5), on real sockets. */
@Timeout(60)
class GreetDelayTest {
    private static final Duration DELAY = Duration.ofSeconds(1);

    @TempDir
    private Path home;

    private Listener listener;

    private static final class Bean extends NoLogins implements SmtpListener {
        @Override
        public SmtpPolicy connected(Client client, Load load) {
            return SmtpPolicy.open("mx", "mx", 0, 100, Duration.ofMinutes(1), 50)
                    .waiting(new SmtpPolicy.Patience(DELAY, 0, Duration.ZERO));
        }

        @Override
        public RecipientVerdict recipient(
                Client client, SmtpPolicy policy, String sender, String recipient, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void accept(List<InboundMessage> messages) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void open() throws Exception {
        System.setProperty(Env.QMAIL_HOME.property(), home.toString());
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mx.example.org\n");
        SmtpActivationSpec spec = new SmtpActivationSpec();
        spec.setBind("127.0.0.1");
        spec.setPort("0");
        FakeEndpointFactory factory = new FakeEndpointFactory(SmtpListener.class, new Bean());
        Workers workers = new Workers(threads());
        SmtpService service =
                new SmtpService(new Endpoints<>(SmtpListener.class, factory, factory), workers, spec.spool());
        listener = Listener.open(
                spec, Entrances.of(spec.door(), null, home.resolve("control")), workers, service::handler, service);
    }

    @AfterEach
    void close() {
        listener.close();
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    private static WorkManager threads() {
        return (WorkManager) Proxy.newProxyInstance(
                GreetDelayTest.class.getClassLoader(),
                new Class<?>[] {WorkManager.class},
                (proxy, method, arguments) -> {
                    new Thread((Work) arguments[0]).start();
                    return null;
                });
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private String talk(String octets) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(octets.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"E", "EHLO client.example\r\n", "GET / HTTP/1.1\r\n\r\n"})
    void abuse5WhoSpeaksBeforeTheGreetingIsClosed(String early) throws IOException {
        assertThat(talk(early)).isEqualTo("554 5.5.0 wait for the greeting before you speak\r\n");
    }

    @Test
    void proxy5WhatComesBehindTheHeaderOfAProxyIsEarlyTalk() throws IOException {
        Files.writeString(home.resolve("control/proxies"), "127.0.0.1\n");
        String header = "PROXY TCP4 192.0.2.7 192.0.2.1 40000 25\r\n";
        assertThat(talk(header + "EHLO client.example\r\n")).startsWith("554 5.5.0 ");
        try (Socket socket = connect()) {
            socket.getOutputStream().write(header.getBytes(StandardCharsets.US_ASCII));
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).isEqualTo("220 mx ESMTP");
        }
    }

    /** Fifty clients wait at the same time, and hold no thread for it. */
    @Test
    void abuse5SilentClientsAreGreetedInTime() throws IOException {
        int threads = Thread.activeCount();
        List<Socket> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                clients.add(connect());
            }
            assertThat(Thread.activeCount()).isLessThan(threads + 25);
            long began = System.nanoTime();
            try (Socket last = connect()) {
                assertThat(new String(last.getInputStream().readNBytes(14), StandardCharsets.US_ASCII))
                        .isEqualTo("220 mx ESMTP\r\n");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(DELAY);
            for (Socket client : clients) {
                assertThat(client.getInputStream().read()).isEqualTo('2');
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }
}
