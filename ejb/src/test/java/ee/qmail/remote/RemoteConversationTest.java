package ee.qmail.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.dns.FakeDns;
import ee.qmail.message.Body;
import ee.qmail.message.Envelope;
import ee.qmail.message.Outcome;
import ee.qmail.smtp.BodyTraits;
import ee.qmail.smtp.SmtpClientSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A server that says an octet a minute, but nothing while the text comes, by a clock of its own: it is one minute later each
 * time the client looks at it.
 */
@Timeout(60)
class RemoteConversationTest {
    private static final Duration PER_REPLY = Duration.ofMinutes(20);
    private static final Body BODY = Body.of("x\n");

    private SmtpClientSession session = session();
    private String script = "";
    private int said;
    private long minutes;
    private OutputStream toClient;

    private static SmtpClientSession session() {
        return new SmtpClientSession(
                "me", "192.0.2.9", new Envelope("s@x", List.of("a@y")), new BodyTraits(3, false, false));
    }

    private long nanoTime() {
        minutes++;
        try {
            if (toClient != null && said < script.length() && !session.wantsBody()) {
                toClient.write(script.charAt(said++));
                toClient.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Duration.ofMinutes(minutes).toNanos();
    }

    private void converse(Duration total) throws IOException {
        converse(total, total, BODY);
    }

    private void converse(Duration patience, Duration total, Body body) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, FakeDns.ip("127.0.0.1"));
                RemoteConnection connection = RemoteConnection.open(
                        new InetSocketAddress(listener.getInetAddress(), listener.getLocalPort()),
                        PER_REPLY,
                        PER_REPLY,
                        Deadline.in(patience, total, this::nanoTime));
                Socket server = listener.accept()) {
            server.setTcpNoDelay(true);
            toClient = server.getOutputStream();
            new RemoteConversation(session, connection, body).run();
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

    /** Else one more octet a minute would hold it for the time of the whole delivery. */
    @Test
    void aServerThatNeedsAllItsTimeForEachAnswerIsLeftInTheMiddle() {
        script = "220 hi\r\n250 there\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n";
        Duration patience = new RemoteSettings("me", PER_REPLY, PER_REPLY, domain -> Optional.empty()).patience(1);
        assertThatThrownBy(() -> converse(patience, Duration.ofHours(2), BODY))
                .isInstanceOf(SocketTimeoutException.class);
        assertThat(minutes).isBetween(patience.toMinutes(), patience.toMinutes() + 3);
        assertThat(patience).isLessThan(Duration.ofMinutes(30));
    }

    /** A text that is taken when nobody waits any more arrives twice. */
    @Test
    void theAnswerToTheTextHasItsTimeHoweverMuchWasUsedBefore() throws IOException {
        script = "220 a\r\n250 b\r\n250 c\r\n250 d\r\n354 e\r\n250\r\n";
        long[] textBegan = new long[1];
        Body noticed = new Body() {
            @Override
            public long size() {
                return 2;
            }

            @Override
            public InputStream open() {
                textBegan[0] = minutes;
                return new ByteArrayInputStream(new byte[] {'x', '\n'});
            }
        };
        converse(Duration.ofHours(2), Duration.ofHours(2), noticed);
        Duration almostUsedUp = Duration.ofMinutes(textBegan[0] + 2);
        assertThat(almostUsedUp.toMinutes()).isLessThan(minutes);
        session = session();
        toClient = null;
        said = 0;
        minutes = 0;

        converse(almostUsedUp, Duration.ofHours(2), noticed);

        assertThat(session.reports().get(0).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(minutes).isGreaterThan(almostUsedUp.toMinutes());
    }

    @Test
    void allRepliesTogetherHaveTheTimeOfTheDelivery() {
        script = "220 hi\r\n250 there\r\n250 ok\r\n250 ok\r\n354 go\r\n250 taken\r\n";
        assertThatThrownBy(() -> converse(Duration.ofMinutes(30))).isInstanceOf(SocketTimeoutException.class);
    }
}
