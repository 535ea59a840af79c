package ee.qmail.rar.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client that sends all it has before it reads sees why it was refused. */
@Timeout(120)
class LastWordsTest {
    private static final int DATABYTES = 1_000_000;
    private static final int RUNS = 50;

    /** Octets of a line of the text. */
    private static final String LINE = "x".repeat(998) + "\r\n";

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
    void close() {
        listener.close();
        System.clearProperty(Env.QMAIL_HOME.property());
    }

    /** A thread for each piece of work. */
    private static WorkManager threads() {
        return (WorkManager) Proxy.newProxyInstance(
                LastWordsTest.class.getClassLoader(),
                new Class<?>[] {WorkManager.class},
                (proxy, method, arguments) -> {
                    new Thread((Work) arguments[0]).start();
                    return null;
                });
    }

    private static final class Bean extends NoLogins implements SmtpListener {
        @Override
        public SmtpPolicy connected(Client client, Load load) {
            return SmtpPolicy.open("mx", "mx", DATABYTES, 100, Duration.ofMinutes(1), 50);
        }

        @Override
        public RecipientVerdict recipient(
                Client client, SmtpPolicy policy, String sender, String recipient, long size) {
            return RecipientVerdict.ACCEPTED;
        }

        @Override
        public void accept(List<InboundMessage> messages) {
            throw new UnsupportedOperationException();
        }
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(listener.address().getAddress(), listener.address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(OutputStream out, String octets) throws IOException {
        out.write(octets.getBytes(StandardCharsets.US_ASCII));
    }

    private static void begin(OutputStream out) throws IOException {
        send(out, "HELO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n");
    }

    /** @param before said instead of the first lines of the text */
    private String sendAllThenRead(String before, int octets, String last) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            begin(out);
            send(out, before + LINE.repeat(octets / LINE.length()) + last);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @ParameterizedTest
    @CsvSource({"'',552 5.3.4 ", "'x\n',554 5.6.0 ", "'x\rx',554 5.6.0 "})
    void aTextThatIsRefusedIsAnsweredHoweverMuchComesBehind(String before, String reply) throws IOException {
        for (int run = 0; run < RUNS; run++) {
            assertThat(sendAllThenRead(before, 5_000_000, ".\r\nQUIT\r\n"))
                    .as("run " + run)
                    .startsWith("220 ")
                    .contains("\r\n354 go ahead\r\n" + reply);
        }
    }

    /** Of what is too large, as much is read as {@code DataReceiver} has patience for, and then some more is dropped. */
    @Test
    void aTextWhoseEndIsNotWaitedForIsAnsweredToo() throws IOException {
        byte[] lines = LINE.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        for (int run = 0; run < 5; run++) {
            try (Socket socket = connect()) {
                OutputStream out = socket.getOutputStream();
                begin(out);
                for (int i = 0; i < 150; i++) {
                    out.write(lines);
                }
                assertThat(socket.getInputStream().readAllBytes())
                        .asString()
                        .contains("\r\n354 go ahead\r\n552 5.3.4 ");
            }
        }
    }

    @Test
    void aClientThatMakesMistakesOnlyIsToldThatTheyWereTooMany() throws IOException {
        for (int run = 0; run < RUNS; run++) {
            try (Socket socket = connect()) {
                send(socket.getOutputStream(), "WHAT\r\n".repeat(100_000));
                assertThat(socket.getInputStream().readAllBytes())
                        .asString()
                        .as("run " + run)
                        .endsWith("\r\n421 4.7.0 too many errors\r\n");
            }
        }
    }

    /** It is not read for longer than an honest client needs to come to its end. */
    @Test
    void aClientThatNeverStopsIsClosed() throws IOException {
        byte[] lines = LINE.repeat(1000).getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            begin(out);
            send(out, "x\n");
            while (sent < 3 * LastWords.OCTETS) {
                out.write(lines);
                sent += lines.length;
            }
        } catch (IOException e) {
            assertThat(sent).isGreaterThan(LastWords.OCTETS - lines.length);
        }
        assertThat(sent).isLessThan(2 * LastWords.OCTETS);
    }

    /** It counts as a connection until it has gone. */
    @Test
    void aClientThatIsTakingItsLastWordsIsCounted() throws IOException {
        try (Socket socket = connect()) {
            begin(socket.getOutputStream());
            send(socket.getOutputStream(), "x\n");
            assertThat(socket.getInputStream().readAllBytes()).asString().contains("554 5.6.0 ");
            assertThat(listener.connections()).isEqualTo(1);
        }
        awaitNoConnection();
    }

    @Test
    void afterQuitTheConnectionIsClosedAtOnce() throws IOException {
        try (Socket socket = connect()) {
            send(socket.getOutputStream(), "QUIT\r\n");
            assertThat(socket.getInputStream().readAllBytes()).asString().endsWith("221 2.0.0 mx\r\n");
            awaitNoConnection();
            assertThatThrownBy(() -> {
                        while (true) {
                            send(socket.getOutputStream(), "NOOP\r\n");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
    }

    private void awaitNoConnection() {
        while (listener.connections() > 0) {
            Thread.onSpinWait(); // the time of the test bounds it
        }
    }
}
