package ee.qmail.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;
import java.util.Arrays;

/** A DNS server that says of every name that it does not exist, and can be gone. */
public final class OwnDns implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int NXDOMAIN = 3;

    private final int port;
    private DatagramSocket socket;

    public OwnDns() {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    public void start() {
        try {
            socket = new DatagramSocket(port, InetAddress.getLoopbackAddress());
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(() -> answer(socket), "dns");
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(DatagramSocket from) {
        DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
        try {
            while (true) {
                from.receive(packet);
                from.send(new DatagramPacket(
                        noSuchName(Arrays.copyOf(packet.getData(), packet.getLength())),
                        question(packet.getData()),
                        packet.getSocketAddress()));
            }
        } catch (IOException e) {
            if (!from.isClosed()) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** RFC 1035, 4.1.1: the question comes back with QR and RA set, and counts of nothing but the question. */
    private static byte[] noSuchName(byte[] query) {
        byte[] reply = Arrays.copyOf(query, question(query));
        reply[2] |= (byte) 0x80;
        reply[3] = (byte) (0x80 | NXDOMAIN);
        Arrays.fill(reply, 6, HEADER, (byte) 0);
        return reply;
    }

    /** Where the question ends. */
    private static int question(byte[] message) {
        int at = HEADER;
        while (message[at] != 0) {
            at += 1 + message[at];
        }
        return at + 5;
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.close();
        }
    }
}
