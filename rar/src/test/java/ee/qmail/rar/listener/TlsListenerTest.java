package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ee.qmail.contract.Activity;
import ee.qmail.contract.Client;
import ee.qmail.contract.Door;
import ee.qmail.contract.InboundMessage;
import ee.qmail.contract.Load;
import ee.qmail.contract.Login;
import ee.qmail.contract.OpenConnection;
import ee.qmail.contract.Peer;
import ee.qmail.contract.Pop3Listener;
import ee.qmail.contract.Pop3Policy;
import ee.qmail.contract.RecipientVerdict;
import ee.qmail.contract.SmtpListener;
import ee.qmail.contract.SmtpPolicy;
import ee.qmail.home.Env;
import ee.qmail.home.QmailHome;
import ee.qmail.rar.entrance.Encryption;
import ee.qmail.rar.entrance.Entrance;
import ee.qmail.rar.pop3.MaildropLocks;
import ee.qmail.rar.pop3.Pop3ActivationSpec;
import ee.qmail.rar.pop3.Pop3Service;
import ee.qmail.rar.smtp.SmtpActivationSpec;
import ee.qmail.rar.smtp.SmtpService;
import ee.qmail.rar.work.Workers;
import ee.qmail.tls.AnyCertificate;
import ee.qmail.tls.NewCertificate;
import ee.qmail.tls.ServerCertificates;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** TLS on real sockets, at once and after STLS. */
@Timeout(300)
class TlsListenerTest {
    private static final Logger LOG = Logger.getLogger(SessionHandler.class.getName());

    /** Instead of 30 s. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);

    /** Longer than a test takes on a slow machine. */
    private static final Duration SILENCE = Duration.ofMinutes(20);

    @TempDir
    private Path home;

    private ServerCertificates certificates;
    private Duration patience = HANDSHAKE;
    private final Bean bean = new Bean();
    private final Records records = new Records();
    /** Null while work is done at once. */
    private List<Work> held;

    /** Decides when it is let. */
    private static final class Bean extends NoLogins implements Pop3Listener {
        private volatile CountDownLatch decides = new CountDownLatch(0);
        private final CountDownLatch asked = new CountDownLatch(1);
        private final Queue<Client> clients = new ConcurrentLinkedQueue<>();

        @Override
        public Pop3Policy connected(Client client, Load load) {
            return decided(client);
        }

