package ee.qmail.contract;

import java.io.Serializable;
import java.net.InetSocketAddress;

/**
 * Both ends of a connection, as tcpserver tells them to its program (TS-2).
 *
 * @param remote the client
 * @param local the address and port it connected to
 */
public record Peer(InetSocketAddress remote, InetSocketAddress local) implements Serializable {
    /** The client's numeric address without brackets or zone, as in {@code TCPREMOTEIP}. */
    public String remoteIp() {
        return numeric(remote);
    }

    /** This side's numeric address, as in {@code TCPLOCALIP}. */
    public String localIp() {
        return numeric(local);
    }

    private static String numeric(InetSocketAddress address) {
        String text = address.getAddress().getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
