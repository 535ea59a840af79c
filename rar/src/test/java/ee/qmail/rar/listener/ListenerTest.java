package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Activity;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.MailService;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.contract.Standing;
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
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerTest {
    @TempDir
    private Path home;

    private Listener listener;

    @BeforeEach
    void open() throws Exception {
        System.setProperty(Env.QMAIL_HOME.property(), home.toString());
        SmtpActivationSpec spec = new SmtpActivationSpec();
        spec.setBind("127.0.0.1");
        spec.setPort("0");
        FakeEndpointFactory factory = new FakeEndpointFactory(new Bean());
        Workers workers = new Workers(threads());
        SmtpService service =
                new SmtpService(new Endpoints<>(SmtpListener.class, factory, factory), workers, spec.spool());
        listener = Listener.open(
                spec, Entrances.of(spec.door(), null, home.resolve("control")), workers, service::handler, service);
    }

    @AfterEach
    void forgetHome() {
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    /** A thread for each piece of work. */
    private static WorkManager threads() {
        return (WorkManager) Proxy.newProxyInstance(
                ListenerTest.class.getClassLoader(), new Class<?>[] {WorkManager.class}, (proxy, method, arguments) -> {
                    new Thread((Work) arguments[0]).start();
                    return null;
                });
    }

    private static final class Bean extends NoLogins implements SmtpListener {
        private int calls;

        /** Takes the first client, refuses the second, and breaks at the third. */
        @Override
        public synchronized SmtpPolicy connected(Client client, Load load) {
            if (++calls == 3) {
                throw new IllegalStateException("planned");
            }
            SmtpPolicy policy = SmtpPolicy.open("mx", "mx", 0, 100, Duration.ofMinutes(1), 50);
            return calls == 2 ? policy.refused("554 5.7.1 go away") : policy;
        }

        @Override
        public RecipientVerdict recipient(
                Client client, SmtpPolicy policy, String sender, String recipient, long size) {
            if (recipient.startsWith("quota")) {
                return size > 1_000 ? RecipientVerdict.MAILBOX_FULL : RecipientVerdict.ACCEPTED_WITHIN_QUOTA;
            }
            return recipient.startsWith("bad") ? RecipientVerdict.NO_SUCH_MAILBOX : RecipientVerdict.ACCEPTED;
        }

        @Override
        public Optional<String> refusal(InboundMessage message) {
            return switch (message.envelope().sender()) {
                case "broken@b" -> throw new IllegalStateException("planned");
                case "unwanted@b" -> Optional.of("552 5.2.2 planned");
                default -> Optional.empty();
            };
        }

        /** Knows some, breaks at others. */
        @Override
        public Optional<RecipientVerdict> recipientAtOnce(
                Client client, SmtpPolicy policy, String sender, String recipient, long size) {
            if (recipient.contains("broken")) {
                throw new IllegalStateException("planned");
            }
            return recipient.contains("known")
                    ? Optional.of(recipient(client, policy, sender, recipient, size))
                    : Optional.empty();
        }

        @Override
        public void accept(List<InboundMessage> messages) {
            assertThat(messages)
                    .extracting(message -> message.envelope().sender())
                    .containsOnly("a@b");
        }
    }

    private String talk(String commands) throws IOException {
        try (Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void connectionsAreLoggedAsTcpserverDoes() throws IOException {
        assertThat(talk("QUIT\r\n")).startsWith("220 mx ESMTP\r\n221 ");
        assertThat(talk("")).startsWith("554 5.7.1 go away");
        assertThat(talk("")).startsWith("421 4.3.0 ");

        int port = listener.address().getPort();
        listener.close();

        assertThat(Files.readAllLines(home.resolve("log/smtpd/current")))
                .extracting(line -> line.substring(26).replaceFirst("::\\d+$", "::PORT"))
                .containsSubsequence(
                        "tcpserver: status: 1/50",
                        "tcpserver: pid 1 from 127.0.0.1",
                        "tcpserver: ok 1 :127.0.0.1:" + port + " :127.0.0.1::PORT",
                        "tcpserver: end 1 status 0")
                .containsSubsequence(
                        "tcpserver: pid 2 from 127.0.0.1",
                        "tcpserver: deny 2 :127.0.0.1:" + port + " :127.0.0.1::PORT",
                        "tcpserver: end 2 status 0")
                .containsSubsequence("tcpserver: pid 3 from 127.0.0.1", "tcpserver: end 3 status 28416");
    }

    @Test
    void recipientsAreAnsweredInTheirOrderWhoeverKnowsThem() throws IOException {
        String replies = talk(
                "HELO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<known@x>\r\nRCPT TO:<bad.known@x>\r\nRCPT TO:<new@x>\r\n"
                        + "RCPT TO:<bad.new@x>\r\nRCPT TO:<broken@x>\r\nRCPT TO:<bad.known@x>\r\nRCPT TO:<known@x>\r\nQUIT\r\n");

        assertThat(replies.lines().map(line -> line.substring(0, 3)))
                .containsExactly("220", "250", "250", "250", "550", "250", "550", "250", "550", "250", "221");
    }

    @Test
    void vp6AMessageThatNobodyWouldGetIsRefusedAndAnUnknownOneDeferred() throws IOException {
        String text = "RCPT TO:<quota@x>\r\nDATA\r\n\r\nx\r\n.\r\n";
        String replies = talk("HELO c\r\nMAIL FROM:<unwanted@b>\r\n" + text + "MAIL FROM:<broken@b>\r\n" + text
                + "MAIL FROM:<a@b>\r\n" + text + "MAIL FROM:<a@b> SIZE=1001\r\nRCPT TO:<quota.known@x>\r\nQUIT\r\n");

        assertThat(replies.lines().map(line -> line.split(" ")).map(words -> words[0] + " " + words[1]))
                .containsExactly(
                        "220 mx",
                        "250 mx",
                        "250 2.1.0",
                        "250 2.1.5",
                        "354 go",
                        "552 5.2.2",
                        "250 2.1.0",
                        "250 2.1.5",
                        "354 go",
                        "451 4.3.0",
                        "250 2.1.0",
                        "250 2.1.5",
                        "354 go",
                        "250 2.0.0",
                        "250 2.1.0",
                        "552 5.2.2",
                        "221 2.0.0");
    }

    @Test
    void aClientThatIsThereWhenTheServiceStopsIsToldSo() throws IOException {
        try (Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort())) {
            socket.setSoTimeout(20_000);
            assertThat(socket.getInputStream().readNBytes(14)).asString().isEqualTo("220 mx ESMTP\r\n");

            listener.close();

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("421 4.3.2 ");
        }
        assertThat(home.resolve("log/smtpd/current")).content().contains("tcpserver: status: 0/50");
    }

    @Test
    void whileItIsPausedNewConnectionsWaitAndOpenOnesGoOn() throws IOException {
        try (Socket open = connect();
                Socket waiting = pausedThenConnected(open)) {
            waiting.setSoTimeout(200);
            assertThatThrownBy(() -> waiting.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            open.getOutputStream().write("NOOP\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(open.getInputStream().readNBytes(5)).asString().isEqualTo("250 2");

            listener.up();

            waiting.setSoTimeout(20_000);
            assertThat(waiting.getInputStream().readNBytes(5)).asString().isEqualTo("554 5");
            assertThat(listener.isUp()).isTrue();
        } finally {
            listener.close();
        }
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private Socket greetedThenConnected(Socket open) throws IOException {
        assertThat(open.getInputStream().readNBytes(14)).asString().isEqualTo("220 mx ESMTP\r\n");
        return connect();
    }

    private Socket pausedThenConnected(Socket open) throws IOException {
        assertThat(open.getInputStream().readNBytes(14)).asString().isEqualTo("220 mx ESMTP\r\n");
        listener.pause();
        assertThat(listener.state()).isEqualTo(MailService.State.PAUSED);
        return connect();
    }

    @Test
    void aStoppedListenerRefusesAndReopensAtTheSamePort() throws IOException {
        int port = listener.address().getPort();
        try (Socket open = connect()) {
            assertThat(open.getInputStream().readNBytes(14)).asString().isEqualTo("220 mx ESMTP\r\n");
            listener.down();
            assertThat(new String(open.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("421 4.3.2 ");
        }
        assertThat(listener.isUp()).isFalse();
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        assertThatThrownBy(() -> listener.pause()).isInstanceOf(IllegalStateException.class);

        listener.up();

        assertThat(listener.address().getPort()).isEqualTo(port);
        assertThat(talk("QUIT\r\n")).startsWith("554 ");
        listener.close();
    }

    private OpenConnection only() {
        assertThat(listener.openConnections()).hasSize(1);
        return listener.openConnections().get(0);
    }

    @Test
    void anOpenConnectionIsSeenWithWhatItDoesAndHasDone() throws Exception {
        assertThat(listener.openConnections()).isEmpty();
        try (Socket client = connect()) {
            BufferedReader replies =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).startsWith("220 ");
            OpenConnection greeted = only();
            assertThat(greeted.activity()).isEqualTo(Activity.COMMAND);
            assertThat(greeted.client().door()).isEqualTo(Door.MX);
            assertThat(greeted.client().peer().remote()).isEqualTo(client.getLocalSocketAddress());
            assertThat(greeted.proxy()).isNull();
            assertThat(greeted.received()).isZero();
            assertThat(greeted.sent()).isEqualTo("220 mx ESMTP\r\n".length());
            assertThat(greeted.since()).isBetween(Instant.now().minusSeconds(60), Instant.now());
            assertThat(greeted.idle()).isBetween(Duration.ZERO, Duration.ofMinutes(1));

            String envelope = "MAIL FROM:<a@b>\r\nRCPT TO:<known@x>\r\n";
            client.getOutputStream().write(envelope.getBytes(StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).startsWith("250 2.1.0");
            assertThat(replies.readLine()).startsWith("250 2.1.5");
            assertThat(only().activity()).isEqualTo(Activity.ENVELOPE);
            assertThat(only().received()).isEqualTo(envelope.length());
            client.getOutputStream().write("DATA\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).startsWith("354 ");
            assertThat(only().activity()).isEqualTo(Activity.TEXT);
            assertThat(only().messages()).isZero();
            client.getOutputStream().write("\r\nx\r\n.\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(replies.readLine()).startsWith("250 2.0.0");
            assertThat(only().activity()).isEqualTo(Activity.COMMAND);
            assertThat(only().messages()).isEqualTo(1);
            assertThat(only().id()).isEqualTo(greeted.id());
        }
        Seen.await(listener, List::isEmpty);
        listener.close();
    }

    @Test
    void anAdministratorEndsOneConnectionAndItsClientIsToldSo() throws Exception {
        try (Socket client = connect();
                Socket other = greetedThenConnected(client)) {
            assertThat(other.getInputStream().readNBytes(5)).asString().isEqualTo("554 5");
            String id = Seen.of(listener, client).id();

            assertThat(listener.end(id)).isTrue();

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("421 4.3.2 an administrator has ended this connection\r\n");
            Seen.await(listener, all -> all.stream().noneMatch(each -> each.id().equals(id)));
            assertThat(listener.end(id)).isFalse();
            assertThat(listener.end("")).isFalse();
        } finally {
            listener.close();
        }
    }

    @Test
    void anAdministratorEndsAConnectionInTheMiddleOfAMessage() throws Exception {
        try (Socket client = connect()) {
            client.getOutputStream()
                    .write("MAIL FROM:<a@b>\r\nRCPT TO:<known@x>\r\nDATA\r\nhalf a line"
                            .getBytes(StandardCharsets.US_ASCII));
            Seen.await(listener, all -> all.size() == 1 && all.get(0).activity() == Activity.TEXT);

            assertThat(listener.end(only().id())).isTrue();

            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .endsWith("421 4.3.2 an administrator has ended this connection\r\n");
        } finally {
            listener.close();
        }
    }

    @Test
    void aConnectionThatBreaksOffInItsEntranceLeavesNothingBehind() throws Exception {
        talk("QUIT\r\n");
        talk("");
        talk(""); // about this one the bean fails
        Seen.await(listener, List::isEmpty);
        assertThat(listener.standing(InetAddress.getLoopbackAddress()).load()).isEqualTo(new Load(1, 1, 0));
        listener.close();
    }

    @Test
    void proxy1BehindAProxyTheClientIsSeenAndTheProxyToo() throws Exception {
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/proxies"), "127.0.0.1\n");
        Files.writeString(home.resolve("control/me"), "mx\n");
        try (Socket client = connect()) {
            Seen.await(listener, all -> all.size() == 1 && all.get(0).activity() == Activity.ENTERING);
            client.getOutputStream()
                    .write("PROXY TCP4 192.0.2.7 192.0.2.1 40000 25\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(client.getInputStream().readNBytes(14)).asString().isEqualTo("220 mx ESMTP\r\n");
            assertThat(only().client().peer().remoteIp()).isEqualTo("192.0.2.7");
            assertThat(only().client().peer().remote().getPort()).isEqualTo(40000);
            assertThat(only().proxy()).isEqualTo("127.0.0.1");
            Standing standing = listener.standing(InetAddress.getByName("192.0.2.7"));
            assertThat(standing.load()).isEqualTo(new Load(2, 2, 2));
        } finally {
            listener.close();
        }
    }

    @Test
    void aPortThatSomebodyElseHasMeanwhileIsNamed() throws IOException {
        listener.down();
        try (ServerSocket other = new ServerSocket()) {
            other.setReuseAddress(true);
            other.bind(listener.address());
            assertThatThrownBy(() -> listener.up()).isInstanceOf(IOException.class);
            assertThat(listener.state()).isEqualTo(MailService.State.DOWN);
        }
        listener.close();
    }
}
