package ee.qmail.test.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback of which none is given twice in this process, since most are listened on long after they were looked
 * for, nor to two JVMs that Surefire or Failsafe run side by side. Below the ranges from which Linux and gVisor take ports for clients, so that a stopped server's port stays free.
 * Safe for use by several threads.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int FORKS = 4;
    private static final int FOR_EACH_FORK = 1_500;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePorts() {}

    /**
     * Looks for ports on which nobody listens now.
     *
     * @param count how many, a few
     * @return from 10,000 to 15,999
     */
    public static List<Integer> take(int count) {
        int first = FIRST + (Integer.getInteger("surefire.forkNumber", 1) - 1) % FORKS * FOR_EACH_FORK;
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < count) {
            int port = ThreadLocalRandom.current().nextInt(first, first + FOR_EACH_FORK);
            if (isFree(port) && GIVEN.add(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
