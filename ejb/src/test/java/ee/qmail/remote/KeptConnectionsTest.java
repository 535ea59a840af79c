package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.dns.FakeDns;
import ee.qmail.message.Envelope;
import ee.qmail.remote.tls.HostPolicy;
import ee.qmail.smtp.BodyTraits;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KeptConnectionsTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final List<Runnable> later = new ArrayList<>();
    private final List<Socket> ends = new ArrayList<>();
    private long nanos;
    private final KeptConnections connections = new KeptConnections(2, () -> nanos, later::add);
    private ServerSocket listener;

    @BeforeEach
    void listen() throws IOException {
        listener = new ServerSocket(0, 10, FakeDns.ip("127.0.0.1"));
    }

    @AfterEach
    void close() throws IOException {
        connections.close();
        listener.close();
        for (Socket end : ends) {
            end.close();
        }
    }

    private static KeptConnections.Key key(String host) {
        return new KeptConnections.Key(
                new InetSocketAddress(FakeDns.ip("127.0.0.1"), 25), host, HostPolicy.NONE, null, "me");
    }

    private RemoteConnection keep(String host) throws IOException {
        RemoteConnection connection = RemoteConnection.open(
                new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()),
                LONG,
                LONG,
                Deadline.in(LONG));
        ends.add(listener.accept());
        var session = new SmtpClientSession(
                "me", "127.0.0.1", new Envelope("s@x", List.of("a@y")), new BodyTraits(3, false, false));
        connections.keep(key(host), connection, session, nanos);
        return connection;
    }

    private Optional<RemoteConnection> take(String host) {
        return connections.take(key(host)).map(KeptConnections.Kept::connection);
    }

    private String heard(int end) throws IOException {
        return new String(ends.get(end).getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Test
    void oneIsUsedByOneMessageAtATimeAndTheLastOneFirst() throws IOException {
        RemoteConnection first = keep("a");
        RemoteConnection second = keep("a");
        assertThat(take("b")).isEmpty();
        assertThat(take("a")).hasValue(second);
        assertThat(take("a")).hasValue(first);
        assertThat(take("a")).isEmpty();
        first.close();
        second.close();
    }

    @Test
    void theOldestOneMakesRoomWithAGoodbye() throws IOException {
        keep("a");
        keep("b");
        keep("c");
        assertThat(connections.count()).isEqualTo(2);
        assertThat(heard(0)).isEqualTo("QUIT\r\n");
        assertThat(take("a")).isEmpty();
    }

    @Test
    void oneThatIsNotUsedIsLeftAfterAShortTime() throws IOException {
        keep("a");
        pass(KeptConnections.IDLE.minusSeconds(1));
        keep("b");
        assertThat(later).hasSize(1);
        later.remove(0).run();
        assertThat(connections.count()).isEqualTo(2);
        pass(Duration.ofSeconds(1));
        assertThat(take("a")).isEmpty();
        later.remove(0).run();
        assertThat(connections.count()).isEqualTo(1);
        assertThat(heard(0)).isEqualTo("QUIT\r\n");
        pass(KeptConnections.IDLE);
        later.remove(0).run();
        assertThat(connections.count()).isZero();
        assertThat(later).isEmpty();
    }

    @Test
    void oneThatHasEndedOrHasSomethingToSayIsNotUsed() throws IOException {
        keep("a");
        keep("b");
        ends.get(0).close();
        ends.get(1).getOutputStream().write("421 bye\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(eventuallyGone("a")).isTrue();
        assertThat(eventuallyGone("b")).isTrue();
    }

    /** What the other side did may take a moment to arrive. */
    private boolean eventuallyGone(String host) throws IOException {
        for (Optional<KeptConnections.Kept> kept = connections.take(key(host)); kept.isPresent(); ) {
            connections.keep(key(host), kept.get().connection(), kept.get().last(), nanos);
            kept = connections.take(key(host));
        }
        return connections.take(key(host)).isEmpty();
    }

    @Test
    void oneIsNotUsedForEver() throws IOException {
        RemoteConnection connection = keep("a");
        for (int i = 0; i < 60; i++) {
            pass(Duration.ofSeconds(5));
            Optional<KeptConnections.Kept> kept = connections.take(key("a"));
            assertThat(kept).isPresent();
            connections.keep(key("a"), connection, kept.get().last(), kept.get().opened());
        }
        assertThat(connections.count()).isZero();
        assertThat(heard(0)).isEqualTo("QUIT\r\n");
    }

    @Test
    void atTheEndAllAreLeft() throws IOException {
        keep("a");
        connections.close();
        keep("b");
        assertThat(heard(0)).isEqualTo("QUIT\r\n");
        assertThat(heard(1)).isEqualTo("QUIT\r\n");
        assertThat(connections.count()).isZero();
    }

    /** The message that was sent on it has arrived, whatever becomes of the connection. */
    @Test
    void withoutASweepNoneIsKeptAndNothingIsThrown() throws IOException {
        KeptConnections stopping = new KeptConnections(2, () -> nanos, task -> {
            throw new RejectedExecutionException("planned");
        });
        RemoteConnection connection = RemoteConnection.open(
                new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()),
                LONG,
                LONG,
                Deadline.in(LONG));
        ends.add(listener.accept());
        stopping.keep(key("a"), connection, null, nanos);
        assertThat(stopping.count()).isZero();
        assertThat(heard(0)).isEqualTo("QUIT\r\n");
    }
}
