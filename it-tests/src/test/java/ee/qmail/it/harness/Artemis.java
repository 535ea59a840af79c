package ee.qmail.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import ee.qmail.test.server.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
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
public final class Artemis {
    public static final String PASSWORD = "it-broker-password";

    private final Path data;
    private final Path config;
    private final int port;
    private final int other;
    private Process process;

    Artemis(Path data) {
        this(data, docs().resolve("broker.xml"), QmailServer.freePorts(1).get(0), 0);
    }

    private Artemis(Path data, Path config, int port, int other) {
        this.data = data;
        this.config = config;
        this.port = port;
        this.other = other;
    }

    /** Two on one directory: the first that is started is the broker, the second one stands in for it. */
    public static List<Artemis> pair(Path data) throws IOException {
        List<Integer> ports = QmailServer.freePorts(2);
        return List.of(
                new Artemis(data, config(data, "primary"), ports.get(0), ports.get(1)),
                new Artemis(data, config(data, "backup"), ports.get(1), ports.get(0)));
    }

    /** Of the tests; the broker's process knows no such property. */
    private static Path docs() {
        return Path.of(System.getProperty("docs"));
    }

    private static Path config(Path data, String role) throws IOException {
        String more = Files.readString(docs().resolve("broker-pair.xml")).replace("${broker.role}", role);
        String one = Files.readString(docs().resolve("broker.xml"));
        Path file = data.resolveSibling("broker-" + role + ".xml");
        return Files.writeString(file, one.replace("    <acceptors>", more + "    <acceptors>"));
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

    public String url() {
        return "tcp://127.0.0.1:" + port;
    }

    public void start() {
        launch();
        awaitActive();
    }

    public void awaitActive() {
        Await.until("the broker listens", Duration.ofMinutes(2), () -> !process.isAlive() || isActive(), this::log);
        assertThat(process.isAlive()).as("the broker, see its log").isTrue();
    }

    private Path log() {
        return config.startsWith(docs())
                ? data.resolveSibling("broker.log")
                : Path.of(config.toString().replace(".xml", ".log"));
    }

    /** One that stands in for another does not listen before that is gone. */
    public void launch() {
        ProcessBuilder builder = new ProcessBuilder(Stream.of(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Dbroker.data=" + data,
                                "-Dbroker.port=" + port,
                                "-Dbroker.other=127.0.0.1:" + other,
                                "-Dbroker.cluster.password=" + PASSWORD),
                        List.of("-cp", System.getProperty("java.class.path"), Artemis.class.getName()),
                        List.of(config.toString()))
                .flatMap(List::stream)
                .toList());
        builder.environment().put("BROKER_PASSWORD", PASSWORD);
        try {
            process = builder.redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException("the broker's process cannot be started", e);
        }
    }

    public boolean isActive() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** As a machine that swaps: connections stay, nothing is answered, locks are kept. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        new Program("kill", data.getParent()).succeeds("", signal, String.valueOf(process.pid()));
    }

    /** As {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
