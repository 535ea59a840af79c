package ee.qmail.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * Ports of loopback of which none is given twice in this process, since most are listened on long after they were looked
 * for, nor to processes that run side by side, such as those of Surefire: each has a range, whose first port it holds. Below the
 * ranges from which Linux and gVisor take ports for clients, so that a stopped server's port stays free. Safe for use by several
 * threads.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int BEYOND = 16_000;
    private static final int RANGE = 1_500;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    /** Held until the process ends; null if more processes run than there are ranges. */
    private static final ServerSocket GUARD = guard();

    private FreePorts() {}

    /**
     * Looks for ports on which nobody listens now.
     *
     * @param count how many, a few
     * @return from 10,000 to 15,999
     */
    public static List<Integer> take(int count) {
        int first = GUARD == null ? FIRST : GUARD.getLocalPort();
        int beyond = GUARD == null ? BEYOND : first + RANGE;
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(first, beyond);
            if (isFree(port) && GIVEN.add(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static ServerSocket guard() {
        return IntStream.iterate(FIRST, first -> first < BEYOND, first -> first + RANGE)
                .mapToObj(FreePorts::listen)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = listen(port)) {
            return socket != null;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " was free, and cannot be given back", e);
        }
    }

    /** Returns null if somebody else listens there. */
    private static ServerSocket listen(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            return null;
        }
    }
}
