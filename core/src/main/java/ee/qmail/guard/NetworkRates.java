package ee.qmail.guard;

import ee.qmail.contract.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts what client networks (an address of IPv4, a /64 of IPv6) do within a minute, at all doors together (ABUSE-4). The minute of a
 * network begins with the first thing that it does. This host itself is not counted: the programs here, such as webmail, do the work of
 * many. Of 20,000 networks the last are known, so that memory is bounded. Safe for use by several threads.
 */
public final class NetworkRates {
    static final int MAX_NETWORKS = 20_000;
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** The things that are counted. */
    private static final class Counted {
        private final long began;
        private int connections;
        private int handshakes;
        private long octets;

        Counted(long began) {
            this.began = began;
        }
    }

    private final LongSupplier nanoTime;
    private final Map<InetAddress, Counted> networks = new LinkedHashMap<>();

    /** @param nanoTime a clock that never goes back, in nanoseconds */
    public NetworkRates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Counts a connection; returns how many there were within the minute, 0 for this host. */
    public synchronized int connection(InetAddress client) {
        return client.isLoopbackAddress() ? 0 : ++of(client).connections;
    }

    /** Counts a handshake of TLS; returns how many there were within the minute, 0 for this host. */
    public synchronized int handshake(InetAddress client) {
        return client.isLoopbackAddress() ? 0 : ++of(client).handshakes;
    }

    /**
     * Counts octets that a client has sent.
     *
     * @param most octets that its network may send within a minute
     * @return nanoseconds for which nothing more should be read from it: 0, or those that are left of its minute
     */
    public synchronized long octets(InetAddress client, int count, long most) {
        if (client.isLoopbackAddress()) {
            return 0;
        }
        Counted counted = of(client);
        counted.octets += count;
        return counted.octets > most ? counted.began + MINUTE - nanoTime.getAsLong() : 0;
    }

    /** @param left of the minute; zero if the network has done nothing within one */
    public record Minute(int connections, int handshakes, long octets, Duration left) {}

    /** What is counted for the network of a client; counts nothing. */
    public synchronized Minute minute(InetAddress client) {
        Counted known = networks.get(ClientNetwork.of(client));
        long left = known == null ? 0 : known.began + MINUTE - nanoTime.getAsLong();
        return left <= 0
                ? new Minute(0, 0, 0, Duration.ZERO)
                : new Minute(known.connections, known.handshakes, known.octets, Duration.ofNanos(left));
    }

    private Counted of(InetAddress client) {
        InetAddress network = ClientNetwork.of(client);
        long now = nanoTime.getAsLong();
        Counted known = networks.get(network);
        if (known != null && now - known.began < MINUTE) {
            return known;
        }
        networks.remove(network);
        Counts.removeOldest(networks, MAX_NETWORKS);
        Counted fresh = new Counted(now);
        networks.put(network, fresh);
        return fresh;
    }
}
