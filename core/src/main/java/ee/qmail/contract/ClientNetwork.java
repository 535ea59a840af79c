package ee.qmail.contract;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The network that is held to account for a connection. */
public final class ClientNetwork {
    /**
     * Octets of what a network is given as a whole (RFC 4291 section 2.5.4): one machine may use every address in it.
     */
    private static final int IPV6_PREFIX = 8;

    private ClientNetwork() {}

    /** The address itself; of IPv6 its network, a /64. */
    public static InetAddress of(InetAddress client) {
        if (!(client instanceof Inet6Address)) {
            return client;
        }
        byte[] octets = client.getAddress();
        Arrays.fill(octets, IPV6_PREFIX, octets.length, (byte) 0);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an address", e);
        }
    }
}
