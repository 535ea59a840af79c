package ee.qmail.bench.peer;

import ee.qmail.bench.BenchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The place of one run of a peer.
 *
 * @param directory its own; all may enter it
 * @param sink where it relays to
 * @param certificate that it shows
 */
record Place(
        Path directory,
        InetSocketAddress smtp,
        InetSocketAddress smtps,
        InetSocketAddress pop3,
        InetSocketAddress pop3s,
        InetSocketAddress http,
        InetSocketAddress jms,
        InetSocketAddress sink,
        Certificate certificate) {

    static Place in(Path scratch, String name, InetSocketAddress sink, Certificate certificate) {
        Path directory = scratch.resolve(name);
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be made", e);
        }
        return new Place(directory, free(), free(), free(), free(), free(), free(), sink, certificate);
    }

    /** Below the range from which the system takes ports for clients. */
    private static InetSocketAddress free() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(address);
                return address;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new BenchException("no free port from 15000 to 32000 on loopback");
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    /** Writes a file, and makes the directories above it. */
    Path write(String name, String text) {
        try {
            Path file = path(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path mkdir(String name) {
        try {
            return Files.createDirectories(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