        @Override
        public Pop3Policy changed(Client client, Pop3Policy before) {
            asked.countDown();
            try {
                decides.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return decided(client);
        }

        private Pop3Policy decided(Client client) {
            clients.add(client);
            List<String> mechanisms = client.isEncrypted() ? List.of("PLAIN") : List.of();
            return new Pop3Policy(null, "mx.example.org", false, mechanisms, SILENCE, 500);
        }

        @Override
        public Login checkApop(Peer peer, Door door, String user, String timestamp, String digest) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Records extends Handler {
        private final Queue<LogRecord> all = new ConcurrentLinkedQueue<>();

        @Override
        public void publish(LogRecord logged) {
            all.add(logged);
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @BeforeEach
    void open() throws IOException {
        System.setProperty(Env.QMAIL_HOME.property(), home.toString());
        Files.createDirectories(home.resolve("control"));
        Files.writeString(home.resolve("control/me"), "mx.example.org\n");
        certificates =
                ServerCertificates.open(new QmailHome(home), () -> "mx.example.org", Clock.systemUTC(), remark -> {});
        LOG.addHandler(records);
        LOG.setLevel(Level.FINE);
    }

    @AfterEach
    void close() {
        LOG.removeHandler(records);
        LOG.setLevel(null);
        certificates.close();
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    private static final class SmtpBean extends NoLogins implements SmtpListener {
        @Override
        public SmtpPolicy connected(Client client, Load load) {
            return SmtpPolicy.open("mx.example.org", "mx.example.org", 0, 100, SILENCE, 500);
        }

        @Override
        public SmtpPolicy changed(Client client, SmtpPolicy before) {
            return before;
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

    private Listener listenSmtp(String door) throws Exception {
        SmtpActivationSpec spec = new SmtpActivationSpec();
        spec.setDoor(door);
        spec.setBind("127.0.0.1");
        spec.setPort("0");
        FakeEndpointFactory factory = new FakeEndpointFactory(SmtpListener.class, new SmtpBean());
        Workers workers = new Workers(threads());
        SmtpService service =
                new SmtpService(new Endpoints<>(SmtpListener.class, factory, factory), workers, spec.spool());
        return Listener.open(spec, entrance(spec, workers), workers, service::handler, service);
    }

    private Entrance entrance(ListenerSpec spec, Workers workers) {
        Encryption encryption = new Encryption(certificates, spec.door(), workers, patience);
        return Entrances.of(spec.door(), encryption, home.resolve("control"));
    }

    private Listener listen(String door) throws Exception {
        Pop3ActivationSpec spec = new Pop3ActivationSpec();
        spec.setDoor(door);
        spec.setBind("127.0.0.1");
        spec.setPort("0");
        FakeEndpointFactory factory = new FakeEndpointFactory(Pop3Listener.class, bean);
        Workers workers = new Workers(threads());
        Pop3Service service =
                new Pop3Service(new Endpoints<>(Pop3Listener.class, factory, factory), workers, new MaildropLocks());
        return Listener.open(spec, entrance(spec, workers), workers, service::handler, () -> {});
    }

    private WorkManager threads() {
        return (WorkManager) Proxy.newProxyInstance(
                TlsListenerTest.class.getClassLoader(),
                new Class<?>[] {WorkManager.class},
                (proxy, method, arguments) -> {
                    work((Work) arguments[0]);
                    return null;
                });
    }

    private synchronized void work(Work work) {
        if (held == null) {
            new Thread(work).start();
        } else {
            held.add(work);
        }
    }

    private synchronized void hold() {
        held = new ArrayList<>();
    }

    private synchronized void letGo() {
        held.forEach(work -> new Thread(work).start());
        held = null;
    }

    private static SSLSocket encrypted(Socket plain) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new AnyCertificate()}, null);
            return (SSLSocket) context.getSocketFactory().createSocket(plain, "mx.example.org", 0, true);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Socket connect(Listener listener) throws IOException {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private List<LogRecord> loud() {
        return records.all.stream()
                .filter(logged -> logged.getLevel().intValue() > Level.INFO.intValue())
                .toList();
    }

    @Test
    void popT4AndTls7AtPop3sTlsBeginsAtOnceAndTheGreetingFollowsIt() throws Exception {
        Listener listener = listen("pop3s");
        try (Socket plain = connect(listener);
                SSLSocket tls = encrypted(plain)) {
            BufferedReader in = reader(tls);
            assertThat(in.readLine()).isEqualTo("+OK mx.example.org");
            say(tls, "CAPA\r\nQUIT\r\n");
            assertThat(in.lines()).contains("USER", "SASL PLAIN").doesNotContain("STLS");
            assertThat(bean.clients).extracting(Client::door).containsOnly(Door.POP3S);
            // whether it is let in at all costs no handshake
            assertThat(bean.clients).extracting(Client::isEncrypted).containsExactly(false, true);
        } finally {
            listener.close();
        }
        assertThat(loud()).isEmpty();
    }

    @Test
    void anOpenConnectionIsSeenWithItsTlsAndItsEndIsToldInIt() throws Exception {
        Listener listener = listen("pop3s");
        try (Socket plain = connect(listener)) {
            Seen.await(listener, all -> all.size() == 1 && all.get(0).activity() == Activity.HANDSHAKE);
            try (SSLSocket tls = encrypted(plain)) {
                BufferedReader in = reader(tls);
                assertThat(in.readLine()).isEqualTo("+OK mx.example.org");
                OpenConnection seen = listener.openConnections().get(0);
                assertThat(seen.activity()).isEqualTo(Activity.COMMAND);
                assertThat(seen.client().door()).isEqualTo(Door.POP3S);
                assertThat(seen.client().tls().version()).isEqualTo("TLSv1.3");
                assertThat(seen.client().tls().suite())
                        .isEqualTo(tls.getSession().getCipherSuite());
                // those of TLS too
                assertThat(seen.sent()).isGreaterThan(500);
                assertThat(seen.received()).isGreaterThan(100);

                assertThat(listener.end(seen.id())).isTrue();

                assertThat(in.lines()).containsExactly("-ERR [SYS/TEMP] an administrator has ended this connection");
            }
            Seen.await(listener, List::isEmpty);
        } finally {
            listener.close();
        }
    }

    @Test
    void handshakesThatFailOrAreEndedLeaveNothingBehind() throws Exception {
        Listener listener = listen("pop3s");
        try (Socket noTls = connect(listener);
                Socket ended = connect(listener);
                Socket gone = connect(listener)) {
            Seen.await(
                    listener,
                    all -> all.size() == 3 && all.stream().allMatch(one -> one.activity() == Activity.HANDSHAKE));
            String id = Seen.of(listener, ended).id();
            assertThat(listener.end(id)).isTrue();
            assertThat(ended.getInputStream().read()).isEqualTo(-1);
            say(noTls, "USER ana\r\n");
            gone.close();
            Seen.await(listener, List::isEmpty);
            assertThat(listener.standing(InetAddress.getLoopbackAddress()).load())
                    .isEqualTo(new Load(1, 1, 0));
        } finally {
            listener.close();
        }
    }

    /** TLS 1.3 lets it send with the end of its handshake, which is before the bean has decided about it. */
    @Test
    void tls7WhatAClientSaysBeforeItIsAdmittedWaits() throws Exception {
        Listener listener = listen("pop3s");
        bean.decides = new CountDownLatch(1);
        try (Socket plain = connect(listener);
                SSLSocket tls = encrypted(plain)) {
            say(tls, "NOOP\r\n");
            assertThat(bean.asked.await(60, TimeUnit.SECONDS)).isTrue();
            say(tls, "QUIT\r\n");
            bean.decides.countDown();
            assertThat(reader(tls).lines()).containsExactly("+OK mx.example.org", "+OK ", "+OK ");
        } finally {
            listener.close();
        }
        assertThat(loud()).isEmpty();
    }

    @Test
    void tls6AndCode1TheReplyGoesInClearAndRightsAreAskedForAgainBehindIt() throws Exception {
        Listener listener = listen("pop3");
        try (Socket plain = connect(listener)) {
            BufferedReader clear = reader(plain);
            assertThat(clear.readLine()).isEqualTo("+OK mx.example.org");
            say(plain, "STLS\r\n");
            assertThat(clear.readLine()).isEqualTo("+OK begin TLS");
            try (SSLSocket tls = encrypted(plain)) {
                say(tls, "CAPA\r\nQUIT\r\n");
                assertThat(reader(tls).lines()).contains("SASL PLAIN").doesNotContain("STLS");
            }
        } finally {
            listener.close();
        }
        assertThat(bean.clients).extracting(Client::isEncrypted).containsExactly(false, true);
        assertThat(loud()).isEmpty();
    }

    @Test
    void code15AHandshakeTakesAWorkerAndNoTimeOfAnEventLoop() throws Exception {
        Listener listener = listen("pop3s");
        try {
            greetings(listener, 2); // both event loops are there
            hold();
            try (Socket plain = connect(listener);
                    SSLSocket tls = encrypted(plain)) {
                plain.setSoTimeout(1_000);
                assertThatThrownBy(tls::startHandshake).isInstanceOf(IOException.class);
            }
            letGo();
            greetings(listener, 1);
        } finally {
            listener.close();
        }
        assertThat(loud()).isEmpty();
    }

    private static void greetings(Listener listener, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            try (Socket plain = connect(listener);
                    SSLSocket tls = encrypted(plain)) {
                assertThat(reader(tls).readLine()).isEqualTo("+OK mx.example.org");
            }
        }
    }

    @Test
    void tls8AndCode4AClientThatSpeaksInClearToATlsPortIsToldNothingAndTheLogStaysQuiet() throws Exception {
        Listener listener = listen("pop3s");
        try (Socket plain = connect(listener)) {
            say(plain, "CAPA\r\nQUIT\r\n");
            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("+OK", "-ERR");
        } finally {
            listener.close();
        }
        assertThat(bean.clients).extracting(Client::isEncrypted).containsOnly(false);
        assertThat(records.all).isNotEmpty();
        assertThat(loud()).isEmpty();
    }

    @Test
    void tls7AClientThatBeginsNoHandshakeIsGoneInTime() throws Exception {
        Listener listener = listen("pop3s");
        long begin = System.nanoTime();
        try (Socket silent = connect(listener)) {
            assertThat(silent.getInputStream().readAllBytes()).isEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(HANDSHAKE);
        } finally {
            listener.close();
        }
        assertThat(bean.clients).extracting(Client::isEncrypted).containsOnly(false);
        assertThat(loud()).isEmpty();
    }

    @Test
    void tls14AConnectionThatEndsWithoutCloseNotifyAtACommandBorderIsNoError() throws Exception {
        Listener listener = listen("pop3s");
        try (Socket plain = connect(listener)) {
            SSLSocket tls = encrypted(plain);
            assertThat(reader(tls).readLine()).isEqualTo("+OK mx.example.org");
            plain.shutdownOutput();
            assertThatThrownBy(() -> say(tls, "NOOP\r\n")).isInstanceOf(IOException.class);
        } finally {
            listener.close();
        }
        assertThat(loud()).isEmpty();
    }

    /** With TLS, from the first octet or begun by a command. */
    private static SSLSocket secured(Listener listener, Door door) throws IOException {
        Socket plain = connect(listener);
        if (!door.isImplicitTls()) {
            reader(plain).readLine();
            say(plain, door == Door.POP3 ? "STLS\r\n" : "STARTTLS\r\n");
            assertThat(reader(plain).readLine()).matches("(220|\\+OK) .*");
        }
        SSLSocket tls = encrypted(plain);
        tls.startHandshake();
        if (door.isImplicitTls()) {
            assertThat(reader(tls).readLine()).matches("(220|\\+OK) .*");
        }
        return tls;
    }

    private static void assertAlive(SSLSocket socket) throws IOException {
        say(socket, "NOOP\r\n");
        assertThat(reader(socket).readLine()).matches("(250|\\+OK).*");
    }

    @Test
    void cert5TwoHundredConnectionsAtAllDoorsOutliveAHundredNewCertificates() throws Exception {
        patience = SILENCE; // nobody is late here
        Map<Door, Listener> listeners = new EnumMap<>(Door.class);
        List<SSLSocket> open = new ArrayList<>();
        try {
            for (Door door : Door.values()) {
                listeners.put(door, door.label().startsWith("pop3") ? listen(door.label()) : listenSmtp(door.label()));
            }
            for (int i = 0; i < 200; i++) {
                Door door = Door.values()[i % Door.values().length];
                open.add(secured(listeners.get(door), door));
            }
            for (int i = 0; i < 100; i++) {
                String serial = NewCertificate.put(home.resolve("control"), "mx.example.org", certificates);
                Door door = Door.values()[i % Door.values().length];
                try (SSLSocket fresh = secured(listeners.get(door), door)) {
                    X509Certificate shown = (X509Certificate) fresh.getSession().getPeerCertificates()[0];
                    assertThat(shown.getSerialNumber()).hasToString(serial);
                }
                assertAlive(open.get(2 * i));
                assertAlive(open.get(2 * i + 1));
            }
            for (SSLSocket socket : open) {
                assertAlive(socket);
            }
        } finally {
            for (SSLSocket socket : open) {
                socket.close();
            }
            listeners.values().forEach(Listener::close);
        }
    }

    @Test
    void proxy1And3TheClientIsTheOneThatAProxyTellsBeforeTls() throws Exception {
        Files.writeString(home.resolve("control/proxies"), "127.0.0.1\n");
        Listener listener = listen("pop3s");
        try (Socket plain = connect(listener)) {
            say(plain, "PROXY TCP4 192.0.2.7 192.0.2.1 40000 995\r\n");
            try (SSLSocket tls = encrypted(plain)) {
                assertThat(reader(tls).readLine()).isEqualTo("+OK mx.example.org");
                assertThat(bean.clients.remove().peer().remoteIp()).isEqualTo("192.0.2.7");
            }
        } finally {
            listener.close();
        }
        assertThat(loud()).isEmpty();
    }

    @Test
    void proxy1AProxyThatTellsNoClientIsLeftWithoutAWord() throws Exception {
        Files.writeString(home.resolve("control/proxies"), "127.0.0.1\n");
        Listener listener = listen("pop3");
        try (Socket silent = connect(listener);
                Socket wrong = connect(listener)) {
            say(wrong, "USER ana@example.org\r\n");
            assertThat(wrong.getInputStream().readAllBytes()).isEmpty();
            assertThat(silent.getInputStream().readAllBytes()).isEmpty();
        } finally {
            listener.close();
        }
        assertThat(bean.clients).isEmpty();
    }
}
