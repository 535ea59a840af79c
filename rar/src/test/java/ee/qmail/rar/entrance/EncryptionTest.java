package ee.qmail.rar.entrance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ee.qmail.contract.Door;
import ee.qmail.home.QmailHome;
import ee.qmail.rar.work.Workers;
import ee.qmail.tls.ServerCertificates;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkManager;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptionTest {
    /** A record with a ClientHello whose session id is longer than one may be. */
    private static final byte[] WRONG_HELLO = hello();

    @TempDir
    private Path directory;

    private final Deque<Work> tasks = new ArrayDeque<>();
    private ServerCertificates certificates;

    @BeforeEach
    void open() throws IOException {
        QmailHome home = new QmailHome(directory);
        Files.createDirectories(home.control());
        certificates = ServerCertificates.open(home, () -> "mx.example.org", Clock.systemUTC(), remark -> {});
    }

    @AfterEach
    void close() {
        certificates.close();
    }

    private static byte[] hello() {
        byte[] record = new byte[5 + 4 + 100];
        record[0] = 22;
        record[1] = 3;
        record[2] = 3;
        record[4] = 104;
        record[5] = 1;
        record[8] = 100;
        record[9] = 3;
        record[10] = 3;
        record[43] = 48; // behind version and random
        return record;
    }

    private Workers workers() {
        return new Workers((WorkManager) Proxy.newProxyInstance(
                EncryptionTest.class.getClassLoader(),
                new Class<?>[] {WorkManager.class},
                (proxy, method, arguments) -> {
                    tasks.add((Work) arguments[0]);
                    return null;
                }));
    }

    /** Netty logs what nobody takes, with its stack. */
    @Test
    void whatIsWrongWithAClientThatIsGoneIsToldToNobody() {
        EmbeddedChannel channel = new EmbeddedChannel();
        new Encryption(certificates, Door.SUBMISSIONS, workers())
                .begin(channel, InetAddress.getLoopbackAddress(), () -> {});
        channel.writeInbound(Unpooled.wrappedBuffer(WRONG_HELLO));
        assertThat(tasks).hasSize(1);
        channel.close();

        tasks.remove().run();
        channel.runPendingTasks();
        assertThatCode(channel::checkException).doesNotThrowAnyException();
    }
}
