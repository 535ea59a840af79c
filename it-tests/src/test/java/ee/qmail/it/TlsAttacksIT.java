package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Door;
import ee.qmail.it.harness.QmailServer;
import ee.qmail.it.harness.SharedServer;
import ee.qmail.test.server.Await;
import ee.qmail.tls.AnyCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Floods of handshakes, and browsers that are led to a mail port (ALPACA), at all doors. */
@Tag("alone")
@ExtendWith(SharedServer.class)
@Timeout(300)
class TlsAttacksIT {
    private static final int HALF_OPEN = 2_000;
    private static final int ADDRESSES = 40;
    private static final long SECOND = 1_000_000_000L;
    /** The beginning of a record of 512 octets in which TLS begins. */
    private static final byte[] BEGINNING = {0x16, 3, 1, 2, 0, 1};

    private final QmailServer server;

    TlsAttacksIT(QmailServer server) {
        this.server = server;
    }

    private int port(Door door) {
        return switch (door) {
            case MX -> server.smtpPort();
            case SUBMISSION -> server.submissionPort();
            case SUBMISSIONS -> server.submissionsPort();
            case POP3 -> server.pop3Port();
            case POP3S -> server.pop3sPort();
        };
    }

    private Socket connect(Door door, String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        socket.connect(new InetSocketAddress("127.0.0.1", port(door)));
        return socket;
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Up to where TLS begins. */
    private Socket ready(Door door, String from) throws IOException {
        Socket socket = connect(door, from);
        if (!door.isImplicitTls()) {
            BufferedReader replies = reader(socket);
            replies.readLine();
            say(socket, door == Door.POP3 ? "STLS\r\n" : "STARTTLS\r\n");
            assertThat(replies.readLine()).matches("(220|\\+OK) .*");
        }
        return socket;
    }

    private SSLSocket secure(Door door, String from, SSLParameters wishes) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            SSLSocket socket =
                    (SSLSocket) context.getSocketFactory().createSocket(ready(door, from), "it.example", 0, true);
            socket.setSSLParameters(wishes);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SSLParameters version(String name) {
        return new SSLParameters(null, new String[] {name});
    }

    /** Nanoseconds of 100 sessions of an honest client at all doors with TLS, the 99th of them in order. */
    private long ninetyNinth() throws IOException {
        long[] times = new long[100];
        for (int i = 0; i < times.length; i++) {
            Door door = List.of(Door.POP3S, Door.SUBMISSIONS, Door.MX).get(i % 3);
            long began = System.nanoTime();
            try (SSLSocket honest = secure(door, "127.0.0.1", version("TLSv1.3"))) {
                BufferedReader replies = reader(honest);
                if (door.isImplicitTls()) {
                    assertThat(replies.readLine()).matches("(220|\\+OK).*");
                }
                say(honest, "QUIT\r\n");
                assertThat(replies.readLine()).matches("(221|\\+OK).*");
            }
            times[i] = System.nanoTime() - began;
        }
        Arrays.sort(times);
        return times[98];
    }

    /** On a machine that is busy with other things an honest client may need a second without any flood. */
    private static void assertUnaffected(long quiet, long flooded) {
        assertThat(flooded)
                .as("nanoseconds of an honest client, %d without the flood", quiet)
                .isLessThan(Math.max(SECOND, 3 * quiet));
    }

    /** More than all places of a listener, and less than each address may have. */
    @Test
    void tls7TwoThousandHandshakesThatAreBegunAndLeftHoldUpNobody() throws IOException {
        long quiet = ninetyNinth();
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < HALF_OPEN; i++) {
                Door door = List.of(Door.POP3S, Door.POP3S, Door.SUBMISSIONS, Door.MX)
                        .get(i % 4);
                Socket socket = ready(door, "127.0.0." + (2 + i % ADDRESSES));
                socket.getOutputStream().write(BEGINNING);
                silent.add(socket);
            }
            assertUnaffected(quiet, ninetyNinth());
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    /** Each does it again and again until it is told to stop. */
    private interface Attack {
        void once() throws IOException;
    }

    private void assertUnaffectedBy(Attack attack) throws Exception {
        long quiet = ninetyNinth();
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        List<Thread> attackers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            attackers.add(new Thread(() -> {
                while (!over.get()) {
                    try {
                        attack.once();
                    } catch (IOException | AssertionError e) {
                        // it was cut off, or not let in
                    }
                    rounds.incrementAndGet();
                }
            }));
        }
        attackers.forEach(Thread::start);
        try {
            Await.until("the attack goes on", () -> rounds.get() > 0);
            assertUnaffected(quiet, ninetyNinth());
        } finally {
            over.set(true);
            for (Thread attacker : attackers) {
                attacker.join();
            }
        }
    }

    @Test
    void tls5WishesForASecondHandshakeAreRefusedAndHoldUpNobody() throws Exception {
        assertUnaffectedBy(() -> {
            try (SSLSocket socket = secure(Door.POP3S, "127.0.0.2", version("TLSv1.2"))) {
                BufferedReader replies = reader(socket);
                assertThat(replies.readLine()).startsWith("+OK");
                byte[] before = socket.getSession().getId();
                socket.startHandshake();
                say(socket, "NOOP\r\n");
                assertThat(replies.readLine()).startsWith("+OK");
                assertThat(socket.getSession().getId()).isEqualTo(before);
            }
        });
        SSLSocket socket = secure(Door.POP3S, "127.0.0.2", version("TLSv1.2"));
        BufferedReader replies = reader(socket);
        assertThat(replies.readLine()).startsWith("+OK");
        assertThatThrownBy(() -> {
                    socket.startHandshake();
                    say(socket, "NOOP\r\n");
                    replies.readLine();
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void tls5RecordsOfOneOctetEachHoldUpNobody() throws Exception {
        assertUnaffectedBy(() -> {
            try (SSLSocket socket = secure(Door.SUBMISSIONS, "127.0.0.2", version("TLSv1.3"))) {
                assertThat(reader(socket).readLine()).startsWith("220 ");
                for (int i = 0; i < 16_384; i++) {
                    socket.getOutputStream().write('x');
                }
            }
        });
    }

    // ---- ALPACA

    @ParameterizedTest
    @EnumSource(Door.class)
    void tls9AlpacaABrowserGetsNoTlsAtAnyDoor(Door door) {
        SSLParameters web = version("TLSv1.3");
        web.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        assertThatThrownBy(() -> secure(door, "127.0.0.1", web))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("no_application_protocol");
    }

    @ParameterizedTest
    @EnumSource(
            value = Door.class,
            names = {"MX", "SUBMISSION", "POP3"})
    void tls8AlpacaARequestOfABrowserIsNoDialogue(Door door) throws IOException {
        try (Socket socket = connect(door, "127.0.0.1")) {
            say(socket, "POST / HTTP/1.1\r\nHost: it.example\r\n\r\nNOOP\r\nQUIT\r\n");
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answers.lines().toList()).hasSize(2);
            assertThat(answers.lines().toList().get(1)).matches("(502|-ERR) .*");
        }
    }
}
