package ee.qmail.it.window;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The network of a program that uses a SOCKS 5 proxy (RFC 1928): some names are this machine, and no other is
 * anywhere, so that nothing leaves the machine. Safe for use by several threads.
 */
public final class LoopbackNames implements AutoCloseable {
    private static final int VERSION = 5;
    private static final int NAME = 3;
    private static final int GRANTED = 0;
    private static final int UNREACHABLE = 4;
    private static final int REFUSED = 5;

    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final Set<String> hosts;
    private final Map<Integer, Integer> ports;

    /** @param ports those that are at another port here */
    public LoopbackNames(Set<String> hosts, Map<Integer, Integer> ports) {
        this.hosts = hosts;
        this.ports = ports;
        try {
            listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** What was asked for so far, as {@code host:port}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            in.readUnsignedByte();
            in.readFully(new byte[in.readUnsignedByte()]);
            client.getOutputStream().write(new byte[] {VERSION, 0});
            in.readFully(new byte[3]);
            String host = in.readUnsignedByte() == NAME ? name(in) : "";
            int port = in.readUnsignedShort();
            asked.add(host + ":" + port);
            if (hosts.contains(host)) {
                connect(client, ports.getOrDefault(port, port));
            } else {
                answer(client, UNREACHABLE);
            }
        } catch (IOException e) {
            // the program, or the server, has closed the connection
            return;
        }
    }

    private static String name(DataInputStream in) throws IOException {
        byte[] name = new byte[in.readUnsignedByte()];
        in.readFully(name);
        return new String(name, StandardCharsets.US_ASCII);
    }

    private void connect(Socket client, int port) throws IOException {
        try (Socket server = open(client, port)) {
            answer(client, GRANTED);
            threads.execute(() -> pass(server, client));
            pass(client, server);
        }
    }

    private static Socket open(Socket client, int port) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        } catch (IOException e) {
            answer(client, REFUSED);
            throw e;
        }
    }

    private static void answer(Socket client, int code) throws IOException {
        client.getOutputStream().write(new byte[] {VERSION, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0});
    }

    private static void pass(Socket from, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            from.getInputStream().transferTo(out);
            to.shutdownOutput();
        } catch (IOException e) {
            // one side is gone, and with it the other
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }
}
