package ee.qmail.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;

/** A database server that the test can stop and start. */
final class OwnDatabase implements AutoCloseable {
    private final Path directory;
    private final int port;
    private Server server;

    OwnDatabase(Path directory) {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    void start() {
        try {
            server = Server.createTcpServer(
                            "-tcpPort", String.valueOf(port), "-ifNotExists", "-baseDir", directory.toString())
                    .start();
        } catch (SQLException e) {
            throw new IllegalStateException("no database server on port " + port, e);
        }
    }

    /** All connections end. */
    void stop() {
        server.stop();
    }

    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/./qmail";
    }

    @Override
    public void close() {
        stop();
    }
}
