package ee.qmail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** ActiveMQ Artemis in a process of its own, with the configuration that docs/jms.md gives. */
final class Artemis {
    static final String PASSWORD = "it-broker-password";

    private final Path data;
    private final int port = QmailServer.freePorts(1).get(0);
    private Process process;

    Artemis(Path data) {
        this.data = data;
    }

    /** The process: it ends when it is told to. */
    public static void main(String[] arguments) throws Exception {
        SecurityConfiguration users = new SecurityConfiguration(
                Map.of("qmail", System.getenv("BROKER_PASSWORD")), Map.of("qmail", List.of("qmail")));
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
        broker.setConfigResourcePath(Path.of(arguments[0]).toUri().toString());
        broker.setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
        broker.start();
    }

    String url() {
        return "tcp://127.0.0.1:" + port;
    }

    void start() {
        ProcessBuilder builder = new ProcessBuilder(Stream.of(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dbroker.data=" + data,
                                "-Dbroker.port=" + port),
                        List.of("-cp", System.getProperty("java.class.path"), Artemis.class.getName()),
                        List.of(Path.of(System.getProperty("docs"), "broker.xml")
                                .toString()))
                .flatMap(List::stream)
                .toList());
        builder.environment().put("BROKER_PASSWORD", PASSWORD);
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(data.resolveSibling("broker.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's process cannot be started", e);
        }
        Await.until(
                "the broker listens",
                Duration.ofMinutes(2),
                () -> !process.isAlive() || listens(),
                () -> data.resolveSibling("broker.log"));
        assertThat(process.isAlive()).as("the broker, see broker.log").isTrue();
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As {@code kill -9} does. */
    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
