package ee.qmail.it.harness;

import ee.qmail.test.server.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A database server that the test can stop, freeze and start: a process of its own. */
public final class OwnDatabase implements AutoCloseable {
    private final Path directory;
    private final int port;
    private Process server;

    public OwnDatabase(Path directory) {
        this.directory = directory;
        port = QmailServer.freePorts(1).get(0);
        start();
    }

    public void start() {
        try {
            server = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            "org.h2.tools.Server",
                            "-tcp",
                            "-tcpPort",
                            String.valueOf(port),
                            "-ifNotExists",
                            "-baseDir",
                            directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(new File(directory + ".log"))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Await.until("the database listens on port " + port, this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** All connections end, and nobody listens. */
    public void stop() {
        server.destroyForcibly();
        try {
            if (!server.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the database server does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Connections stay, new ones are made by the system, and nothing is ever answered. */
    public void freeze() {
        signal("-STOP");
    }

    public void thaw() {
        signal("-CONT");
    }

    private void signal(String signal) {
        new Program("kill", directory.getParent()).succeeds("", signal, String.valueOf(server.pid()));
    }

    public String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/./qmail";
    }

    @Override
    public void close() {
        stop();
    }
}
