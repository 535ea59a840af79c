package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.dns.FakeDns;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.smtp.BodyTraits;
import ee.qmail.smtp.SmtpClientSession;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that says an octet a minute, by a clock of its own: it is one minute later each time the client looks at it. */
@Timeout(60)
class RemoteConversationTest {
    private static final Duration PER_REPLY = Duration.ofMinutes(20);
    private static final Body BODY = Body.of("x\n");

    private final SmtpClientSession session = new SmtpClientSession(
            "me", "192.0.2.9", new Envelope("s@x", List.of("a@y")), new BodyTraits(3, false, false));
    private String script = "";
    private int said;
    private long minutes;
    private OutputStream toClient;

    private long nanoTime() {
        minutes++;
        try {
            if (toClient != null && said < script.length()) {
                toClient.write(script.charAt(said++));
                toClient.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Duration.ofMinutes(minutes).toNanos();
    }

    private void converse(Duration total) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, FakeDns.ip("127.0.0.1"));
                RemoteConnection connection = RemoteConnection.open(
                        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()),
                        PER_REPLY,
                        PER_REPLY,
                        Deadline.in(total, this::nanoTime));
                Socket server = listener.accept()) {
            server.setTcpNoDelay(true);
            toClient = server.getOutputStream();
            new RemoteConversation(session, connection, BODY).run();
        }
    }

    @Test
    void aReplyThatDripsHasTheTimeOfOneReply() {
        script = "220-" + "x".repeat(1000) + "\r\n220 hi\r\n";
        assertThatThrownBy(() -> converse(Duration.ofHours(200))).isInstanceOf(SocketTimeoutException.class);
        assertThat(said).isBetween(10, 22);
    }

    @Test
    void aReplyOfManyLinesHasTheTimeOfOneReply() {
        script = "220-x\r\n".repeat(1000) + "220 hi\r\n";
        assertThatThrownBy(() -> converse(Duration.ofHours(200))).isInstanceOf(SocketTimeoutException.class);
        assertThat(said).isBetween(10, 22);
    }

    @Test
    void eachReplyHasItsTime() throws IOException {
        script = "220 hi\r\n250 there\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n";
        converse(Duration.ofHours(200));
        assertThat(session.reports().get(0).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(minutes).isGreaterThan(PER_REPLY.toMinutes() * 2);
        assertThat(said).isEqualTo(script.getBytes(StandardCharsets.US_ASCII).length);
    }

    @Test
    void allRepliesTogetherHaveTheTimeOfTheDelivery() {
        script = "220 hi\r\n250 there\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n";
        assertThatThrownBy(() -> converse(Duration.ofMinutes(30))).isInstanceOf(SocketTimeoutException.class);
    }
}
